"""What is entered and has to be mended: the checks with their counts, the projects behind each, and reasons given.

Counts, places and projects come from one question (`projects.failing`); its words stand in the address.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import Role
from layers.models import LocalAuthority, Province
from projects.checks import BY_CODE, GROUP_WORDS, KIND_WORDS, Check, CheckGroup, CheckKind
from projects.evidence import with_evidence
from projects.failing import ChecksAsked, FailingCounts, counts_of
from projects.models import CheckReason, Project
from projects.pages.checks_mending import finding_of, open_comments_about
from projects.pages.refusals import unreadable_address
from projects.permissions import ENTERS, may_enter
from projects.selection import ProjectSelection
from projects.services.explaining import explain_check, withdraw_reason

if TYPE_CHECKING:
    from accounts.models import User

PER_PAGE = 20
COLUMNS = 4  # years shown one by one; the earlier ones share a column
ROLES = tuple(role for role in ENTERS if ENTERS[role])


@dataclass(frozen=True, slots=True)
class Cell:
    """One count of the table of checks with the address of the projects behind it; none for nothing."""

    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Row:
    """One check: its counts of each year, of the earlier years together, and of all."""

    check: Check
    cells: list[Cell]
    total: Cell
    is_open: bool


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A province or an authority with its findings by group."""

    name: str
    query: str
    counts: list[int]
    total: int


@require_safe
def checks_page(request: HttpRequest) -> HttpResponse:
    """The checks within the reader's scope; 404 outside it."""
    user = cast("User", request.user)
    try:
        asked = _asked(request.GET, user)
        asked.selection.require_scope(user)
        if user.scope.is_empty:
            raise PermissionDenied(_("You have no role in the system today. Ask who assigns roles in your office."))
        by_province = asked.selection.province is None and asked.selection.authority is None and user.scope.is_national
        counts = counts_of(asked, user, by_province=by_province)
    except ValidationError as error:
        return unreadable_address(request, error)
    check = BY_CODE[asked.selection.check] if asked.selection.check else None
    context = {
        "asked": asked,
        "counts": counts,
        "conflicts": counts.by_kind.get(CheckKind.CONFLICT, 0),
        "doubts": counts.by_kind.get(CheckKind.DOUBT, 0),
        "kinds": [(None, pgettext("checks", "All"), _query(replace(asked, kind=None)))]
        + [(kind, str(KIND_WORDS[kind]), _query(replace(asked, kind=kind))) for kind in CheckKind],
        "roles": [(role.value, capfirst(str(role.label)), role == asked.role) for role in ROLES],
        "carried": [(name, text) for name, text in _pairs(asked) if name != "role"],
        "place": _place_name(asked.selection),
        "up": _way_up(asked, user),
        "groups": [str(GROUP_WORDS[group]) for group in CheckGroup],
        "places": (places := _places(asked, counts, user, by_province=by_province)),
        "group_sums": [sum(numbers) for numbers in zip(*(row.counts for row in places), strict=True)],
        "by_province": by_province,
        "check": check,
        "now": timezone.now(),
        "crumbs": [{"label": _("Home page"), "url": "/"}, {"label": _("To be mended"), "url": ""}],
        **_table(asked, counts),
        **(_open(request, asked, check, user) if check else {}),
    }
    return render(request, "projects/checks/page.html", context)


@require_POST
def check_reason(request: HttpRequest) -> HttpResponse:
    """Keep a reason for a check of one project, or take it back (`answer`); then back to the list."""
    user = cast("User", request.user)
    back = reverse("checks") + "?" + QueryDict(request.POST.get("back", "")).urlencode()
    try:
        if number := _number(request.POST.get("answer", "")):
            answer = get_object_or_404(CheckReason.objects.visible_to(user).select_related("project"), pk=number)
            withdraw_reason(answer=answer, by=user, reason=request.POST.get("reason", ""))
            messages.success(request, _("The reason was taken back; the check looks at the project again."))
        else:
            check = BY_CODE.get(request.POST.get("check", ""))
            project = get_object_or_404(Project.objects.visible_to(user), pk=_number(request.POST.get("project", "")))
            if check is None:
                raise ValidationError(_("This check is not known."), code="check_unknown")
            explain_check(project=project, check=check, by=user, reason=request.POST.get("reason", ""))
            messages.success(
                request, _("The reason for %(code)s is kept with your name and the day.") % {"code": project.code}
            )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(back)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _asked(params: QueryDict, user: User) -> ChecksAsked:
    """What the address asks for. Where it names no place, that of the reader's office."""
    selection = ProjectSelection.from_params(params)
    kept = ProjectSelection(
        authority=selection.authority,
        province=selection.province,
        fiscal_year=selection.fiscal_year,
        check=selection.check,
    )
    scope = user.scope
    if kept.authority is None and kept.province is None and not scope.is_national:
        if len(scope.province_codes) == 1 and not scope.authority_ids:
            kept = kept.but(province=min(scope.province_codes))
        elif len(scope.authority_ids) == 1 and not scope.province_codes:
            kept = kept.but(authority=min(scope.authority_ids))
    kind, role = params.get("kind", ""), params.get("role", "")
    wrong = _("“%(word)s” is none of: %(choices)s.")
    if kind and kind not in list(CheckKind):
        raise ValidationError(wrong % {"word": kind[:40], "choices": ", ".join(CheckKind)}, code="not_a_choice")
    if role and role not in [one.value for one in ROLES]:
        choices = ", ".join(one.value for one in ROLES)
        raise ValidationError(wrong % {"word": role[:40], "choices": choices}, code="not_a_choice")
    return ChecksAsked(kept, CheckKind(kind) if kind else None, Role(role) if role else None)


def _pairs(asked: ChecksAsked) -> list[tuple[str, str]]:
    pairs = asked.selection.pairs()
    pairs += [("kind", asked.kind.value)] if asked.kind else []
    return pairs + ([("role", asked.role.value)] if asked.role else [])


def _query(asked: ChecksAsked, **changes: Any) -> str:
    """The address of the same view with another selection."""
    return urlencode(_pairs(replace(asked, selection=asked.selection.but(**changes)) if changes else asked))


def _table(asked: ChecksAsked, counts: FailingCounts) -> dict[str, Any]:
    """The checks with findings, year by year, and the names of those without."""
    years, earlier = counts.years[:COLUMNS], tuple(counts.years[COLUMNS:])
    columns: list[tuple[int, ...]] = [(year,) for year in years] + ([earlier] if earlier else [])
    rows, silent = [], []
    for check in asked.checks():
        numbers = [sum(counts.by_check_year.get((check.code, year), 0) for year in column) for column in columns]
        if not any(numbers):
            silent.append(check)
            continue
        cells = [
            Cell(number, _query(asked, check=check.code, fiscal_year=column))
            for number, column in zip(numbers, columns, strict=True)
        ]
        total = Cell(sum(numbers), _query(asked, check=check.code, fiscal_year=()))
        rows.append(Row(check, cells, total, is_open=check.code == asked.selection.check))
    return {
        "years": years,
        "earlier": earlier,
        "rows": rows,
        "sums": [sum(row.cells[place].count for row in rows) for place in range(len(columns))],
        "sum": sum(row.total.count for row in rows),
        "silent": silent,
        "chosen_years": asked.selection.fiscal_year,
        "all_years": _query(asked, fiscal_year=()),
    }


def _open(request: HttpRequest, asked: ChecksAsked, check: Check, user: User) -> dict[str, Any]:
    """The projects that fail a check, a page at a time, and the reasons that were given."""
    projects = with_evidence(asked.projects_of(check, user))
    page = Paginator(projects, PER_PAGE).get_page(request.GET.get("page", ""))
    shown = list(page.object_list)
    talks = open_comments_about(check, shown, user)
    findings = [finding_of(check, project, user, open_comments=talks.get(project.pk, 0)) for project in shown]
    return {
        "findings": findings,
        "page": page,
        "query": _query(asked),
        "selection_query": asked.selection.query_string(),
        "reasons": _reasons(asked, check, user),
        "role_of": [capfirst(str(role.label)) for role in ROLES if check.mends in ENTERS[role]],
        "closed": _query(asked, check=None),
    }


def _reasons(asked: ChecksAsked, check: Check, user: User) -> list[tuple[CheckReason, bool]]:
    """The last reasons given for a check within the selection, and whether the reader may take each back."""
    selection = asked.selection
    found = CheckReason.objects.visible_to(user).filter(number=check.number).select_related("project", "recorded_by")
    if selection.authority is not None:
        found = found.filter(authority_id=selection.authority)
    if selection.province is not None:
        found = found.filter(authority__province_id=selection.province)
    if selection.fiscal_year:
        found = found.filter(project__fiscal_year__in=selection.fiscal_year)
    last = found.order_by("-recorded_at", "-id")[:PER_PAGE]
    return [(reason, may_enter(user, check.mends, authority_id=reason.authority_id)) for reason in last]


def _place_name(selection: ProjectSelection) -> str:
    if selection.authority is not None:
        return LocalAuthority.objects.defer("boundary", "office").get(pk=selection.authority).full_name
    if selection.province is not None:
        province = get_object_or_404(Province.objects.defer("boundary"), pk=selection.province)
        return _("%(province)s province") % {"province": province.name}
    return ""


def _way_up(asked: ChecksAsked, user: User) -> tuple[str, str] | None:
    """The address and the name of the larger place, for those who see it."""
    selection, scope = asked.selection, user.scope
    if selection.authority is not None:
        province = LocalAuthority.objects.values_list("province_id", flat=True).get(pk=selection.authority)
        if scope.is_national or province in scope.province_codes:
            return _query(asked, authority=None, province=province), _("The whole province")
    elif selection.province is not None and scope.is_national:
        return _query(asked, province=None), _("The whole country")
    return None


def _places(asked: ChecksAsked, counts: FailingCounts, user: User, *, by_province: bool) -> list[PlaceRow]:
    """Provinces or authorities with findings, the most first; nothing where one authority is all there is."""
    if asked.selection.authority is not None or not counts.by_place:
        return []
    names: dict[int | str, str]
    if by_province:
        names = {one.pk: one.name for one in Province.objects.defer("boundary")}
    else:
        known = LocalAuthority.objects.filter(pk__in=list(counts.by_place)).defer("boundary", "office")
        names = {one.pk: one.short_name for one in known}
    rows = []
    for place, groups in counts.by_place.items():
        where = {"province": place} if by_province else {"authority": place, "province": None}
        numbers = [groups.get(group, 0) for group in CheckGroup]
        rows.append(PlaceRow(names[place], _query(asked, **where), numbers, sum(numbers)))
    return sorted(rows, key=lambda row: (-row.total, row.name))
