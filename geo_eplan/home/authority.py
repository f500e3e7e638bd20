"""What the home page of an authority's staff says: progress, the matrix of stages, and what is to be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.enums import Role
from accounts.models import User
from coordination.models import WorkCalendarEntry
from geo.thai import fiscal_year_of
from geo_eplan.home.calendar import CalendarDay, calendar_days, span
from geo_eplan.home.doors import door
from gis_reports.reports.completeness.authorities import matrix
from gis_reports.reports.completeness.rules import ListedState, Masks, years_shown
from gis_reports.reports.reach import Reach
from layers.models import LocalAuthority
from projects.enums import Stage
from projects.models import Project, StageLedger
from projects.selection import ProjectSelection

NOT_ENTERED = frozenset({ListedState.MISSING, ListedState.OVERDUE})
CODES_NAMED = 3
ENTERED = frozenset({ListedState.ENTERED, ListedState.PROBLEM})

# Who enters a stage, after the letter of 27 March 2555. The last one is closed by progress, from either.
ENTERED_BY: dict[Stage, tuple[Role, ...]] = {
    **dict.fromkeys(
        (Stage.VISION, Stage.STRATEGY, Stage.PLAN, Stage.PLAN_APPROVED, Stage.BUDGET_APPROVED), (Role.PLANNER,)
    ),
    Stage.CONTRACT_SIGNED: (Role.FINANCE,),
    Stage.DISBURSED: (Role.FINANCE,),
    Stage.COMPLETED: (Role.FINANCE, Role.ENGINEER),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One stage of one year, and the page that shows more."""

    stage: Stage
    state: ListedState
    url: str


@dataclass(frozen=True, slots=True)
class YearRow:
    """One fiscal year (BE): the eight cells, and the figures of its projects in baht."""

    fiscal_year: int
    cells: tuple[Cell, ...]
    ledger: StageLedger | None
    url: str
    authority_id: int


@dataclass(frozen=True, slots=True)
class MissingStage:
    """A stage that is open and not entered."""

    stage: Stage
    fiscal_year: int
    due_on: dt.date
    days_left: int
    roles: tuple[Role, ...]
    is_mine: bool
    projects: int
    url: str
    leads_to_projects: bool
    leads_to_entry: bool = False

    @property
    def overdue(self) -> bool:
        """True when the due day is past."""
        return self.days_left < 0


@dataclass(frozen=True, slots=True)
class YearTask:
    """Projects of a fiscal year that ask for work: without coordinates, or with problems."""

    fiscal_year: int
    count: int
    of: int
    url: str


@dataclass(frozen=True, slots=True)
class YearTasks:
    """The same work in several fiscal years, the newest first, and the page with all of them.

    `of` counts all projects of the authority, of the years without this work too.
    """

    years: tuple[YearTask, ...]
    of: int
    url: str
    codes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Projects that ask for this work."""
        return sum(task.count for task in self.years)

    @property
    def done(self) -> int:
        """The projects that do not ask for it."""
        return self.of - self.count


@dataclass(frozen=True, slots=True)
class AuthorityHome:
    """Everything the page shows."""

    authority: LocalAuthority
    others: tuple[LocalAuthority, ...]
    years: str
    open_stages: int
    entered_stages: int
    rows: tuple[YearRow, ...]
    missing: tuple[MissingStage, ...]
    without_location: YearTasks
    with_problems: YearTasks
    calendar: tuple[CalendarDay, ...]
    latest: StageLedger | None

    @property
    def share(self) -> float | None:
        """Entered stages as a share of the open ones."""
        return self.entered_stages / self.open_stages if self.open_stages else None

    @property
    def tasks(self) -> int:
        """How many things are to be done."""
        return len(self.missing) + bool(self.without_location.years) + bool(self.with_problems.years)


def authority_home(*, user: User, authority_id: int, today: dt.date) -> AuthorityHome:
    """The facts of one authority on `today`, for a person who holds a role in it."""
    here = {place.pk: place for place in _places(user)}
    authority = here.pop(authority_id)
    entries = list(WorkCalendarEntry.objects.all())
    newest = max((entry.fiscal_year for entry in entries if entry.opens_on <= today), default=fiscal_year_of(today))
    years = years_shown(newest, None)
    states = matrix(as_of=today, reach=Reach(provinces=(), authorities=(authority_id,)), years=years)
    masks = next(iter(states.values()), {})
    ledgers = {row.fiscal_year: row for row in _ledgers(user, authority_id, years)}
    rows = tuple(_row(year, masks.get(year), ledgers.get(year), authority_id) for year in years)
    states_shown = [cell.state for row in rows for cell in row.cells]
    return AuthorityHome(
        authority=authority,
        others=tuple(here.values()),
        years=span(years),
        open_stages=sum(state in ENTERED | NOT_ENTERED for state in states_shown),
        entered_stages=sum(state in ENTERED for state in states_shown),
        rows=rows,
        missing=_missing(rows, entries, ledgers, user.scope.roles_in(authority_id), today),
        without_location=_without_location(ledgers.values(), authority_id),
        with_problems=_with_problems(ledgers.values(), user, authority_id),
        calendar=tuple(calendar_days(entries, today)),
        latest=_latest(ledgers),
    )


def _latest(ledgers: dict[int, StageLedger]) -> StageLedger | None:
    """The newest year with approved budgets; before there is one, the newest with projects."""
    newest_first = sorted(ledgers.values(), key=lambda row: -row.fiscal_year)
    return next(
        (row for row in newest_first if row.budget_sum), next((row for row in newest_first if row.projects), None)
    )


def _places(user: User) -> Sequence[LocalAuthority]:
    found = LocalAuthority.objects.filter(pk__in=user.scope.authority_ids).select_related("province", "district")
    return list(found.defer("boundary", "province__boundary", "district__boundary"))


def _ledgers(user: User, authority_id: int, years: Sequence[int]) -> Sequence[StageLedger]:
    return list(StageLedger.objects.visible_to(user).of_authority(authority_id).filter(fiscal_year__in=years))


def _map(authority_id: int, **choice: Any) -> str:
    address = door("authority_map")
    return f"{address}?{ProjectSelection(authority=authority_id, **choice).query_string()}" if address else ""


def _row(year: int, masks: Masks | None, ledger: StageLedger | None, authority_id: int) -> YearRow:
    strip = masks.strip if masks else (ListedState.NOT_OPEN,) * len(Stage)
    return YearRow(
        fiscal_year=year,
        cells=tuple(
            Cell(stage=stage, state=state, url=door("completeness", stage=stage.slug, fiscal_year=year))
            for stage, state in zip(Stage, strip, strict=True)
        ),
        ledger=ledger,
        url=_map(authority_id, fiscal_year=(year,)) if ledger and ledger.projects else "",
        authority_id=authority_id,
    )


def _missing(
    rows: Sequence[YearRow],
    entries: Sequence[WorkCalendarEntry],
    ledgers: dict[int, StageLedger],
    held: frozenset[Role],
    today: dt.date,
) -> tuple[MissingStage, ...]:
    """What the reader enters himself first; then by due day, the newest year, and the order of the stages."""
    due = {(entry.fiscal_year, entry.stage): entry.due_on for entry in entries}
    found = []
    for row in rows:
        for cell in row.cells:
            if cell.state not in NOT_ENTERED:
                continue
            due_on = due[row.fiscal_year, cell.stage]
            roles = ENTERED_BY[cell.stage]
            entry = _entry_page(row, roles, held)
            found.append(
                MissingStage(
                    stage=cell.stage,
                    fiscal_year=row.fiscal_year,
                    due_on=due_on,
                    days_left=(due_on - today).days,
                    roles=roles,
                    is_mine=bool(held & set(roles)),
                    projects=ledgers[row.fiscal_year].projects if row.fiscal_year in ledgers else 0,
                    url=entry or (row.url if cell.stage > Stage.PLAN and row.url else cell.url),
                    leads_to_projects=cell.stage > Stage.PLAN and bool(row.url) and not entry,
                    leads_to_entry=bool(entry),
                )
            )
    return tuple(sorted(found, key=lambda task: (not task.is_mine, task.due_on, -task.fiscal_year, task.stage)))


def _entry_page(row: YearRow, roles: tuple[Role, ...], held: frozenset[Role]) -> str:
    """Where a planner enters what a planner enters; empty for everybody else."""
    if Role.PLANNER not in held or Role.PLANNER not in roles:
        return ""
    return door("plans", authority=row.authority_id, year=row.fiscal_year)


def _without_location(ledgers: Collection[StageLedger], authority_id: int) -> YearTasks:
    return YearTasks(
        of=sum(row.projects for row in ledgers),
        years=tuple(
            YearTask(
                fiscal_year=row.fiscal_year,
                count=row.projects - row.with_location,
                of=row.projects,
                url=_map(authority_id, fiscal_year=(row.fiscal_year,), has_location=False),
            )
            for row in sorted(ledgers, key=lambda row: -row.fiscal_year)
            if row.projects > row.with_location
        ),
        url=_map(authority_id, has_location=False),
    )


def _with_problems(ledgers: Collection[StageLedger], user: User, authority_id: int) -> YearTasks:
    troubled = sorted((row for row in ledgers if row.projects_with_problems), key=lambda row: -row.fiscal_year)
    codes: list[str] = []
    if troubled:
        projects = Project.objects.visible_to(user).of_authority(authority_id).filter(problems__gt=0)
        projects = projects.filter(fiscal_year__in=[row.fiscal_year for row in troubled])
        codes = list(projects.order_by("-fiscal_year", "code").values_list("code", flat=True)[:CODES_NAMED])
    return YearTasks(
        of=sum(row.projects for row in ledgers),
        years=tuple(
            YearTask(
                fiscal_year=row.fiscal_year,
                count=row.projects_with_problems,
                of=row.projects,
                url=_map(authority_id, fiscal_year=(row.fiscal_year,), problems=True),
            )
            for row in troubled
        ),
        url=_map(authority_id, problems=True),
        codes=tuple(codes),
    )
