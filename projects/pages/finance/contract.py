"""The page of one contract: what it says, what is paid and held, and the forms to pay, amend, carry over and close."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from projects.enums import Record
from projects.errors import StaleVersion
from projects.models import Disbursement
from projects.pages.finance.address import FinanceAddress
from projects.pages.finance.aside import aside_of
from projects.pages.finance.conflicts import Conflict, Row, conflict_of, in_words
from projects.pages.finance.desk import Desk
from projects.pages.finance.evidence import evidence_of, reason_not_to_pay
from projects.pages.finance.fields import FinanceForm
from projects.pages.finance.forms import (
    AmendForm,
    CarryForm,
    CloseForm,
    HandoverForm,
    PayForm,
    ReleaseForm,
    ReopenForm,
)
from projects.pages.finance.opened import InstalmentLine, OpenContract
from projects.pages.refusals import unreadable_address
from projects.permissions import require_entry
from projects.services.carrying_over import carry_over, may_carry_over
from projects.services.closing import close_contract, release_retention, reopen_contract
from projects.services.contracting import amend_contract, pay
from projects.services.works import hand_over

if TYPE_CHECKING:
    from accounts.models import User

SATANG = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do with a contract: its name on the page, its form, its verb, and what is said when it is done."""

    label: Any
    save: Any
    done: Any
    form: Callable[..., FinanceForm]
    act: Callable[..., Any]
    takes_contract: bool = True


TASKS: dict[str, Task] = {
    "pay": Task(
        gettext_lazy("Pay"), gettext_lazy("Save the payment"), gettext_lazy("The payment is saved."), PayForm, pay
    ),
    "handover": Task(
        gettext_lazy("Acceptance"),
        gettext_lazy("Save the acceptance"),
        gettext_lazy("The acceptance of the work is saved."),
        HandoverForm,
        hand_over,
    ),
    "amend": Task(
        gettext_lazy("Amend"),
        gettext_lazy("Save the amendment"),
        gettext_lazy("The amendment is saved."),
        AmendForm,
        amend_contract,
    ),
    "carry": Task(
        gettext_lazy("Carry over"),
        gettext_lazy("Save the carry-over"),
        gettext_lazy("The carry-over is saved."),
        CarryForm,
        carry_over,
        takes_contract=False,
    ),
    "release": Task(
        gettext_lazy("Retention"),
        gettext_lazy("Save the release"),
        gettext_lazy("The release of retention is saved."),
        ReleaseForm,
        release_retention,
    ),
    "close": Task(
        gettext_lazy("Close"),
        gettext_lazy("Close the contract"),
        gettext_lazy("The contract is closed."),
        CloseForm,
        close_contract,
    ),
    "reopen": Task(
        gettext_lazy("Open again"),
        gettext_lazy("Open the contract again"),
        gettext_lazy("The contract is open again."),
        ReopenForm,
        reopen_contract,
    ),
}


def contract_url(pk: int, address: FinanceAddress, **more: Any) -> str:
    """The address of a contract beside its list; `do` names the form that is open, `instalment` what it is for."""
    said = "".join(f"&{name}={value}" for name, value in more.items() if value)
    return f"{reverse('finance_contract', args=[pk])}?{address.query_string()}{said}"


@require_http_methods(["GET", "HEAD", "POST"])
def contract_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One contract, and its forms; 404 for one that the reader may not know of."""
    user = cast("User", request.user)
    opened = OpenContract.of(user, pk)
    try:
        address = FinanceAddress.from_params(request.GET)
    except ValidationError as error:
        return unreadable_address(request, error)
    desk = Desk.of(user, opened.beside(address))
    open_tasks = tasks_of(opened)
    do = request.GET.get("do", "")
    do = do if do in open_tasks else next(iter(open_tasks))
    if request.method != "POST":
        form = make_form(do, opened, initial=_initial(do, opened, request.GET.get("instalment", "")))
        return _page(request, desk, opened, do, form)
    require_entry(user, Record.CONTRACT, authority_id=opened.contract.authority_id)
    if request.GET.get("do") not in open_tasks:  # somebody closed the contract, or opened it, since the page was made
        messages.error(request, _("This cannot be done with the contract any more. Look at it as it stands now."))
        return HttpResponseRedirect(contract_url(pk, desk.address))
    form = make_form(do, opened, data=request.POST)
    if not form.is_valid():
        return _page(request, desk, opened, do, form)
    try:
        _act(do, form, opened, user)
    except StaleVersion as stale:
        return _stale(request, desk, do, form, stale)
    except ValidationError as error:
        form.refuse(error)
        return _page(request, desk, opened, do, form)
    messages.success(request, TASKS[do].done)
    return HttpResponseRedirect(contract_url(pk, desk.address, do=do if do not in {"close", "reopen"} else ""))


def tasks_of(opened: OpenContract) -> list[str]:
    """What can be done with a contract as it stands, the usual first."""
    contract = opened.contract
    if contract.closed_on is not None:
        return [*(["release"] if contract.held > 0 else []), "reopen"]
    return ["pay", "handover", "amend", "carry", *(["release"] if contract.held > 0 else []), "close"]


def make_form(do: str, opened: OpenContract, **given: Any) -> FinanceForm:
    """The form of a task, with the projects and instalments there are to choose from."""
    if do in {"pay", "amend", "carry", "handover"}:
        given["projects"] = opened.projects
    if do == "pay":
        given["instalments"] = [line for line in opened.instalments if line.left > 0]
    return TASKS[do].form(prefix=do, **given)


def _act(do: str, form: FinanceForm, opened: OpenContract, user: User) -> None:
    task = TASKS[do]
    told = form.told()
    if task.takes_contract:
        told["contract"] = opened.contract
    task.act(by=user, **told)


def _initial(do: str, opened: OpenContract, asked: str) -> dict[str, Any]:
    """What a form proposes; everything of it can be written over."""
    contract = opened.contract
    only = opened.projects[0] if len(opened.projects) == 1 else None
    year = next((one.fiscal_year for one in opened.projects), None)
    if do == "pay":
        return {"fiscal_year": year, **_proposed_payment(opened, asked)}
    if do == "carry":
        amount = may_carry_over(only, from_year=only.fiscal_year) if only else None
        return {"amount": amount or None, "from_year": year, "to_year": year + 1 if year else None}
    if do == "release":
        return {"amount": contract.held}
    return {"expected_version": contract.version} if do in {"close", "reopen"} else {}


def _proposed_payment(opened: OpenContract, asked: str) -> dict[str, Any]:
    """The instalment asked for, else the next one, with its amount when one project gets all of it."""
    line: InstalmentLine | None = next(
        (one for one in opened.instalments if str(one.instalment.pk) == asked and one.left > 0), opened.next_instalment
    )
    if line is None:
        return {}
    proposed: dict[str, Any] = {"instalment": str(line.instalment.pk)}
    if len(opened.shares) == 1 and line.left <= opened.shares[0].left:
        percent = opened.contract.retention_percent
        proposed["amount"] = line.left
        proposed["retention"] = (line.left * percent / 100).quantize(SATANG, ROUND_HALF_UP) if percent else None
    return proposed


def _stale(request: HttpRequest, desk: Desk, do: str, form: FinanceForm, stale: StaleVersion) -> HttpResponse:
    """409: both versions side by side; sending again now means having seen the other."""
    current = stale.current
    opened = OpenContract.of(desk.user, current.pk)
    rows = [
        Row(str(_("Closed on")), in_words(form.cleaned_data.get("closed_on")), in_words(current.closed_on)),
        Row(str(_("Contract sum (baht)")), in_words(None), in_words(opened.contract.total)),
        Row(str(_("Instalments")), in_words(None), in_words(len(opened.instalments))),
        Row(
            str(_("Note")),
            in_words(form.cleaned_data.get("note", form.cleaned_data.get("reason"))),
            in_words(current.closing_note),
        ),
    ]
    if do not in tasks_of(opened):
        do = next(iter(tasks_of(opened)))
        form = make_form(do, opened, initial=_initial(do, opened, ""))
    else:
        data = request.POST.copy()
        data[f"{do}-expected_version"] = str(current.version)
        form = make_form(do, opened, data=data)
    conflict = conflict_of(stale, rows, keep_url=contract_url(current.pk, desk.address))
    return _page(request, desk, opened, do, form, conflict=conflict)


def _page(
    request: HttpRequest,
    desk: Desk,
    opened: OpenContract,
    do: str,
    form: FinanceForm,
    *,
    conflict: Conflict | None = None,
) -> HttpResponse:
    contract = opened.contract
    evidence = evidence_of(opened, desk.today) if do == "pay" or not desk.may_enter else []
    context = {
        **desk.context(),
        "opened": opened,
        "contract": contract,
        "do": do,
        "task": TASKS[do],
        "form": form,
        "action": contract_url(contract.pk, desk.address, do=do),
        "tabs": [
            (name, TASKS[name].label, contract_url(contract.pk, desk.address, do=name)) for name in tasks_of(opened)
        ],
        "pay_url": contract_url(contract.pk, desk.address, do="pay"),
        "evidence": evidence,
        "why_not": reason_not_to_pay(evidence) if do == "pay" else "",
        "way_out": (TASKS["close"].save, contract_url(contract.pk, desk.address, do="close")),
        "conflict": conflict,
        "payments_aside": aside_of(desk.user, Disbursement, contract.authority_id, Q(contract_id=contract.pk))
        if desk.may_enter and contract.closed_on is None
        else None,
        "back": contract_url(contract.pk, desk.address),
        "crumbs": desk.crumbs(_("Contract %(number)s") % {"number": contract.number}),
    }
    return render(request, "projects/finance/contract.html", context, status=409 if conflict else 200)
