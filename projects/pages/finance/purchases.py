"""Purchases of the national procurement file that are this authority's: which of them have a contract here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from projects.models import ProcurementRow
from projects.pages.finance.address import FinanceAddress
from projects.pages.finance.desk import Desk
from projects.pages.refusals import unreadable_address
from projects.services.importing.procurement import Purchase, leave_row_out, purchases_of

if TYPE_CHECKING:
    from accounts.models import User

ON_A_PAGE: Final = 50
# The first is taken for granted.
LISTS: Final[dict[str, Any]] = {
    "waiting": pgettext_lazy("purchases", "Without a contract here"),
    "contract": pgettext_lazy("purchases", "With a contract"),
    "left_out": pgettext_lazy("purchases", "In no project"),
}


def list_of(purchase: Purchase) -> str:
    """Which of the lists a purchase stands in."""
    if purchase.contract is not None:
        return "contract"
    return "left_out" if purchase.row.left_out_at is not None else "waiting"


@require_http_methods(["GET", "HEAD", "POST"])
def purchases(request: HttpRequest) -> HttpResponse:
    """GET: one list of the purchases of a year. POST: a purchase is in no project, or may be in one after all."""
    user = cast("User", request.user)
    try:
        desk = Desk.of(user, FinanceAddress.from_params(_without_list(request)))
    except ValidationError as error:
        return unreadable_address(request, error)
    here = _address(desk, request.GET.get("list", ""))
    if request.method == "POST":
        row = purchase_row(user, desk.authority.pk, request.POST.get("row", ""))
        is_left_out = request.POST.get("action") != "back"
        leave_row_out(row=row, by=user, is_left_out=is_left_out)
        said = _("%(number)s is in no project.") if is_left_out else _("%(number)s waits for its contract again.")
        messages.success(request, said % {"number": row.number})
        return HttpResponseRedirect(here)
    shown = request.GET.get("list", "")
    shown = shown if shown in LISTS else "waiting"
    every = purchases_of(user, authority_id=desk.authority.pk, year=desk.year)
    counts = {name: sum(list_of(one) == name for one in every) for name in LISTS}
    page = Paginator([one for one in every if list_of(one) == shown], ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "authority": desk.authority,
        "address": desk.address,
        "shown": shown,
        "chips": [(label, counts[name], _address(desk, name), name) for name, label in LISTS.items()],
        "page": page,
        "here": here,
        "may_enter": desk.may_enter,
        "query": desk.address.query_string(),
        "crumbs": desk.crumbs(_("Procurement file")),
    }
    return render(request, "projects/finance/purchases.html", context)


def purchase_row(user: User, authority_id: int, text: str) -> ProcurementRow:
    """The row of an authority that a number names. Raises Http404."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    row = ProcurementRow.objects.visible_to(user).filter(agency__matched=authority_id, pk=number).first()
    if row is None:
        raise Http404
    return row


def _without_list(request: HttpRequest) -> dict[str, str]:
    """The words of the address that all pages of this part share."""
    return {name: request.GET.get(name, "") for name in ("authority", "year")}


def _address(desk: Desk, shown: str) -> str:
    said = f"&list={shown}" if shown in LISTS and shown != "waiting" else ""
    return f"{reverse('purchases')}?{desk.address.query_string()}{said}"
