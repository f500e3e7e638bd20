"""Asks the database what the annex asks: how many authorities had not entered a stage by the end of a day."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import connection

from geo_eplan.demo.recipe import annex, provinces

TOTAL = "รวมทั้งหมด"

# Worked out from intervals and the dated registry alone, without the reports: a second opinion on both.
MISSING = """
select
    period.province_id, open.fiscal_year, open.stage,
    count(*) filter (where not exists (
        select from projects_stageinterval as held
        where held.authority_id = period.authority_id and held.fiscal_year = open.fiscal_year
            and held.stage = open.stage and held.state = 'entered' and lower(held.during) < %(end)s
            and (upper(held.during) is null or upper(held.during) >= %(end)s)
    ))
from layers_authorityperiod as period
cross join coordination_workcalendarentry as open
where period.during @> %(day)s and open.opens_on <= %(day)s
group by 1, 2, 3
"""
BANGKOK = dt.timezone(dt.timedelta(hours=7))

# Numbers given by sequences, and accounts, differ from one loading to the next; the records themselves must not.
LOADED = (
    "layers_district", "layers_localauthority", "layers_authorityperiod", "projects_developmentplan", "projects_vision",
    "projects_strategy", "projects_approach", "projects_project", "projects_planapproval", "projects_budgetapproval",
    "projects_contract", "projects_contractshare", "projects_contractamendment", "projects_instalment",
    "projects_disbursement", "projects_carryover", "projects_progress", "projects_handover", "projects_position",
    "projects_stageledger", "projects_stageinterval",
)  # fmt: skip


def missing(day: dt.date) -> dict[tuple[str, int, int], int]:
    """Missing authorities by province code, fiscal year and stage, for what the calendar had opened by `day`."""
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=BANGKOK)
    with connection.cursor() as cursor:
        cursor.execute(MISSING, {"day": day, "end": end})
        return {(province, year, stage): count for province, year, stage, count in cursor.fetchall()}


def wrong_figures(day: dt.date) -> tuple[int, list[str]]:
    """The annex's figures of the loaded provinces (and the total, where all are there): how many, and which differ."""
    found = missing(day)
    loaded = {province for province, _year, _stage in found}
    codes = {province.name_th: [province.code] for province in provinces() if province.code in loaded}
    if len(loaded) == len(provinces()):
        codes[TOTAL] = sorted(loaded)
    compared, wrong = 0, []
    for name, of_provinces in codes.items():
        for (year, stage), printed in annex().get(name, {}).items():
            counted = sum(found.get((code, year, int(stage)), 0) for code in of_provinces)
            compared += 1
            if counted != printed:
                wrong.append(f"{name} {year} {stage.name}: printed {printed}, counted {counted}")
    return compared, wrong


def digest() -> str:
    """A digest of every record loaded, and of what the ledger made of them."""
    whole = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in LOADED:
            cursor.execute(
                "select md5(string_agg(row, E'\\n' order by row)) from (select"
                f" (to_jsonb(t) - 'recorded_by_id' {SEQUENCED.get(table, '')})::text as row from {table} as t) as rows"
            )
            whole.update(f"{table} {cursor.fetchone()[0]}\n".encode())
    return whole.hexdigest()


SEQUENCED = {
    "layers_authorityperiod": "- 'id'",
    "projects_stageledger": "- 'id'",
    "projects_stageinterval": "- 'id'",
}
