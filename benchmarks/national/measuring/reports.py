"""Completeness, status and dashboard: the statements alone, past days, and the pages over HTTP."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.utils import timezone

from benchmarks.national.measuring.bench import Bench, statement_seconds
from benchmarks.national.results import milliseconds
from gis_reports.reports.completeness.report import completeness
from gis_reports.reports.reach import Reach

TIMES = 30
PAGE_TIMES = 150
PAGE_P99_MS = 60
# A spread over the country's years: closed years, a year under way, the turn of one, a day without anything.
PAST_DAYS = tuple(dt.date(2007, 5, 1) + dt.timedelta(days=260 * number) for number in range(15))
PAGES = (
    ("completeness", "/reports/completeness/", PAGE_P99_MS),
    ("completeness of a past day", "/reports/completeness/?as_of=2015-03-31", None),
    ("dashboard", "/reports/dashboard/?fiscal_year=2559", PAGE_P99_MS),
    ("dashboard, all figures (status)", "/reports/dashboard/?fiscal_year=2559&view=figures", PAGE_P99_MS),
    ("dashboard of one province", "/reports/dashboard/?fiscal_year=2559&province=30", None),
    ("home of the department", "/", None),
)


def measure(bench: Bench) -> None:
    """All of it."""
    today = timezone.localdate()
    _statements(
        bench, "completeness, all provinces, stages and years", 3, lambda: completeness(as_of=today, reach=Reach())
    )
    _past(bench)
    for name, question in _answers(today):
        _statements(bench, name, 10, question)
    for name, path, target in PAGES:
        _page(bench, name, path, target)


def _statements(bench: Bench, name: str, target: float, question: Callable[[], object]) -> None:
    question()
    runs = [statement_seconds(question) for _ in range(TIMES)]
    sql = statistics.median(run[0] for run in runs)
    whole = statistics.median(run[1] for run in runs)
    note = f"{runs[0][2]} statements; with the work of this process {whole * 1000:.1f} ms"
    bench.add("reports", f"{name}: SQL", sql * 1000, "ms", target=target, note=note)


def _answers(today: dt.date) -> list[tuple[str, Callable[[], Any]]]:
    """What status and dashboard ask the database, as far as this version has them."""
    found: list[tuple[str, Callable[[], Any]]] = []
    status = import_module("gis_reports.reports.status.report").status
    found.append(("status of one year", lambda: status(fiscal_year=2559, reach=Reach(), today=today)))
    try:
        answering = import_module("gis_reports.reports.dashboard.answering")
        question = import_module("gis_reports.reports.dashboard.question").Question(fiscal_year=2559)
    except ImportError:
        return found
    found.append(("dashboard", lambda: answering.answer(question, Reach(), today=today)))
    return found


def _past(bench: Bench) -> None:
    taken, worst = [], (0.0, "")
    for day in PAST_DAYS:
        completeness(as_of=day, reach=Reach())
        of_day = statistics.median(
            statement_seconds(lambda day=day: completeness(as_of=day, reach=Reach()))[0]  # type: ignore[misc]  # asked at once
            for _ in range(3)
        )
        taken.append(of_day)
        worst = max(worst, (of_day, day.isoformat()))
    note = f"median of {len(taken)} days {statistics.median(taken) * 1000:.0f} ms; the slowest was {worst[1]}"
    bench.add("reports", "completeness of any past day: SQL", worst[0] * 1000, "ms", target=150, note=note)


def _page(bench: Bench, name: str, path: str, target: float | None) -> None:
    assert bench.site
    try:
        with bench.usage() as used:
            taken = bench.timed(bench.visitor().get(path), PAGE_TIMES)
    except RuntimeError as error:
        bench.note(f"page {name}: {str(error)[:300]}")
        bench.add("reports", f"page: {name}, p99", None, "ms", target=target)
        return
    bench.percentiles("reports", f"page: {name}", taken, p99=target, note=used.words())
    bench.settings.setdefault("page_p50", {})[name] = milliseconds(taken)["p50"]
