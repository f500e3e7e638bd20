"""Count what saving one payment asks of the database, and how long it takes, beside the limit.

    bin/manage load_demo        (once)
    .venv/bin/python benchmarks/payments.py [--runs 20]

Takes an open contract of the configured database, pays one baht on it again and again, each time in a transaction that
is rolled back, and counts every statement that Django sends: by the service alone, and by the whole form of the page.
Nothing is kept.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MOST_STATEMENTS = 25
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def main() -> None:
    """Read the arguments, find a contract, measure both ways."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20, help="payments made and rolled back (default 20)")
    runs = parser.parse_args().runs
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_eplan.settings.dev")
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    print(f"load of this machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors; medians of {runs} runs")
    officer, contract, project = _open_contract()
    _measure("the service with ledger, sums and history", _by_service(officer, contract, project), runs)
    _measure("the whole form of the page", _by_page(officer, contract, project), runs)


def _open_contract() -> tuple[Any, Any, Any]:
    """The demonstration's finance officer, and an open contract of hers with something left to pay."""
    from accounts.models import User
    from projects.models import Contract
    from projects.services.contract_sums import account_of

    officer = User.objects.get(username="finance")
    found = Contract.objects.live().filter(authority_id__in=officer.scope.authority_ids, closed_on=None)
    for contract in found.order_by("id"):
        share = contract.shares.live().select_related("project").order_by("id").first()
        if share and account_of(contract).left > 1:
            return officer, contract, share.project
    raise SystemExit("there is no open contract; load the demonstration country first: bin/manage load_demo")


def _by_service(officer: Any, contract: Any, project: Any) -> Callable[[], None]:
    from projects.services.contracting import pay

    def act() -> None:
        day = max(contract.signed_on, dt.date(project.fiscal_year - 543, 9, 30))
        pay(project=project, by=officer, amount=Decimal(1), paid_on=day, contract=contract, client_id=uuid.uuid4())

    return act


def _by_page(officer: Any, contract: Any, project: Any) -> Callable[[], None]:
    from django.test import Client

    client = Client()
    client.force_login(officer, backend=BACKEND)
    day = max(contract.signed_on, dt.date(project.fiscal_year - 543, 9, 30))
    form = {
        "pay-project": project.pk,
        "pay-instalment": "",
        "pay-voucher_number": "-",
        "pay-paid_on": f"{day.day}/{day.month}/{day.year + 543}",
        "pay-amount": "1",
        "pay-retention": "",
        "pay-fiscal_year": str(project.fiscal_year),
    }

    def act() -> None:
        answer = client.post(f"/finance/contracts/{contract.pk}/?do=pay", {**form, "pay-client_id": str(uuid.uuid4())})
        if answer.status_code != 302:
            raise RuntimeError(f"the payment was refused: {answer.status_code}")

    return act


def _measure(what: str, act: Callable[[], None], runs: int) -> None:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    counts, taken = [], []
    for _ in range(runs + 1):
        with transaction.atomic():
            with CaptureQueriesContext(connection) as captured:
                begun = time.perf_counter()
                act()
                taken.append(time.perf_counter() - begun)
            counts.append(len(captured))
            transaction.set_rollback(True)
    middle = statistics.median(taken[1:]) * 1000
    print(f"one payment: {what:<44} {max(counts[1:]):3d} statements (limit {MOST_STATEMENTS})   {middle:8.2f} ms")
    if max(counts[1:]) > MOST_STATEMENTS:
        raise SystemExit(f"{what} takes more than {MOST_STATEMENTS} statements")


if __name__ == "__main__":
    main()
