"""From a question of the dashboard to its answer, within what the reader may see. Out of reach is 404."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from geo.thai import fiscal_year_of
from gis_reports.reports.asking import ask
from gis_reports.reports.completeness.answering import no_such_province
from gis_reports.reports.completeness.rules import WITHOUT_AUTHORITIES
from gis_reports.reports.dashboard.question import NO_DISTRICT, Across, By, Question, View
from gis_reports.reports.dashboard.report import Line, Lines, Place, lines_of
from gis_reports.reports.dashboard.standing import Standing
from gis_reports.reports.reach import Reach
from layers.models import District, LocalAuthority, Province

HERE = Path(__file__).parent
FEWEST_COMPARED = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """The lines of a question with what was left open filled in. `choices` are what lines can be of here.

    `opened` are masks of the stages that the work calendar has opened, `past_due` those whose day has passed, by year.
    """

    question: Question
    reach: Reach
    place: Place
    lines: Lines
    all_years: tuple[int, ...]
    choices: tuple[By, ...]
    opened: dict[int, int]
    past_due: dict[int, int]
    province: Province | None = None
    district: District | None = None

    @property
    def total(self) -> Standing:
        """The whole place in the year asked for."""
        return self.lines.total[self.question.fiscal_year]

    def of(self, line: Line) -> Standing:
        """A line in the year asked for."""
        return line.years[self.question.fiscal_year]

    def of_other(self, line: Line) -> Standing | None:
        """A line in the year it is compared with."""
        return line.years[self.question.other_year] if self.question.other_year else None


class _Year(NamedTuple):
    fiscal_year: int
    opened: int
    past_due: int
    has_projects: bool


def answer(
    asked: Question, reach: Reach, *, today: dt.date, usual_year: bool = False, with_sums: bool = True
) -> Answer:
    """The answer of a question. `usual_year`: the year was left out; take the newest with projects that has begun.

    `with_sums` False leaves projects and money out where the measure asked for does not need them.

    Raises ValidationError for a place that is none, Http404 for one out of reach.
    """
    known = ask(HERE / "years.sql", {"as_of": asked.as_of or today, **reach.parameters}, _Year)
    question = _with_usual_year(asked, known, today) if usual_year else asked
    question, province, district = _placed(question, reach)
    choices = _choices(question, reach)
    question = replace(question, asked_by=question.asked_by if question.asked_by in choices else None)
    by = question.asked_by or choices[0]
    if question.view is View.COMPARE:
        _require_compared(question, reach)
        by = By.PROVINCE
    place = Place(
        reach, by, question.province, question.district, question.kind, with_sums=with_sums or _needs(question)
    )
    years = tuple(year.fiscal_year for year in known if year.has_projects)
    shown = _years_asked(question, years)
    return Answer(
        question=question,
        reach=reach,
        place=place,
        lines=lines_of(place, years=shown, today=today, as_of=question.as_of),
        all_years=tuple(sorted({*years, question.fiscal_year}, reverse=True)),
        choices=choices,
        opened={year.fiscal_year: year.opened for year in known},
        past_due={year.fiscal_year: year.past_due for year in known},
        province=province,
        district=district,
    )


def across_of(question: Question) -> Across:
    """What the small maps go through: the stages of a measure that has them, else the years."""
    if question.measure.stage is None:
        return Across.YEARS
    return question.across or Across.STAGES


def _needs(question: Question) -> bool:
    """Whether projects and money are looked at."""
    return question.view in (View.FIGURES, View.COMPARE) or not question.measure.is_of_authorities


def _with_usual_year(asked: Question, known: Sequence[_Year], today: dt.date) -> Question:
    begun = [year.fiscal_year for year in known if year.has_projects and year.fiscal_year <= fiscal_year_of(today)]
    return replace(asked, fiscal_year=max(begun)) if begun else asked


def _years_asked(question: Question, years: Sequence[int]) -> tuple[int, ...]:
    """Every year that the answer shows, newest first."""
    shown = {question.fiscal_year, question.other_year or question.fiscal_year}
    if question.view in (View.MAPS, View.MEASURE) and across_of(question) is Across.YEARS:
        shown |= set(years)
    return tuple(sorted(shown, reverse=True))


def _placed(question: Question, reach: Reach) -> tuple[Question, Province | None, District | None]:
    """The question with the reader's own province where there is only one, and the names of its place."""
    if question.province is None and question.district and question.district != NO_DISTRICT:
        question = replace(question, province=question.district[:2])
    if question.province is None and reach.only_province is not None and question.view is not View.COMPARE:
        question = replace(question, province=reach.only_province)
    if question.province is None:
        return replace(question, district=None), None, None
    province = Province.objects.defer("boundary").filter(pk=question.province).first()
    if province is None or province.pk == WITHOUT_AUTHORITIES or not _is_seen(province.pk, reach):
        raise no_such_province(question.province)
    district = None
    if question.district and question.district != NO_DISTRICT:
        found = District.objects.defer("boundary").filter(pk=question.district, province=province)
        district = found.first()
        if district is None:
            text = _("There is no district with the code “%(code)s” in this province.") % {"code": question.district}
            raise ValidationError({"district": ValidationError(text, code="no_such_district")})
    return question, province, district


def _is_seen(code: str, reach: Reach) -> bool:
    """Whether the reader sees this province, or at least an authority of it."""
    if reach.has_province(code):
        return True
    return LocalAuthority.objects.filter(pk__in=reach.authorities or (), province_id=code).exists()


def _choices(question: Question, reach: Reach) -> tuple[By, ...]:
    if reach.is_staff_only:
        return (By.AUTHORITY,)
    if question.district is not None:
        return (By.AUTHORITY, By.KIND)
    if question.province is not None:
        return (By.DISTRICT, By.AUTHORITY, By.KIND)
    return (By.PROVINCE, By.KIND)


def _require_compared(question: Question, reach: Reach) -> None:
    """Every province that is compared must be the reader's to see, whole."""
    if not reach.is_country and len(reach.provinces or ()) < FEWEST_COMPARED:
        raise Http404
    for code in question.compared:
        known = Province.objects.filter(pk=code).exclude(pk=WITHOUT_AUTHORITIES).exists()
        if not known or not reach.has_province(code):
            raise _as_with(no_such_province(code))


def _as_with(refused: Exception) -> Exception:
    """The same refusal, said of the part of the address that names the provinces."""
    if isinstance(refused, ValidationError):
        return ValidationError({"with": refused.error_dict["province"]})
    return refused
