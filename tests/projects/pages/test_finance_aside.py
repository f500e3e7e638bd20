"""What was set aside of contracts and payments is brought back from the list in which it stood."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.enums import Role
from accounts.models import User
from projects.models import Contract, Disbursement, Project
from projects.services.contracting import pay, sign_contract
from projects.services.setting_aside import set_aside
from tests import factories as make
from tests.projects.pages.test_finance_pages import (
    BAHT,
    PAGE,
    SignIn,
    authority,
    contract,
    finance,
    hidden,
    projects,
    words,
)

__all__ = ["authority", "contract", "finance", "projects"]

pytestmark = pytest.mark.django_db


def test_a_contract_that_was_set_aside_is_brought_back_from_the_list(
    signed_in: SignIn, finance: User, contract: Contract
) -> None:
    client = signed_in(finance)
    assert "bring-back" not in client.get(f"{PAGE}?year=2559").content.decode()
    set_aside(record=contract, by=finance, reason="บันทึกซ้ำ")
    listed = client.get(f"{PAGE}?year=2559")
    assert "บันทึกซ้ำ" in words(listed)
    assert "บันทึกซ้ำ" not in words(client.get(f"{PAGE}?year=2560"))
    reader = make.make_user(Role.EXECUTIVE, authority=contract.authority)
    assert "บันทึกซ้ำ" not in words(signed_in(reader).get(f"{PAGE}?year=2559"))
    neighbour = make.make_user(Role.FINANCE, authority=make.AuthorityFactory())
    assert "บันทึกซ้ำ" not in words(signed_in(neighbour).get(PAGE))
    sent = {name: hidden(listed, name) for name in ("kind", "id", "next")}
    back = signed_in(finance).post("/set-aside/bring-back/", {**sent, "expected_version": str(contract.version + 1)})
    assert back["Location"] == f"{PAGE}?year=2559"
    contract.refresh_from_db()
    assert contract.set_aside_at is None


def test_a_payment_that_was_set_aside_is_brought_back_from_its_contract(
    signed_in: SignIn, finance: User, contract: Contract, projects: list[Project]
) -> None:
    paid = pay(
        project=projects[0],
        contract=contract,
        by=finance,
        voucher_number="ฎ7",
        paid_on=dt.date(2016, 3, 1),
        amount=BAHT(100),
        fiscal_year=2559,
    )
    set_aside(record=paid, by=finance, reason="ผิดสัญญา")
    client = signed_in(finance)
    assert "ผิดสัญญา" in words(client.get(f"{PAGE}contracts/{contract.pk}/"))
    other = sign_contract(
        shares=[(projects[2], BAHT(50))],
        by=finance,
        number="9",
        signed_on=dt.date(2016, 1, 20),
        contractor_name="หจก. อื่น",
        amount=BAHT(50),
    )
    assert "ผิดสัญญา" not in words(client.get(f"{PAGE}contracts/{other.pk}/"))
    client.post("/set-aside/bring-back/", {"kind": "disbursement", "id": paid.pk, "next": "/"})
    assert Disbursement.objects.live().get() == paid
    assert "ผิดสัญญา" not in words(client.get(f"{PAGE}contracts/{contract.pk}/"))
