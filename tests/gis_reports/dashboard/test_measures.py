"""The table of measures: figures that can be checked in the head, units, scales, and one more line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.utils.translation import override

from accounts.enums import Role
from gis_reports.api import dashboard as api
from gis_reports.reports.dashboard import measures
from gis_reports.reports.dashboard.measures import MEASURES, Measure, MeasureKind, Ramp, Unit, measure_of, of_sums
from gis_reports.reports.dashboard.scale import SHARES, scale_of
from gis_reports.reports.dashboard.standing import Standing, total_of
from gis_reports.reports.dashboard.words import difference_text, short_text, value_text
from gis_reports.reports.status.rules import Sums
from projects.enums import Stage
from tests import factories as make
from tests.gis_reports.tiny import authority_in

HALF = Standing(
    authorities=4,
    entered=(2, 0, 1, 0, 0, 0, 0, 0),
    problem=(0, 0, 1, 0, 0, 0, 0, 0),
    missing=(2, 0, 1, 0, 0, 0, 0, 0),
    sums=Sums(4, 8, (8, 0, 0, 0, 0, 0), 6, 1, Decimal(400), Decimal(200), Decimal(150), Decimal(50)),
)


def figure(key: str, unit: Unit | None = None, of: Standing = HALF) -> Decimal | None:
    measure = measure_of(key)
    return measure.value(of, measure.unit(unit))


def test_entered_and_missing_are_shares_of_those_that_must_enter() -> None:
    assert figure("missing_vision") == Decimal("0.5")
    assert figure("entered_plan") == Decimal(2) / 3  # one of the four is exempted
    assert figure("missing_plan") == Decimal(1) / 3
    assert figure("missing_plan", Unit.TOTAL) == 1
    assert figure("missing_strategy") is None  # not open
    assert HALF.completeness(Stage.VISION) == 0.5
    assert HALF.completeness() == 4 / 7
    assert not HALF.is_enough(Stage.PLAN)
    assert HALF.is_enough(Stage.STRATEGY)  # nothing that could be missing


def test_projects_and_money_are_absolute_per_authority_and_per_baht() -> None:
    assert figure("located") == Decimal("0.75")
    assert figure("projects", Unit.PER_AUTHORITY) == 2
    assert figure("paid") == 50
    assert figure("paid", Unit.PER_BUDGET) == Decimal("0.25")
    assert figure("budget", Unit.PER_PLANNED) == Decimal("0.5")
    assert figure("planned", Unit.PER_PLANNED) == 400  # has no such unit: the usual one
    assert figure("paid", of=Standing(sums=None)) is None
    assert figure("paid", Unit.PER_AUTHORITY, of=Standing()) is None


def test_a_sum_knows_what_all_its_parts_know() -> None:
    both = total_of([HALF, HALF])
    assert (both.authorities, both.entered[0], both.missing[2]) == (8, 4, 2)
    assert both.sums is not None
    assert both.sums.paid == 100
    assert total_of([HALF, Standing(sums=None)]).sums is None


def test_shares_keep_the_fixed_classes_and_amounts_get_round_ones() -> None:
    shares = scale_of(measure_of("located"), Unit.SHARE, [])
    assert shares.limits == SHARES
    assert [shares.css(Decimal(text)) for text in ("0", "0.10", "0.11", "1")] == ["c0", "b1", "b2", "b5"]
    amounts = [Decimal(number) for number in (3, 17, 110, 230, 310, 480, 990, 1_210, 4_700, 12_345)]
    scale = scale_of(measure_of("problems"), Unit.TOTAL, [*amounts, None, Decimal(0)])
    assert scale.limits == (100, 300, 1_000, 5_000)
    assert [scale.css(amount) for amount in amounts[:4]] == ["c1", "c1", "c2", "c2"]
    assert scale.css(Decimal(12_345)) == "c5"
    few = scale_of(measure_of("paid"), Unit.TOTAL, [Decimal(10)])
    assert (few.limits, few.css(Decimal(10))) == ((), "b5")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("0.996", Unit.SHARE, "99\u00a0%"),
        ("2308370300", Unit.TOTAL, "2,308,370,300"),
        ("12.345", Unit.PER_AUTHORITY, "12.3"),
        ("0.8666", Unit.PER_BUDGET, "0.87"),
    ],
)
def test_figures_in_words(value: str, unit: Unit, text: str) -> None:
    assert value_text(Decimal(value), unit) == text
    assert value_text(None, unit) == "-"


def test_legends_are_short_and_differences_have_a_sign() -> None:
    with override("en"):
        assert short_text(Decimal(1_500_000), Unit.TOTAL) == "1.5 million"
        assert short_text(Decimal(2_308_370_300), Unit.TOTAL) == "2,308 million"
    assert short_text(Decimal(999), Unit.TOTAL) == "999"
    assert difference_text(Decimal("0.30"), Decimal("0.25"), Unit.SHARE) == "+5.0"
    assert difference_text(Decimal(10), Decimal(30), Unit.TOTAL) == "\u221220"
    assert difference_text(Decimal(10), Decimal(10), Unit.TOTAL) == "0"
    assert difference_text(None, Decimal(10), Unit.TOTAL) == "-"


@pytest.mark.django_db
def test_one_more_line_is_one_more_measure_everywhere(signed_in: object, monkeypatch: pytest.MonkeyPatch) -> None:
    stalled = Measure(
        key="stalled",
        name="works that stand still",
        kind=MeasureKind.SHARE,
        numerator=of_sums(lambda sums: sums.at_stage(Stage.CONTRACT_SIGNED)),
        denominator=of_sums(lambda sums: sums.projects),
        ramp=Ramp.NEED,
        rests_on=Stage.CONTRACT_SIGNED,
        has_past=False,
    )
    for module in ("measures", "question", "choosing", "comparing", "tables"):
        monkeypatch.setattr(f"gis_reports.reports.dashboard.{module}.MEASURES", (*MEASURES, stalled))
    monkeypatch.setattr(api, "MEASURES", (*MEASURES, stalled))
    assert measures.measure_of("stalled") is stalled
    make.ContractShareFactory(project=make.ProjectFactory(plan=make.PlanFactory(authority=authority_in("19"))))
    client: Client = signed_in(make.make_user(Role.DEPARTMENT_ANALYST))  # type: ignore[operator]  # the fixture is a function
    client.cookies["django_language"] = "en"
    page = client.get("/reports/dashboard/?fiscal_year=2559&measure=stalled").content.decode()
    assert '<option value="stalled" selected>Works that stand still</option>' in page
    assert "Saraburi: 100\u00a0% (1 of 1)" in page  # the map
    assert 'class="pv c5"' in page
    assert client.get("/reports/dashboard/?measure=stalled&as_of=2559-09-29").status_code == 400
    assert "Works that stand still" in client.get("/reports/dashboard/?view=compare&with=19,55").content.decode()
    assert "stalled,stalled_share" in client.get("/reports/dashboard/figures.csv?fiscal_year=2559").content.decode()
    answer = client.get("/api/dashboard/?fiscal_year=2559").json()
    assert answer["total"]["figures"]["stalled"] == 1
    assert "stalled" in [measure["key"] for measure in answer["measures"]]
