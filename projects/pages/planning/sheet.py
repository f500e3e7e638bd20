"""The sheet of a plan's projects: its columns, its rows as they are typed, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Prefetch, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from projects.enums import Fund
from projects.models import DevelopmentPlan, PlannedBudget, Programme, Project, UrgentPolicy
from projects.pages.planning.address import PlanAddress, state_of
from projects.pages.planning.fields import written
from projects.pages.planning.row_reading import PREFIX, year_column
from projects.querysets import ProjectQuerySet

PAGE_SIZE = 300


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is typed in; `choices` names the list a person may pick from."""

    name: str
    label: str
    css: str = ""
    choices: str = ""
    year: int | None = None


@dataclass
class Row:
    """One project in the sheet. `cells` are the texts as they would be typed, by column."""

    project: Project
    cells: dict[str, str]
    amounts: dict[int, Decimal]
    state: str
    typed: list[tuple[Column, str]] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """Over all years of the plan, in baht."""
        return sum(self.amounts.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Totals:
    """What the projects that the address asks for add up to, on all pages together; baht by year (BE)."""

    count: int
    by_year: dict[int, Decimal]

    @property
    def total(self) -> Decimal:
        """Over all years."""
        return sum(self.by_year.values(), Decimal(0))


def columns_of(plan: DevelopmentPlan) -> list[Column]:
    """The columns, in the order in which a paste fills them."""
    years = [
        Column(year_column(year), _("%(year)d (baht)") % {"year": year}, css="num", year=year)
        for year in range(plan.first_year, plan.last_year + 1)
    ]
    return [
        Column("name", _("Project")),
        Column("code", _("Code")),
        Column("programme", _("Programme"), choices="programmes"),
        Column("village", pgettext("of a project", "Place")),
        Column("approach", _("Approach"), choices="lines"),
        *years,
        Column("fund", _("Fund"), choices="funds"),
        Column("policy", _("Urgent policy"), choices="policies"),
        Column("year", _("Year of the project")),
    ]


def typed_cells(project: Project) -> dict[str, str]:
    """A project as its row is typed. `planned_budgets` should be fetched beforehand."""
    amounts = amounts_of(project)
    line = ""
    if project.strategy:
        line = str(project.strategy.number)
        if project.approach:
            line += f".{project.approach.number}"
    cells = {
        "name": project.name,
        "code": project.code,
        "programme": project.programme.name.removeprefix(PREFIX),
        "village": project.village,
        "approach": line,
        "fund": str(Fund(project.fund).label),
        "policy": _policy_name(project.urgent_policy),
        "year": str(project.fiscal_year),
    }
    plan = project.plan
    for year in range(plan.first_year, plan.last_year + 1):
        cells[year_column(year)] = written(amounts.get(year))
    return cells


def _policy_name(policy: UrgentPolicy | None) -> str:
    return str(policy) if policy else ""


def amounts_of(project: Project) -> dict[int, Decimal]:
    """What the plan sets down for the project by year (BE); its own year is the project's budget."""
    amounts = {row.fiscal_year: row.amount for row in project.planned_budgets.all() if row.set_aside_at is None}
    plan = project.plan
    amounts = {year: amount for year, amount in amounts.items() if plan.first_year <= year <= plan.last_year}
    return {**amounts, project.fiscal_year: project.planned_budget}


def with_cells(projects: ProjectQuerySet) -> ProjectQuerySet:
    """The projects with everything their rows show, in a fixed number of queries."""
    return projects.select_related("plan", "programme", "strategy", "approach", "urgent_policy").prefetch_related(
        Prefetch("planned_budgets", PlannedBudget.objects.live())
    )


def rows_of(projects: Any, columns: list[Column]) -> list[Row]:
    """The rows of one page of projects."""
    rows = []
    for project in projects:
        cells = typed_cells(project)
        row = Row(project=project, cells=cells, amounts=amounts_of(project), state=state_of(project.stages))
        row.typed = [(column, cells[column.name]) for column in columns]
        rows.append(row)
    return rows


def totals_of(projects: ProjectQuerySet, plan: DevelopmentPlan) -> Totals:
    """Sums over all of the projects. An own year counts the project's budget, other years the plan's amounts."""
    by_year = dict.fromkeys(range(plan.first_year, plan.last_year + 1), Decimal(0))
    count = 0
    own = projects.order_by().values("fiscal_year").annotate(count=Count("id"), sum=Sum("planned_budget"))
    for row in own:
        count += row["count"]
        by_year[row["fiscal_year"]] = by_year.get(row["fiscal_year"], Decimal(0)) + (row["sum"] or 0)
    other = Q(planned_budgets__fiscal_year__lt=F("fiscal_year")) | Q(planned_budgets__fiscal_year__gt=F("fiscal_year"))
    others = (
        projects.order_by()
        .filter(other, planned_budgets__set_aside_at__isnull=True)
        .values("planned_budgets__fiscal_year")
        .annotate(sum=Sum("planned_budgets__amount"))
    )
    for row in others:
        if row["planned_budgets__fiscal_year"] in by_year:
            by_year[row["planned_budgets__fiscal_year"]] += row["sum"] or 0
    return Totals(count=count, by_year=by_year)


def choices_of(strategies: list[Any]) -> dict[str, list[tuple[str, str]]]:
    """The lists to pick from while typing: what is typed, and what it means."""
    lines = []
    for strategy in strategies:
        lines.append((str(strategy.number), strategy.name))
        lines += [(f"{strategy.number}.{way.number}", way.name) for way in strategy.ways]
    return {
        "programmes": [(one.name.removeprefix(PREFIX), str(one.pk)) for one in Programme.objects.all()],
        "lines": lines,
        "funds": [(str(fund.label), "") for fund in Fund],
        "policies": [(_policy_name(one), one.code) for one in UrgentPolicy.objects.all()],
    }


def tree_of(projects: ProjectQuerySet, address: PlanAddress, strategies: list[Any]) -> dict[str, Any]:
    """Strategies and approaches with how many projects each has, and the same by year and by approval.

    One query for all: years and approvals are counted within the node and the words that are chosen.
    """
    groups = list(
        projects.order_by().values("strategy_id", "approach_id", "fiscal_year", "stages").annotate(count=Count("id"))
    )

    def counted(**wanted: Any) -> int:
        return sum(row["count"] for row in groups if all(row[name] == value for name, value in wanted.items()))

    here = [
        row
        for row in groups
        if (address.strategy is None or (row["strategy_id"] or 0) == address.strategy)
        and (address.approach is None or row["approach_id"] == address.approach)
    ]
    by_year: dict[int, int] = {}
    by_state: dict[str, int] = {}
    for row in here:
        state = state_of(row["stages"])
        if not address.state or state == address.state:
            by_year[row["fiscal_year"]] = by_year.get(row["fiscal_year"], 0) + row["count"]
        if address.year is None or row["fiscal_year"] == address.year:
            by_state[state] = by_state.get(state, 0) + row["count"]
    return {
        "all": counted(),
        "approved": sum(row["count"] for row in groups if state_of(row["stages"]) != "draft"),
        "nodes": [
            {
                "strategy": strategy,
                "count": counted(strategy_id=strategy.pk),
                "url": address.but(strategy=strategy.pk, approach=None).url,
                "is_here": address.strategy == strategy.pk and address.approach is None,
                "is_open": address.strategy == strategy.pk,
                "ways": [
                    {
                        "way": way,
                        "count": counted(approach_id=way.pk),
                        "url": address.but(strategy=strategy.pk, approach=way.pk).url,
                        "is_here": address.approach == way.pk,
                    }
                    for way in strategy.ways
                ],
            }
            for strategy in strategies
        ],
        "loose": counted(strategy_id=None),
        "by_year": by_year,
        "by_state": by_state,
    }
