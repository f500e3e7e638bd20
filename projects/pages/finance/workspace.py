"""The finance officer's first page: contracts by fiscal year, and the projects that wait for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from projects.pages.finance.address import FinanceAddress
from projects.pages.finance.desk import Desk
from projects.pages.finance.listing import projects_of
from projects.pages.finance.purchases import list_of
from projects.pages.refusals import unreadable_address
from projects.services.importing.procurement import purchases_of

if TYPE_CHECKING:
    from accounts.models import User

WAITING = 12


@require_safe
def finance(request: HttpRequest) -> HttpResponse:
    """Lists and figures of one local authority and one fiscal year."""
    try:
        desk = Desk.of(cast("User", request.user), FinanceAddress.from_params(request.GET))
    except ValidationError as error:
        return unreadable_address(request, error)
    waiting = projects_of(desk.user, desk.address.but(show="waiting", q=""))
    bought = purchases_of(desk.user, authority_id=desk.authority.pk, year=desk.year)
    unmatched = sum(list_of(one) == "waiting" for one in bought)
    context = {**desk.context(), "waiting": waiting[:WAITING], "unmatched": unmatched, "crumbs": desk.crumbs()}
    return render(request, "projects/finance/workspace.html", context)
