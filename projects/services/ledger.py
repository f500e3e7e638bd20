"""The ledgers from the outside: refresh them whole, and prove that they equal the records.

Everything works in sets and by ranges of authorities that fit into memory. The truth is worked out once: what differs
from it is kept aside, written if asked, and compared again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from projects.services.mapping import map_differences, refresh_map
from projects.services.provinces import fold_province_postings
from projects.services.searched_words import refresh_words, word_differences
from projects.services.tallies import refresh_tallies, tally_differences

PARTS = Path(__file__).with_name("proving")
# Into how many ranges of authorities the projects are divided where memory allows: one for each process at work on
# them, because each range reads through all tables. A small country is not divided as finely.
RANGES, FEWEST_AT_ONCE = 3, 100_000
# Bytes of shared memory for each project that is worked out at once: with its records it takes half of that elsewhere.
SHARED_BYTES = 900
WORK_MEM = "'128MB'"
# No table is so large (in blocks) that processors share it, and rows of a range lie anywhere: better read through.
WHOLE_RANGES = {
    "min_parallel_table_scan_size": 715827882,
    "min_parallel_index_scan_size": 715827882,
    "random_page_cost": 10,
    "work_mem": "'256MB'",
}
# One beyond the last authority there can be.
BEYOND = 2**62
# The planner chooses badly on tables that were filled a moment ago, perhaps in this very transaction: on those that
# have grown or shrunk by a tenth since they were analysed, or of which a tenth has changed.
UNKNOWN_TO_THE_PLANNER = """
select relation.relname
from pg_class as relation
inner join pg_stat_user_tables as known on known.relid = relation.oid
where known.schemaname = current_schema()
    and relation.relname in (
        'projects_project', 'projects_planapproval', 'projects_budgetapproval', 'projects_contract',
        'projects_contractshare', 'projects_contractamendment', 'projects_disbursement', 'projects_progress',
        'projects_position', 'projects_handover', 'projects_carryover', 'projects_checkreason',
        'projects_developmentplan', 'projects_vision', 'projects_strategy',
        'projects_stageledger', 'projects_stageinterval', 'layers_localauthority', 'layers_authorityperiod'
    )
    and (
        relation.reltuples < 0
        or abs(pg_relation_size(relation.oid) / current_setting('block_size')::integer - relation.relpages)
            > relation.relpages / 10
        or known.n_mod_since_analyze > relation.reltuples / 10
    )
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where what is kept says something else than the records. `authority_id` is 0 for a province."""

    what: str
    authority_id: int
    key: str
    kept: str
    true: str


@dataclass(frozen=True, slots=True)
class Step:
    """A finished step of a rebuild or proof: its name, how long it took, and how many places it found that differ."""

    name: str
    seconds: float
    differing: int


Told = Callable[[Step], None]


def refresh_all(*, told: Told | None = None, at_once: int | None = None) -> list[Difference]:
    """Work out projects, ledgers, intervals, provinces, searched words and map anew, from the records alone.

    What differs is written. Gives what still differs from the records afterwards, which is nothing unless something
    writes past the ledger. Writers wait meanwhile, readers do not. `told` hears of every step; `at_once` is how many
    projects are worked out together, if not as many as are good.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _analyse_unknown(cursor)
        cursor.execute(
            "lock table projects_project, projects_stageledger, projects_stageinterval in share row exclusive mode"
        )
        cursor.execute("select current_setting('geo_eplan.bulk_loading', true)")
        was = cursor.fetchone()[0] or ""
        _configure(cursor, bulk_loading="on", deriving="on")
        work = _Work(cursor, told, limit=100, mend=True)
        bounds = _bounds(cursor, at_once)
        work.projects(bounds)
        _configure(cursor, bulk_loading="on", deriving="")
        work.ledgers()
        _analyse_unknown(cursor)
        work.intervals()
        _analyse_unknown(cursor)
        work.provinces(bounds)
        _configure(cursor, bulk_loading=was, deriving="")
        work.tallies()
        work.words()
        work.map()
        cursor.execute("analyze projects_provinceledger, projects_provinceday")
        return work.found


def differences(limit: int = 100, *, told: Told | None = None, at_once: int | None = None) -> list[Difference]:
    """Where anything that is kept differs from what the records say, worked out afresh; empty when all is well.

    Each part is one question and so sees one moment: people may go on writing. Differences of the ledger that are on
    their way to the provinces are folded first.
    """
    fold_province_postings()
    with transaction.atomic(), connection.cursor() as cursor:
        work = _Work(cursor, told, limit=limit, mend=False)
        work.projects(_bounds(cursor, at_once))
        work.ledgers()
        work.intervals()
        work.provinces([])
        work.tallies()
        work.words()
        work.map()
        return work.found[:limit]


class _Work:
    """The parts of a rebuild (`mend`) or of a proof, one after the other."""

    def __init__(self, cursor: Any, told: Told | None, *, limit: int, mend: bool) -> None:
        self.cursor = cursor
        self.told = told
        self.limit = limit
        self.mend = mend
        self.found: list[Difference] = []
        self.begun = time.perf_counter()
        cursor.execute(f"set local work_mem = {WORK_MEM}")

    def projects(self, bounds: list[int]) -> None:
        """The derived columns of all projects against their records, ranges of authorities side by side."""
        part = _text("projects_differing.sql")
        parts = [part % {"first": first, "last": beyond - 1} for first, beyond in pairwise(bounds)]
        # A processor works out a whole range: sharing one would have each of them look up all records of the range.
        for setting, value in WHOLE_RANGES.items():
            self.cursor.execute(f"set local {setting} = {value}")
        differing = self._keep_aside("projects_differing", " union all ".join(f"({part})" for part in parts))
        for setting in WHOLE_RANGES:
            self.cursor.execute(f"set local {setting} to default")
        self.cursor.execute(f"set local work_mem = {WORK_MEM}")
        if self.mend and differing:
            self.cursor.execute("create index on projects_differing (authority_id, id)")
            self.cursor.execute("analyze projects_differing")
            # by ranges, because triggers are handed every row before and after its change
            for first, beyond in pairwise(bounds):
                self.cursor.execute(_text("projects_mended.sql"), {"first": first, "last": beyond - 1})
        self._ask("projects_told.sql")
        self._tell("projects", differing)

    def ledgers(self) -> None:
        """The ledger of every authority and year against its projects and plans."""
        differing = self._keep_aside("ledgers_differing", _text("ledgers_differing.sql"))
        if self.mend:
            self.cursor.execute(_text("ledgers_mended.sql"))
        self._ask("ledgers_told.sql")
        self._tell("ledgers", differing)

    def intervals(self) -> None:
        """The open intervals against the ledgers."""
        mended = self._mended("select projects_refresh_intervals()", []) if self.mend else 0
        self._tell("intervals", mended + self._ask("intervals_told.sql"))

    def provinces(self, bounds: list[int]) -> None:
        """Provinces against the ledgers of their authorities, days against the intervals, the registry."""
        query = "select ledgers + days from projects_refresh_provinces(%s)"
        mended = self._mended(query, [bounds]) if self.mend else 0
        parts = ("provinces_told.sql", "days_told.sql", "registries_told.sql")
        self._tell("provinces", mended + sum(self._ask(part) for part in parts))

    def tallies(self) -> None:
        """What the filters of wide maps say each choice gives, against the projects."""
        compare = refresh_tallies if self.mend else tally_differences
        found = [Difference(*row) for row in compare(self.limit)]
        self.found += found
        self._tell("tallies", len(found))

    def words(self) -> None:
        """What projects are searched by, against their names, places and codes."""
        compare = refresh_words if self.mend else word_differences
        found = [Difference(*row) for row in compare(self.limit)]
        self.found += found
        self._tell("words", len(found))

    def map(self) -> None:
        """Map points and cells against the projects."""
        compare = refresh_map if self.mend else map_differences
        found = [Difference(*row) for row in compare(self.limit)]
        self.found += found
        self._tell("map", len(found))

    def _keep_aside(self, name: str, query: str) -> int:
        self.cursor.execute(f"drop table if exists {name}")
        self.cursor.execute(f"create temporary table {name} on commit drop as {query}")
        self.cursor.execute(f"analyze {name}")
        return int(self._mended(f"select count(*) from {name}", []))  # noqa: S608 - a name from this file

    def _mended(self, query: str, parameters: list[Any]) -> int:
        self.cursor.execute(query, parameters)
        return int(self.cursor.fetchone()[0])

    def _ask(self, part: str) -> int:
        self.cursor.execute(_text(part), {"limit": self.limit})
        found = [Difference(*row) for row in self.cursor.fetchall()]
        self.found += found
        return len(found)

    def _tell(self, name: str, differing: int) -> None:
        now = time.perf_counter()
        if self.told is not None:
            self.told(Step(name, now - self.begun, differing))
        self.begun = now


def _bounds(cursor: Any, at_once: int | None) -> list[int]:
    """The authority each range begins with, and one beyond the last: about so many projects in each."""
    cursor.execute("select authority_id, count(*) from projects_project group by authority_id order by authority_id")
    counts = cursor.fetchall()
    if at_once is None:
        cursor.execute("select pg_size_bytes(current_setting('shared_buffers'))")
        most = int(cursor.fetchone()[0]) // SHARED_BYTES
        at_once = min(max(sum(projects for _authority, projects in counts) // RANGES, FEWEST_AT_ONCE), most)
    bounds, held = [0], 0
    for authority_id, projects in counts:
        if held >= at_once:
            bounds.append(authority_id)
            held = 0
        held += projects
    return [*bounds, BEYOND]


def _analyse_unknown(cursor: Any) -> None:
    cursor.execute(UNKNOWN_TO_THE_PLANNER)
    if tables := [table for (table,) in cursor.fetchall()]:
        cursor.execute(f"analyze {', '.join(tables)}")


def _configure(cursor: Any, **settings: str) -> None:
    for name, value in settings.items():
        cursor.execute("select set_config(%s, %s, true)", [f"geo_eplan.{name}", value])


@cache
def _text(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")
