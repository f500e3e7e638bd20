"""Setting a record aside with a reason, what was set aside in an authority, and bringing it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.thai import from_thai_digits
from layers.models import LocalAuthority
from projects.errors import StaleVersion
from projects.history import SUMMARIES
from projects.models import AuthorityRecord
from projects.permissions import may_enter, require_entry
from projects.querysets import authorities_within
from projects.searching.words import form_of
from projects.services.bringing_back import bring_back, days_left, name_of_record
from projects.services.setting_aside import RECORD_OF, set_aside

if TYPE_CHECKING:
    from accounts.models import User

PAGE_SIZE = 50
MOST_OF_A_KIND = 200
KINDS: dict[str, type[AuthorityRecord]] = {str(kind._meta.model_name): kind for kind in RECORD_OF}


@dataclass(frozen=True, slots=True)
class Line:
    """A record of the list: its kind in words, its name, what it says, and what can be done."""

    record: Any
    kind: str
    kind_name: str
    name: str
    says: tuple[Any, ...]
    days_left: int
    may_bring_back: bool

    def holds(self, words: list[str]) -> bool:
        """Whether every word stands in its name, its reason or the name of who set it aside."""
        by = self.record.set_aside_by.get_full_name() if self.record.set_aside_by else ""
        text = form_of(f"{self.kind_name} {self.name} {self.record.set_aside_reason} {by}")
        return all(word in text for word in words)


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def _line(record: Any, user: User) -> Line:
    says = SUMMARIES.get(type(record))
    left = days_left(record)
    may = left > 0 and may_enter(user, RECORD_OF[type(record)], authority_id=record.authority_id)
    told = tuple(part for part in (says(record) if says else ()) if part not in ("", None))
    return Line(
        record,
        record._meta.model_name,
        capfirst(str(record._meta.verbose_name)),
        name_of_record(record),
        told,
        left,
        may,
    )


def _safe_next(request: HttpRequest, address: str, otherwise: str) -> str:
    """The address to go on to, when it is one of this site; anything else is answered with `otherwise`."""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if address and is_ours else otherwise


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _authority(request: HttpRequest) -> LocalAuthority | None:
    """The authority of the address, by id or by the code that was typed, or one's own.

    None where somebody of a wider scope has named none, or typed a code that is none of theirs.
    """
    user = _user(request)
    within = LocalAuthority.objects.filter(authorities_within(user.scope)).defer("boundary", "office")
    if code := from_thai_digits(request.GET.get("code", "").strip()):
        return within.filter(code=code[:7]).first()
    if named := request.GET.get("authority", ""):
        number = _number(named)
        found = within.filter(pk=number).first() if number is not None else None
        if found is None:
            raise Http404
        return found
    return within.filter(pk__in=user.scope.authority_ids).order_by("pk").first()


@require_safe
def set_aside_list(request: HttpRequest) -> HttpResponse:
    """What was set aside in an authority: `?authority=`, `?kind=`, `?q=` and `?page=`."""
    authority = _authority(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    text = request.GET.get("q", "").replace("\x00", "")[:100]
    lines = _lines(_user(request), authority, kind) if authority else []
    words = [form_of(word) for word in text.split()]
    lines = [line for line in lines if line.holds(words)]
    asked = {"authority": authority.pk if authority else "", "kind": kind, "q": text}
    context = {
        "authority": authority,
        "code": request.GET.get("code", "")[:20],
        "kinds": [(name, capfirst(str(model._meta.verbose_name))) for name, model in KINDS.items()],
        "kind": kind,
        "q": text,
        "page": Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page")),
        "query": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "projects/set_aside.html", context)


def _lines(user: User, authority: LocalAuthority, kind: str) -> list[Line]:
    """The newest first; one question for each kind of record."""
    found: list[Any] = []
    for model in [KINDS[kind]] if kind else KINDS.values():
        manager: Any = model._default_manager
        rows = manager.all().set_aside_visible_to(user).filter(authority_id=authority.pk).select_related("set_aside_by")
        related = [one for one in ("project", "contract") if any(field.name == one for field in model._meta.fields)]
        found += rows.select_related("set_aside_by", *related).order_by("-set_aside_at")[:MOST_OF_A_KIND]
    found.sort(key=lambda record: record.set_aside_at, reverse=True)
    return [_line(record, user) for record in found]


def _record(user: User, kind: str, number: str, *, is_aside: bool) -> Any:
    """The record of an address, if the person may know of it; 404 otherwise."""
    model, pk = KINDS.get(kind), _number(number)
    if model is None or pk is None:
        raise Http404
    manager: Any = model._default_manager
    rows = manager.all().set_aside_visible_to(user) if is_aside else manager.all().visible_to(user)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def set_aside_new(request: HttpRequest) -> HttpResponse:
    """Set one record aside: `?kind=&id=`, and `next`, the address to go on to."""
    user, given = _user(request), request.POST if request.method == "POST" else request.GET
    kind, number = given.get("kind", ""), given.get("id", "")
    record = _record(user, kind, number, is_aside=False)
    require_entry(user, RECORD_OF[type(record)], authority_id=record.authority_id)
    go_on = _safe_next(request, given.get("next", ""), reverse("set_aside"))
    context = {
        "line": _line(record, user),
        "kind": kind,
        "next": go_on,
        "reason": given.get("reason", ""),
        "version": record.version,
    }
    if request.method != "POST":
        return render(request, "projects/set_aside_new.html", context)
    try:
        set_aside(
            record=record,
            by=user,
            reason=given.get("reason", ""),
            expected_version=_number(given.get("expected_version", "")),
        )
    except StaleVersion as stale:
        context["line"], context["version"] = _line(stale.current, user), stale.current.version
        context["error"] = " ".join(stale.messages)
        return render(request, "projects/set_aside_new.html", context, status=409)
    except ValidationError as error:
        context["error"] = " ".join(error.messages)
        return render(request, "projects/set_aside_new.html", context, status=422)
    messages.success(request, _("Set aside. It can be brought back within 30 days."))
    return HttpResponseRedirect(go_on)


@require_POST
def set_aside_bring_back(request: HttpRequest) -> HttpResponse:
    """Bring one record back; what stands in the way is said above the list."""
    user, given = _user(request), request.POST
    record = _record(user, given.get("kind", ""), given.get("id", ""), is_aside=True)
    try:
        bring_back(record=record, by=user, expected_version=_number(given.get("expected_version", "")))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Brought back: %(name)s") % {"name": name_of_record(record)})
    back = f"{reverse('set_aside')}?{urlencode({'authority': record.authority_id})}"
    return HttpResponseRedirect(_safe_next(request, given.get("next", ""), back))
