"""A selection reads its address, writes it back, stays in scope, and its totals are those of its rows."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.enums import Role
from layers.enums import AuthorityKind
from layers.models import Province
from projects.enums import PROJECT_STAGES, Fund, Stage
from projects.errors import OutOfScope
from projects.models import Project
from projects.selection import ProjectSelection
from tests import factories as make

MILLION = Decimal(1_000_000)
ids = st.integers(min_value=1, max_value=2**62)
amounts = st.decimals(min_value=0, max_value=Decimal(10) ** 12, places=2, allow_nan=False, allow_infinity=False)
words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), max_size=20)


@st.composite
def boxes(draw: st.DrawFn) -> tuple[float, float, float, float]:
    longitudes = sorted(draw(st.tuples(*[st.floats(-180, 180)] * 2)))
    latitudes = sorted(draw(st.tuples(*[st.floats(-90, 90)] * 2)))
    west, south, east, north = longitudes[0], latitudes[0], longitudes[1], latitudes[1]
    # Ten decimals of a degree are a hundredth of a millimetre; nobody types an exponent of -300.
    return tuple(round(value, 10) + 0.0 for value in (west, south, east, north))  # type: ignore[return-value]  # four of them


@st.composite
def selections(draw: st.DrawFn) -> ProjectSelection:
    low, high = sorted(draw(st.tuples(amounts, amounts)))
    several: Any = lambda values: st.sets(values, max_size=4).map(lambda found: tuple(sorted(found)))  # noqa: E731 - a strategy of strategies
    return ProjectSelection(
        authority=draw(st.none() | ids),
        province=draw(st.none() | st.integers(10, 96).map(str)),
        kind=draw(st.none() | st.sampled_from(AuthorityKind)),
        fiscal_year=draw(several(st.integers(2500, 2700))),
        stage=draw(several(st.sampled_from(PROJECT_STAGES))),
        programme=draw(several(st.integers(1, 12))),
        fund=draw(st.none() | st.sampled_from(Fund)),
        budget_min=draw(st.none() | st.just(low)),
        budget_max=draw(st.none() | st.just(high)),
        has_location=draw(st.none() | st.booleans()),
        problems=draw(st.none() | st.booleans()),
        q=" ".join(" ".join(draw(st.lists(words, max_size=3))).split()),
        bbox=draw(st.none() | boxes()),
        ids=draw(several(ids)),
    )


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine takes its time to make the first one
@given(selections())
def test_what_is_written_reads_back_as_the_same_selection(selection: ProjectSelection) -> None:
    assert ProjectSelection.from_query_string(selection.query_string()) == selection


@given(st.text(max_size=200))
def test_any_address_is_read_or_refused_in_words(text: str) -> None:
    with contextlib.suppress(ValidationError):
        selection = ProjectSelection.from_query_string(text)
        assert ProjectSelection.from_query_string(selection.query_string()) == selection


@given(
    st.sampled_from(["authority", "fiscal_year", "stage", "budget_min", "bbox", "ids", "has_location"]),
    st.text(max_size=60),
)
def test_any_value_of_a_field_is_read_or_refused_in_words(name: str, value: str) -> None:
    params = QueryDict(mutable=True)
    params[name] = value
    try:
        wrong = set()
        ProjectSelection.from_params(params)
    except ValidationError as error:
        wrong = set(error.error_dict)
    assert wrong <= {name}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("fiscal_year=๒๕๕๙", {"fiscal_year": (2559,)}),
        ("fiscal_year=2016", {"fiscal_year": (2559,)}),
        ("fiscal_year=2560&fiscal_year=2559,2560", {"fiscal_year": (2559, 2560)}),
        ("stage=disbursed,plan", {"stage": (Stage.PLAN, Stage.DISBURSED)}),
        (
            "budget_min=1,000,000&budget_max=๒๐๐๐๐๐๐",
            {"budget_min": Decimal(1_000_000), "budget_max": Decimal(2_000_000)},
        ),
        ("has_location=0&has_location=1", {}),
        ("problems=yes", {"problems": True}),
        ("q=++ถนน+คสล.++", {"q": "ถนน คสล."}),
        ("kind=sao&fund=loan", {"kind": AuthorityKind.SAO, "fund": Fund.LOAN}),
        ("authority=&stage=&q=+", {}),
        ("page=3&lang=en", {}),
    ],
)
def test_what_people_type_is_understood(address: str, expected: dict[str, Any]) -> None:
    assert ProjectSelection.from_query_string(address) == ProjectSelection(**expected)


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("fiscal_year=59", {"fiscal_year": "not_a_year"}),
        ("stage=vision", {"stage": "not_a_choice"}),
        ("province=1", {"province": "not_a_province"}),
        ("programme=13", {"programme": "not_a_programme"}),
        ("budget_min=-5", {"budget_min": "not_an_amount"}),
        ("budget_min=5&budget_max=1", {"budget_max": "range_reversed"}),
        ("bbox=1,2,3", {"bbox": "not_a_rectangle"}),
        ("bbox=nan,1,2,3", {"bbox": "not_a_rectangle"}),
        ("bbox=102,14,101,15", {"bbox": "not_a_rectangle"}),
        ("authority=1&authority=2", {"authority": "given_twice"}),
        ("ids=" + ",".join(map(str, range(1001))), {"ids": "too_many"}),
        ("has_location=maybe&authority=x", {"has_location": "not_yes_or_no", "authority": "not_a_number"}),
    ],
)
def test_what_cannot_be_understood_is_named_field_by_field(address: str, codes: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        ProjectSelection.from_query_string(address)
    assert {field: errors[0].code for field, errors in refused.value.error_dict.items()} == codes


@pytest.mark.django_db
class TestRows:
    """Three authorities in two provinces, a dozen projects with round numbers."""

    @pytest.fixture(autouse=True)
    def world(self) -> None:
        self.here = make.AuthorityFactory(name_th="ที่นี่", boundary=make.square(101.0, 14.5))
        self.near = make.AuthorityFactory(name_th="ข้างเคียง", boundary=make.square(101.1, 14.5))
        self.far = make.AuthorityFactory(
            name_th="ไกล", province=Province.objects.get(code="30"), boundary=make.square(102.0, 14.9)
        )
        for authority in (self.here, self.near, self.far):
            plan = make.PlanFactory(authority=authority, length=4)
            for year in (2559, 2560):
                plain = make.ProjectFactory(plan=plan, fiscal_year=year, programme_id=9, planned_budget=Decimal(100))
                make.PositionFactory(project=plain)
                school = make.ProjectFactory(
                    plan=plan,
                    fiscal_year=year,
                    programme_id=3,
                    planned_budget=Decimal(1000),
                    name="ปรับปรุงโรงเรียน ๒ หลัง",
                )
                make.BudgetApprovalFactory(project=school, amount=Decimal(900))
        self.planner = make.make_user(Role.PLANNER, authority=self.here)
        self.analyst = make.make_user(Role.PROVINCIAL_ANALYST, authority=self.here)
        self.department = make.make_user(Role.DEPARTMENT_ANALYST)

    def count(self, user: Any, **choice: Any) -> int:
        return ProjectSelection(**choice).queryset(user).count()

    def test_everybody_sees_the_own_reach_and_no_more(self) -> None:
        assert [self.count(user) for user in (self.planner, self.analyst, self.department)] == [4, 8, 12]
        assert self.count(make.make_user()) == 0

    def test_naming_what_is_out_of_reach_looks_like_naming_nothing(self) -> None:
        for user, choice in [
            (self.planner, {"authority": self.near.pk}),
            (self.planner, {"province": "30"}),
            (self.planner, {"province": "19"}),
            (self.analyst, {"authority": self.far.pk}),
            (self.analyst, {"province": "30"}),
            (self.department, {"authority": 10**9}),
            (make.make_user(), {"authority": self.here.pk}),
        ]:
            with pytest.raises(OutOfScope):
                ProjectSelection(**choice).queryset(user)
            with pytest.raises(OutOfScope):
                ProjectSelection(**choice).totals(user)
        assert self.count(self.analyst, authority=self.near.pk) == 4
        assert self.count(self.department, province="30") == 4

    @pytest.mark.parametrize(
        ("choice", "expected"),
        [
            ({"fiscal_year": (2559,)}, 6),
            ({"stage": (Stage.BUDGET_APPROVED,)}, 6),
            ({"programme": (3, 9), "fiscal_year": (2560,)}, 6),
            ({"budget_min": Decimal(100), "budget_max": Decimal(100)}, 6),
            ({"budget_min": Decimal("100.01")}, 6),
            ({"has_location": True}, 6),
            ({"has_location": False, "fiscal_year": (2560,)}, 3),
            ({"problems": True}, 6),
            ({"problems": False}, 6),
            ({"q": "โรงเรียน"}, 6),
            ({"q": "โรงเรียน 2"}, 6),
            ({"q": "๒ ปรับ"}, 6),
            ({"q": "100%"}, 0),
            ({"q": "_"}, 0),
            ({"bbox": (101.0, 14.5, 101.1, 14.6)}, 2),
            ({"kind": AuthorityKind.SAO}, 0),
            ({"fund": Fund.ORDINANCE}, 12),
            ({"ids": (0,)}, 0),
        ],
    )
    def test_each_filter_keeps_its_rows(self, choice: dict[str, Any], expected: int) -> None:
        assert self.count(self.department, **choice) == expected

    def test_totals_are_those_of_the_rows_in_one_query(self) -> None:
        for choice in ({}, {"fiscal_year": (2559,)}, {"stage": (Stage.PLAN,), "programme": (9,)}, {"q": "ไม่มีเลย"}):
            selection = ProjectSelection(**choice)
            rows = list(selection.queryset(self.department))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                totals = selection.totals(self.department)
            asked = [query for query in queries if "programme_id" in query["sql"]]  # the others bound its time
            assert len(asked) == 1
            assert totals.count == len(rows)
            assert totals.with_location == sum(row.location is not None for row in rows)
            assert totals.with_problems == sum(row.problems > 0 for row in rows)
            assert totals.planned == sum((row.planned_budget for row in rows), Decimal(0))
            assert totals.budget == sum((row.budget_total for row in rows), Decimal(0))

    def test_a_facet_counts_with_the_other_filters_only(self) -> None:
        selection = ProjectSelection(fiscal_year=(2559,), programme=(3,))
        totals = selection.totals(self.planner)
        assert totals.count == 1
        assert totals.by_year == {2560: 1, 2559: 1}
        assert totals.by_programme == {3: 1, 9: 1}
        assert {stage: count for stage, count in totals.by_stage.items() if count} == {Stage.BUDGET_APPROVED: 1}
        for year, count in totals.by_year.items():
            assert selection.but(fiscal_year=(year,)).queryset(self.planner).count() == count

    def test_what_was_set_aside_is_in_no_selection(self) -> None:
        Project.objects.filter(authority=self.here, programme_id=3).update(set_aside_at="2016-01-01T00:00:00+07:00")
        assert self.count(self.planner) == 2
        assert ProjectSelection().totals(self.planner).count == 2
