"""From the schema to Citus: what becomes of each table, the statements in their order, and what stands in the way.

A table whose rows name their authority is distributed by it; all such tables are co-located, so that an authority's
rows lie together and a write, its ledger and its history are one transaction on one server. Everything else that the
house keeps is small and read with every authority: a reference table, whole on every server. What only the web server
and the worker use (sessions, queue, exports, counters of wrong passwords) stays on the coordinator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Final

from geo_eplan.distribution.schema import AUTHORITY, Reference, Schema

HOUSE: Final = ("layers_", "accounts_", "projects_", "annual_returns_", "coordination_", "gis_reports_")
# They name an authority and are still read with all of them: the dated registry, who works where, who is exempt.
READ_EVERYWHERE: Final = frozenset(
    {
        "layers_authorityperiod",
        "layers_authoritysuccession",
        "accounts_assignment",
        "accounts_engineertraining",
        "coordination_stageexemption",
        "projects_registryexception",
    }
)
# Written while jobs run, read by nothing that is distributed.
COORDINATOR_ONLY: Final = frozenset({"gis_reports_exportjob"})


@dataclass(frozen=True, slots=True)
class Plan:
    """Tables by what becomes of them, each in an order in which it can be done, and the statements."""

    distributed: tuple[str, ...]
    references: tuple[str, ...]
    local: tuple[str, ...]
    statements: tuple[str, ...]
    obstacles: tuple[str, ...]
    cautions: tuple[str, ...]


def plan_for(schema: Schema) -> Plan:
    """What `distribute_by_authority` would do with this schema."""
    distributed = {
        name
        for name, table in schema.tables.items()
        if table.is_under_authority is not None and name not in READ_EVERYWHERE
    }
    references = _reference_tables(schema, distributed)
    first_the_referred = [
        name
        for name in TopologicalSorter(
            {name: {one.to for one in schema.references if one.table == name != one.to} for name in schema.tables}
        ).static_order()
        if name in schema.tables
    ]
    in_order = tuple(name for name in first_the_referred if name in distributed)
    read_everywhere = tuple(name for name in first_the_referred if name in references)
    return Plan(
        distributed=in_order,
        references=read_everywhere,
        local=tuple(sorted(schema.tables.keys() - distributed - references)),
        statements=tuple(_statements(schema, in_order, read_everywhere)),
        obstacles=tuple(_obstacles(schema, distributed, references)),
        cautions=tuple(_cautions(schema, distributed)),
    )


def _reference_tables(schema: Schema, distributed: set[str]) -> set[str]:
    """Every other table of the house, and whatever one of these tables refers to."""
    found = {name for name in schema.tables if name.startswith(HOUSE)} - distributed - COORDINATOR_ONLY
    while True:
        more = {one.to for one in schema.references if one.table in found | distributed} - found - distributed
        if not more:
            return found
        found |= more


def _statements(schema: Schema, distributed: tuple[str, ...], references: tuple[str, ...]) -> Iterator[str]:
    """In one transaction: foreign keys of what moves come off, tables move, foreign keys come back (and are proven)."""
    moving: list[Reference] = [one for one in schema.references if one.table in distributed]
    yield "set local citus.multi_shard_modify_mode to 'sequential'"
    # our triggers touch only rows of the same authority, which lie on the same server
    yield "set local citus.enable_unsafe_triggers to on"
    for one in moving:
        yield f'alter table {one.table} drop constraint "{one.name}"'
    for name in references:
        yield f"select create_reference_table('{name}')"
    for name in distributed:
        beside = "" if name == distributed[0] else f", colocate_with => '{distributed[0]}'"
        yield f"select create_distributed_table('{name}', '{AUTHORITY}'{beside})"
    for one in moving:
        yield f'alter table {one.table} add constraint "{one.name}" {one.definition}'


def _obstacles(schema: Schema, distributed: set[str], references: set[str]) -> Iterator[str]:
    """What Citus would refuse."""
    for name in sorted(distributed):
        table = schema.tables[name]
        if not table.is_under_authority:
            yield f"{name}: {AUTHORITY} may be null; a row without an authority has no place"
        for column in table.small_identities:
            yield f"{name}.{column}: an identity column of a distributed table must be a bigint"
        if not any(key.table == name for key in schema.keys):
            yield f"{name}: has no primary key"
    for key in schema.keys:
        if key.table in distributed and AUTHORITY not in key.columns:
            yield f"{key.table}: the key {key.name} does not contain {AUTHORITY}"
    for one in schema.references:
        if one.table in distributed and one.to in distributed and not one.carries_authority:
            yield f"{one.table}: the foreign key {one.name} to {one.to} does not carry {AUTHORITY}"
        if one.table in distributed and one.to not in distributed | references:
            yield f"{one.table}: the foreign key {one.name} leads to {one.to}, which is on the coordinator only"
        if one.table not in distributed and one.to in distributed:
            yield f"{one.table}: its foreign key {one.name} leads to {one.to}, which is distributed"


def _cautions(schema: Schema, distributed: set[str]) -> Iterator[str]:
    """What Citus accepts and what then has to be tried: triggers whose writes would leave the authority's server."""
    for trigger in schema.triggers:
        elsewhere = sorted((trigger.writes & schema.tables.keys()) - distributed)
        if trigger.table in distributed and elsewhere:
            yield f"{trigger.table}: the trigger {trigger.name} writes to {', '.join(elsewhere)}, beside its authority"
        beyond = sorted(trigger.writes & distributed)
        if trigger.table not in distributed and beyond:
            yield f"{trigger.table}: the trigger {trigger.name} writes to {', '.join(beyond)}, on every server"
