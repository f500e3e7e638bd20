"""What the catalogue says of the tables: their keys, their references, and what their triggers write to."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection

AUTHORITY: Final = "authority_id"

# Tables of the public schema, without those of extensions and without partitions, which follow their parent.
TABLES: Final = """
    select c.relname,
           (select a.attnotnull from pg_attribute a
             where a.attrelid = c.oid and a.attname = 'authority_id' and not a.attisdropped),
           array(select a.attname::text from pg_attribute a join pg_type t on t.oid = a.atttypid
                  where a.attrelid = c.oid and a.attidentity <> '' and t.typname <> 'int8')
      from pg_class c
     where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and not c.relispartition
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
     order by c.relname
"""
# Primary and unique keys and exclusion constraints, by their index: its columns, and whether each is compared by "=".
KEYS: Final = """
    select t.relname, i.relname,
           array(select a.attname::text from unnest(x.indkey) with ordinality as k(attnum, place)
                   join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
                  where k.place <= x.indnkeyatts
                    and (con.conexclop is null
                         or (select o.oprname from pg_operator o where o.oid = con.conexclop[k.place]) = '='))
      from pg_index x
      join pg_class i on i.oid = x.indexrelid
      join pg_class t on t.oid = x.indrelid
      left join pg_constraint con on con.conindid = i.oid and con.contype = 'x'
     where (x.indisunique or x.indisexclusion) and t.relnamespace = 'public'::regnamespace and not t.relispartition
     order by 1, 2
"""
REFERENCES: Final = """
    select s.relname, t.relname, con.conname, pg_get_constraintdef(con.oid),
           array(select a.attname::text from unnest(con.conkey) with ordinality as k(attnum, place)
                   join pg_attribute a on a.attrelid = s.oid and a.attnum = k.attnum order by k.place),
           array(select a.attname::text from unnest(con.confkey) with ordinality as k(attnum, place)
                   join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum order by k.place)
      from pg_constraint con
      join pg_class s on s.oid = con.conrelid
      join pg_class t on t.oid = con.confrelid
     where con.contype = 'f' and con.conparentid = 0
       and s.relnamespace = 'public'::regnamespace and not s.relispartition
     order by 1, 3
"""
TRIGGERS: Final = """
    select c.relname, g.tgname, p.proname
      from pg_trigger g
      join pg_class c on c.oid = g.tgrelid
      join pg_proc p on p.oid = g.tgfoid
     where not g.tgisinternal and c.relnamespace = 'public'::regnamespace and not c.relispartition
     order by 1, 2
"""
FUNCTIONS: Final = """
    select p.proname, string_agg(coalesce(pg_get_function_sqlbody(p.oid), p.prosrc), ' ')
      from pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
       and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
     group by p.proname
"""
WRITES: Final = re.compile(
    r"\b(?:insert\s+into|update(?!\s+of\b|\s+set\b)|delete\s+from)\s+(?:only\s+)?(?:public\.)?(\w+)", re.I
)
WORD: Final = re.compile(r"\w+")
REMARK: Final = re.compile(r"--[^\n]*")


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `is_under_authority`: every row names its authority; None: it has no such column."""

    name: str
    is_under_authority: bool | None
    small_identities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A primary or unique key or an exclusion constraint; `columns` are those compared by equality."""

    table: str
    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key of `table` to `to`, and the SQL that defines it."""

    table: str
    to: str
    name: str
    definition: str
    columns: tuple[str, ...]
    to_columns: tuple[str, ...]

    @property
    def carries_authority(self) -> bool:
        """Whether both sides say that they belong to the same authority."""
        return (AUTHORITY, AUTHORITY) in zip(self.columns, self.to_columns, strict=True)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger of `table`, and the tables that its function writes to, itself or through functions it calls."""

    table: str
    name: str
    writes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Schema:
    """All of it."""

    tables: dict[str, Table]
    keys: tuple[Key, ...]
    references: tuple[Reference, ...]
    triggers: tuple[Trigger, ...] = field(default=())


def read_schema() -> Schema:
    """The schema of the database as it is."""
    bodies = {name: REMARK.sub("", body or "") for name, body in _rows(FUNCTIONS)}
    written = _written_by(bodies)
    return Schema(
        tables={name: Table(name, under, tuple(small)) for name, under, small in _rows(TABLES)},
        keys=tuple(Key(table, name, tuple(columns)) for table, name, columns in _rows(KEYS)),
        references=tuple(
            Reference(table, to, name, definition, tuple(columns), tuple(to_columns))
            for table, to, name, definition, columns, to_columns in _rows(REFERENCES)
        ),
        triggers=tuple(Trigger(table, name, frozenset(written[function])) for table, name, function in _rows(TRIGGERS)),
    )


def _written_by(bodies: dict[str, str]) -> dict[str, set[str]]:
    """For each function the tables that it, or what it calls, writes to. Read from the words of the functions."""
    calls = {name: set(WORD.findall(body)) & bodies.keys() - {name} for name, body in bodies.items()}
    written = defaultdict(
        set, {name: {table.lower() for table in WRITES.findall(body)} for name, body in bodies.items()}
    )
    changed = True
    while changed:
        changed = False
        for name, called in calls.items():
            more = set().union(*(written[one] for one in called)) - written[name]
            if more:
                written[name] |= more
                changed = True
    return written


def _rows(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())
