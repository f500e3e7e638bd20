"""Setting a record of money aside, with a reason, from the page that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.models import CarryOver, Contract, ContractAmendment, Disbursement, RetentionRelease
from projects.services.setting_aside import set_aside

if TYPE_CHECKING:
    from accounts.models import User

KINDS: dict[str, type[Any]] = {
    "contract": Contract,
    "amendment": ContractAmendment,
    "payment": Disbursement,
    "release": RetentionRelease,
    "carry-over": CarryOver,
}


@require_POST
def finance_set_aside(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Set one record aside and go back to the page; 404 for one that the person may not know of."""
    user = cast("User", request.user)
    record = KINDS[kind].objects.visible_to(user).filter(pk=pk).first() if kind in KINDS else None
    if record is None:
        raise Http404
    back = request.POST.get("back", "")
    if kind == "contract" or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = f"{reverse('finance')}?authority={record.authority_id}"
    try:
        set_aside(record=record, by=user, reason=request.POST.get("reason", "").replace("\x00", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        if kind == "contract":
            back = reverse("finance_contract", args=[record.pk])
    else:
        messages.success(request, _("Set aside: it stays in the history and counts nowhere."))
    return HttpResponseRedirect(back)
