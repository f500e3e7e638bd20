"""A country small enough to check in one's head: a work calendar, and stages that were entered at a moment."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from coordination.models import StageExemption, WorkCalendarEntry
from layers.models import LocalAuthority, Province
from projects.enums import LedgerState, Stage
from projects.models import StageInterval, StageLedger
from projects.services.ledger import BEYOND
from tests.factories import AuthorityFactory

BANGKOK = ZoneInfo("Asia/Bangkok")
# The day of the printed annex: all of 2557–2559 and the first five stages of 2560 are open, due 10 October 2559.
DAY = dt.date(2016, 9, 29)
DUE = dt.date(2016, 10, 10)


def moment(text: str) -> dt.datetime:
    """`2016-09-29 23:59` in Bangkok."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=BANGKOK)


def open_calendar() -> None:
    """The work calendar as it stood around 29 September 2559."""
    for year in (2557, 2558, 2559, 2560):
        for stage in Stage:
            later = year == 2560 and stage > Stage.BUDGET_APPROVED
            opens = dt.date(2016, 11, 1) if later else dt.date(year - 544, 6, 1)
            due = dt.date(2017, 10, 10) if later else DUE
            WorkCalendarEntry.objects.create(fiscal_year=year, stage=stage, opens_on=opens, due_on=due)


def authority_in(province: str, **fields: object) -> LocalAuthority:
    """An authority of a province."""
    return AuthorityFactory(province=Province.objects.get(code=province), **fields)


def entered(
    authority: LocalAuthority,
    stage: Stage,
    since: str,
    until: str | None = None,
    *,
    year: int = 2559,
    state: LedgerState = LedgerState.ENTERED,
) -> StageInterval:
    """A stage that stood as entered (or with problems) from one moment to another.

    Past every record and trigger; so the ledger, the provinces and their days are told of it here.
    """
    interval = StageInterval.objects.create(
        authority=authority,
        fiscal_year=year,
        stage=stage,
        state=state,
        during=(moment(since), moment(until) if until else None),
    )
    with transaction.atomic(), connection.cursor() as cursor:
        if until is None:
            cursor.execute("select set_config('geo_eplan.bulk_loading', 'on', true)")
            ledger, _new = StageLedger.objects.get_or_create(authority=authority, fiscal_year=year)
            column = "entered" if state is LedgerState.ENTERED else "problems"
            setattr(ledger, column, getattr(ledger, column) | stage.bit)
            ledger.save(update_fields=[column])
            cursor.execute("select set_config('geo_eplan.bulk_loading', '', true)")
        cursor.execute("select projects_refresh_provinces(array[0, %s])", [BEYOND])
    return interval


def exempt(authority: LocalAuthority, stage: Stage, *, since: dt.date = DAY, year: int = 2559) -> StageExemption:
    """A stage that an authority need not enter."""
    return StageExemption.objects.create(
        authority=authority, fiscal_year=year, stage=stage, reason="ไม่ได้รับจัดสรร", since=since
    )
