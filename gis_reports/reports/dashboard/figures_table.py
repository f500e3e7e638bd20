"""All figures of each place side by side: projects by latest stage, coordinates, problems, money, completeness."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from gis_reports.reports.dashboard.answering import Answer
from gis_reports.reports.dashboard.doors import drill
from gis_reports.reports.dashboard.measures import Part, of_sums
from gis_reports.reports.dashboard.order import ordered
from gis_reports.reports.dashboard.question import By
from gis_reports.reports.dashboard.table import Row, Table, authorities_column, completeness_column, part_column
from gis_reports.reports.dashboard.words import line_head
from gis_reports.reports.wording import in_english
from layers.templatetags.design import STAGE_SHORT_NAMES
from projects.enums import PROJECT_STAGES, Stage


def _at(stage: Stage) -> Part:
    """Projects whose latest stage this is."""
    amount = of_sums(lambda sums: sums.at_stage(stage))
    return Part(STAGE_SHORT_NAMES[stage - 1], amount, chosen={"stage": (stage,)})


BEFORE_STAGES = (Part(pgettext_lazy("figure", "Projects"), of_sums(lambda sums: sums.projects)),)
STAGES = tuple(_at(stage) for stage in PROJECT_STAGES)
AFTER_STAGES = (
    Part(
        pgettext_lazy("figure", "With coordinates"),
        of_sums(lambda sums: sums.with_location),
        chosen={"has_location": True},
    ),
    Part(pgettext_lazy("figure", "With problems"), of_sums(lambda sums: sums.with_problems), chosen={"problems": True}),
)
MONEY = (
    Part(pgettext_lazy("money", "Planned"), of_sums(lambda sums: sums.planned), is_baht=True),
    Part(pgettext_lazy("money", "Approved"), of_sums(lambda sums: sums.budget), is_baht=True),
    Part(pgettext_lazy("money", "Contracts"), of_sums(lambda sums: sums.contract), is_baht=True),
    Part(pgettext_lazy("money", "Paid"), of_sums(lambda sums: sums.paid), is_baht=True),
)
SOURCE = gettext_lazy("Every project is counted once, under its latest stage. Money is rounded to whole baht here.")


def figures_table(answer: Answer) -> Table:
    """The table; its head has a second line over the stages and the money (templates/…/_figures.html)."""
    by = answer.place.by
    columns = [] if by is By.AUTHORITY else [authorities_column(answer)]
    columns += [part_column(part, answer) for part in (*BEFORE_STAGES, *STAGES, *AFTER_STAGES, *MONEY)]
    columns.append(completeness_column(answer, None, boxes=False))
    names = drill(answer.question, by)
    rows = tuple(
        Row(
            key=line.key,
            name=capfirst(line.label(in_english())),
            href=names(line.key),
            cells=tuple(column.cell(answer.of(line), None, line.key) for column in columns),
        )
        for line in ordered(answer)
    )
    total = Row("total", pgettext("report", "Total"), "", tuple(column.total(answer.total, None) for column in columns))
    heads = tuple(column.head for column in columns)
    return Table(line_head(by), heads, rows, total, leaves=by is By.AUTHORITY, has_rank=False)


def groups(answer: Answer) -> list[tuple[str, int]]:
    """The upper line of the head: what stands over how many columns; empty where a column has no group."""
    first = 1 if answer.place.by is By.AUTHORITY else 2
    return [
        ("", first),
        (_("Projects by their latest stage"), len(STAGES)),
        ("", len(AFTER_STAGES)),
        (pgettext("column head", "Baht"), len(MONEY)),
        ("", 1),
    ]
