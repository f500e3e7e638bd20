"""The page of the search: what was found, by kind. The whole question stands in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from projects.searching.asking import KINDS, search
from projects.searching.looking import MOST_ROWS
from projects.searching.words import MOST_LETTERS

if TYPE_CHECKING:
    from accounts.models import User

FEW = 6
PAGE_SIZE = 50
NAMES = {
    "projects": gettext_lazy("Projects"),
    "authorities": gettext_lazy("Local authorities"),
    "contractors": gettext_lazy("Contractors"),
    "contracts": pgettext_lazy("search", "Contracts"),
    "vouchers": pgettext_lazy("search", "Vouchers"),
}


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """`?q=` what is looked for; `?in=` one kind of record, and then all of it, page by page."""
    text = request.GET.get("q", "").replace("\x00", "")[:MOST_LETTERS]
    kind = request.GET.get("in", "")
    kind = kind if kind in KINDS else ""
    found = search(cast("User", request.user), text, few=FEW, whole=kind) if text.strip() else None
    chosen = next((group for group in found.groups if group.kind == kind), None) if found else None
    context = {
        "q": text,
        "kind": kind,
        "found": found,
        "groups": [(group, NAMES[group.kind]) for group in (found.groups if found else [])],
        "chosen": chosen,
        "page": Paginator(chosen.hits, PAGE_SIZE).get_page(request.GET.get("page")) if chosen else None,
        "most": MOST_ROWS,
    }
    return render(request, "projects/search.html", context)
