"""Entering a contract and correcting one: its terms, and the share of each project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from projects.enums import Record
from projects.errors import StaleVersion
from projects.models import Contract
from projects.pages.finance.address import FinanceAddress
from projects.pages.finance.conflicts import Conflict, Row, conflict_of, in_words
from projects.pages.finance.contract import contract_url
from projects.pages.finance.desk import Desk
from projects.pages.finance.forms import TermsForm
from projects.pages.finance.opened import OpenContract
from projects.pages.finance.purchases import purchase_row
from projects.pages.finance.shares import ShareSheet
from projects.pages.refusals import unreadable_address
from projects.permissions import require_entry
from projects.services.contracting import change_contract, sign_contract

if TYPE_CHECKING:
    from accounts.models import User

TERMS = tuple(TermsForm.base_fields)


@require_http_methods(["GET", "HEAD", "POST"])
def contract_new(request: HttpRequest) -> HttpResponse:
    """Sign a contract for the projects that the address names, and for more."""
    try:
        desk = Desk.of(cast("User", request.user), FinanceAddress.from_params(request.GET))
    except ValidationError as error:
        return unreadable_address(request, error)
    require_entry(desk.user, Record.CONTRACT, authority_id=desk.authority.pk)
    if request.method != "POST":
        sheet = ShareSheet.of_projects(desk.user, desk.authority.pk, request.GET.getlist("project"))
        return _page(request, desk, TermsForm(initial=_of_purchase(request, desk)), sheet)
    form, sheet = TermsForm(request.POST), ShareSheet.typed(desk.user, desk.authority.pk, request.POST)
    if request.POST.get("action") != "save":
        return _page(request, desk, _as_typed(form), sheet)
    if not _is_complete(form, sheet):
        return _page(request, desk, form, sheet)
    try:
        contract = sign_contract(shares=sheet.shares, by=desk.user, **form.told())
    except ValidationError as error:
        form.refuse(error)
        return _page(request, desk, form, sheet)
    messages.success(request, _("Contract %(number)s is saved.") % {"number": contract.number})
    return HttpResponseRedirect(contract_url(contract.pk, desk.address.but(show="open", q="")))


@require_http_methods(["GET", "HEAD", "POST"])
def contract_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was entered of a contract; what the parties agreed on later is an amendment."""
    user = cast("User", request.user)
    opened = OpenContract.of(user, pk)
    contract = opened.contract
    try:
        address = FinanceAddress.from_params(request.GET)
    except ValidationError as error:
        return unreadable_address(request, error)
    desk = Desk.of(user, opened.beside(address))
    require_entry(user, Record.CONTRACT, authority_id=contract.authority_id)
    if request.method != "POST":
        form = TermsForm(initial={name: getattr(contract, name) for name in TERMS})
        sheet = ShareSheet.of([(line.project, line.share.amount) for line in opened.shares])
        return _page(request, desk, form, sheet, opened=opened, version=contract.version)
    form, sheet = TermsForm(request.POST), ShareSheet.typed(user, contract.authority_id, request.POST)
    version = _version(request)
    if request.POST.get("action") != "save":
        return _page(request, desk, _as_typed(form), sheet, opened=opened, version=version)
    if not _is_complete(form, sheet):
        return _page(request, desk, form, sheet, opened=opened, version=version)
    try:
        change_contract(contract=contract, by=user, expected_version=version, shares=sheet.shares, **form.told())
    except StaleVersion as stale:
        now = OpenContract.of(user, pk)
        conflict = conflict_of(stale, _rows(form, sheet, now), keep_url=contract_url(pk, desk.address))
        return _page(request, desk, form, sheet, opened=now, version=conflict.version, conflict=conflict)
    except ValidationError as error:
        form.refuse(error)
        return _page(request, desk, form, sheet, opened=opened, version=version)
    messages.success(request, _("The contract is corrected."))
    return HttpResponseRedirect(contract_url(pk, desk.address))


def _of_purchase(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """What the national file says of the purchase that the address names. Raises Http404 for one of somebody else."""
    if "row" not in request.GET:
        return {}
    row = purchase_row(desk.user, desk.authority.pk, request.GET["row"])
    return {"egp_number": row.number, "amount": row.amount}


def _version(request: HttpRequest) -> int:
    """The version the person saw; something else than a number is older than any."""
    text = request.POST.get("expected_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _as_typed(form: TermsForm) -> TermsForm:
    """The same form with what was typed, before anybody asked whether it is right."""
    typed = {name: form.data.get(name, "") for name in TERMS}
    return TermsForm(initial=typed)


def _is_complete(form: TermsForm, sheet: ShareSheet) -> bool:
    complete = sheet.is_complete()
    return form.is_valid() and complete


def _rows(form: TermsForm, sheet: ShareSheet, opened: OpenContract) -> list[Row]:
    """Every term and the shares, as typed and as they stand."""
    rows = []
    for name in TERMS:
        mine, theirs = form.cleaned_data.get(name), getattr(opened.contract, name)
        if name == "method":
            choices = dict(form.fields["method"].choices)
            mine, theirs = choices.get(mine, mine), choices.get(theirs, theirs)
        rows.append(Row(str(form.fields[name].label), in_words(mine), in_words(theirs)))
    shares = "; ".join(f"{project.code} {in_words(amount)}" for project, amount in sheet.shares)
    standing = "; ".join(f"{line.project.code} {in_words(line.share.amount)}" for line in opened.shares)
    return [*rows, Row(_("Shares of the projects"), shares, standing)]


def _page(
    request: HttpRequest,
    desk: Desk,
    form: TermsForm,
    sheet: ShareSheet,
    *,
    opened: OpenContract | None = None,
    version: int = 0,
    conflict: Conflict | None = None,
) -> HttpResponse:
    contract: Contract | None = opened.contract if opened else None
    title = _("Correct contract %(number)s") % {"number": contract.number} if contract else _("Sign a contract")
    where = reverse("contract_change", args=[contract.pk]) if contract else reverse("contract_new")
    context: dict[str, Any] = {
        "desk": desk,
        "authority": desk.authority,
        "title": title,
        "form": form,
        "sheet": sheet,
        "choices": sheet.choices(desk.user, desk.authority.pk, desk.address.year),
        "contract": contract,
        "version": version,
        "conflict": conflict,
        "action": f"{where}?{desk.address.query_string()}",
        "back": contract_url(contract.pk, desk.address) if contract else desk.list_url,
        "crumbs": desk.crumbs(title),
    }
    return render(request, "projects/finance/contract_form.html", context, status=409 if conflict else 200)
