"""The page of the map report: choose place and year, see the figures, take the map away as one file."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from geo.errors import GeoError
from geo.thai import fiscal_year_of
from gis_reports.exports.pages import reader_of
from gis_reports.reports.map.report import MapReport, map_report
from gis_reports.reports.map.writing import file_name_of, title_of, written
from gis_reports.reports.refusals import refusal_page
from gis_reports.reports.years import parse_fiscal_year
from gis_reports.services.selections import without_stranger
from layers.models import LocalAuthority, Province
from projects.errors import OutOfScope
from projects.models import StageLedger
from projects.selection import ProjectSelection


@dataclass(frozen=True, slots=True)
class Asked:
    """What the report is of."""

    fiscal_year: int
    province: Province
    authority: LocalAuthority | None

    @property
    def query_string(self) -> str:
        """The same question as an address."""
        place = {"authority": self.authority.pk} if self.authority else {"province": self.province.pk}
        return urlencode({**place, "fiscal_year": self.fiscal_year})


def _asked(request: HttpRequest, user: User) -> Asked | None:
    """Read the address; None while no place is named and none follows from the role.

    Raises ValidationError for what cannot be read and OutOfScope for a place that is not the reader's to see.
    """
    parts = {name: request.GET[name] for name in ("province", "authority") if request.GET.get(name, "").strip()}
    selection = ProjectSelection.from_params(parts)
    selection = without_stranger(selection)
    if selection.authority is None and selection.province is None:
        selection = _own_place(user)
    selection.require_scope(user)
    year = _year(request, user)
    if selection.authority is not None:
        authority = LocalAuthority.objects.select_related("province").filter(pk=selection.authority).first()
        if authority is None:
            raise OutOfScope
        return Asked(year, authority.province, authority)
    if selection.province is None:
        return None
    province = Province.objects.filter(pk=selection.province).first()
    if province is None:
        raise OutOfScope
    return Asked(year, province, None)


def _own_place(user: User) -> ProjectSelection:
    """The place of somebody who has just one."""
    scope = user.scope
    if len(scope.province_codes) == 1:
        return ProjectSelection(province=next(iter(scope.province_codes)))
    if len(scope.authority_ids) == 1 and not scope.is_national:
        return ProjectSelection(authority=next(iter(scope.authority_ids)))
    return ProjectSelection()


def _years(user: User) -> list[int]:
    """Fiscal years with anything in them that the reader may see, newest first."""
    found = StageLedger.objects.visible_to(user).filter(projects__gt=0).order_by().values_list("fiscal_year").distinct()
    return sorted((year for (year,) in found), reverse=True)


def _year(request: HttpRequest, user: User) -> int:
    typed = request.GET.get("fiscal_year", "").strip()
    if not typed:
        return next(iter(_years(user)), fiscal_year_of(timezone.localdate()))
    try:
        return parse_fiscal_year(typed)
    except GeoError as unreadable:
        sentence = unreadable.text(get_language() or "th")
        raise ValidationError({"fiscal_year": ValidationError(sentence, code=unreadable.code)}) from unreadable


def _report(asked: Asked) -> MapReport:
    return map_report(
        fiscal_year=asked.fiscal_year,
        province=asked.province,
        authority=asked.authority,
        moment=timezone.localtime(),
    )


@never_cache
@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The form, and the figures of what is chosen."""
    user = reader_of(request)
    title = pgettext("heading", "Map report")
    try:
        asked = _asked(request, user)
    except ValidationError as refused:
        return refusal_page(request, refused, title=title)
    report = _report(asked) if asked else None
    years = _years(user)
    if asked and asked.fiscal_year not in years:
        years = sorted({*years, asked.fiscal_year}, reverse=True)
    context = {
        "title": title,
        "asked": asked,
        "report": report,
        "report_title": title_of(report) if report else "",
        "total": report.status.total.sums if report else None,
        "years": years,
        "provinces": _provinces(user),
        "authorities": _authorities(user, asked),
        "crumbs": [{"label": pgettext("menu", "Home"), "url": "/"}, {"label": title}],
    }
    return render(request, "gis_reports/map_report/page.html", context)


def _provinces(user: User) -> list[Province]:
    found = Province.objects.with_authorities().defer("boundary")
    if not user.scope.is_national:
        found = found.filter(pk__in=user.scope.province_codes)
    return sorted(found, key=lambda province: province.name)


def _authorities(user: User, asked: Asked | None) -> list[LocalAuthority]:
    scope = user.scope
    found = LocalAuthority.objects.defer("boundary").order_by("kind", "name_th", "pk")
    if asked and (scope.is_national or asked.province.pk in scope.province_codes):
        return list(found.filter(province=asked.province))
    return list(found.filter(pk__in=scope.authority_ids))


@never_cache
@require_safe
def map_file(request: HttpRequest) -> HttpResponse:
    """The page to hand over, as a download."""
    try:
        asked = _asked(request, reader_of(request))
    except ValidationError as refused:
        return refusal_page(request, refused, title=pgettext("heading", "Map report"))
    if asked is None:
        raise Http404
    report = _report(asked)
    answer = HttpResponse(written(report), content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name_of(report)}"'
    return answer
