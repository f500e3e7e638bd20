"""The money of one project: its contracts, payments without a contract, and what is carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from projects.enums import Record
from projects.models import Contract, Disbursement, Project
from projects.pages.finance.address import FinanceAddress
from projects.pages.finance.aside import aside_of
from projects.pages.finance.contract import contract_url
from projects.pages.finance.desk import Desk
from projects.pages.finance.evidence import evidence_without_contract
from projects.pages.finance.fields import FinanceForm
from projects.pages.finance.forms import CarryForm, PayDirectForm
from projects.pages.refusals import unreadable_address
from projects.permissions import require_entry
from projects.services.carrying_over import carry_over, may_carry_over
from projects.services.contracting import pay

if TYPE_CHECKING:
    from accounts.models import User

LABELS = {
    "pay": (gettext_lazy("Pay without a contract"), gettext_lazy("Save the payment")),
    "carry": (gettext_lazy("Carry over"), gettext_lazy("Save the carry-over")),
}


@require_http_methods(["GET", "HEAD", "POST"])
def project_money(request: HttpRequest, pk: int) -> HttpResponse:
    """The money of a project, and its two forms; 404 for one that the reader may not know of."""
    user = cast("User", request.user)
    project = Project.objects.visible_to(user).filter(pk=pk).first()
    if project is None:
        raise Http404
    try:
        address = FinanceAddress.from_params(request.GET)
    except ValidationError as error:
        return unreadable_address(request, error)
    desk = Desk.of(user, address.but(authority=project.authority_id, year=address.year or project.fiscal_year))
    do = "carry" if request.GET.get("do") == "carry" else "pay"
    if request.method != "POST":
        return _page(request, desk, project, do, _form(do, project, initial=_initial(do, project)))
    require_entry(user, Record.DISBURSEMENT, authority_id=project.authority_id)
    form = _form(do, project, data=request.POST)
    if not form.is_valid():
        return _page(request, desk, project, do, form)
    try:
        if do == "carry":
            carry_over(by=user, **form.told())
        else:
            pay(project=project, by=user, **form.told())
    except ValidationError as error:
        form.refuse(error)
        return _page(request, desk, project, do, form)
    messages.success(request, _("The carry-over is saved.") if do == "carry" else _("The payment is saved."))
    return HttpResponseRedirect(project_money_url(pk, desk.address, do=do))


def project_money_url(pk: int, address: FinanceAddress, *, do: str = "") -> str:
    """The address of a project's money beside its list."""
    return f"{reverse('finance_project', args=[pk])}?{address.query_string()}{f'&do={do}' if do else ''}"


def _form(do: str, project: Project, **given: Any) -> FinanceForm:
    if do == "carry":
        return CarryForm(prefix=do, projects=[project], **given)
    return PayDirectForm(prefix=do, **given)


def _initial(do: str, project: Project) -> dict[str, Any]:
    year = project.fiscal_year
    if do == "carry":
        return {"amount": may_carry_over(project, from_year=year) or None, "from_year": year, "to_year": year + 1}
    return {"fiscal_year": year}


def _page(request: HttpRequest, desk: Desk, project: Project, do: str, form: FinanceForm) -> HttpResponse:
    shares = project.contract_shares.live().filter(contract__set_aside_at__isnull=True).select_related("contract")
    contracts: list[Contract] = [share.contract for share in shares.order_by("id")]
    context = {
        **desk.context(),
        "project": project,
        "contracts": [(one, contract_url(one.pk, desk.address)) for one in contracts],
        "payments": project.disbursements.live().select_related("contract").order_by("paid_on", "id"),
        "payments_aside": aside_of(
            desk.user, Disbursement, project.authority_id, Q(project_id=project.pk, contract__isnull=True)
        )
        if desk.may_enter
        else None,
        "carry_overs": project.carry_overs.live().order_by("approved_on", "id"),
        "do": do,
        "form": form,
        "save": LABELS[do][1],
        "action": project_money_url(project.pk, desk.address, do=do),
        "tabs": [(name, LABELS[name][0], project_money_url(project.pk, desk.address, do=name)) for name in LABELS],
        "evidence": evidence_without_contract(project, desk.today) if do == "pay" else [],
        "sign_url": f"{reverse('contract_new')}?{desk.address.query_string()}&project={project.pk}",
        "back": project_money_url(project.pk, desk.address),
        "crumbs": desk.crumbs(project.code),
    }
    return render(request, "projects/finance/project.html", context)
