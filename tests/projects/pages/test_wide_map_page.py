"""The wide project map: one selection behind totals, table and tiles; down to an authority; and who sees what."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from layers.models import LocalAuthority
from projects.enums import Fund
from projects.pages.wide_map_places import Place, places_of
from projects.selection import ProjectSelection
from tests import factories as make
from tests.projects.pages.test_authority_map_page import a_mixed_authority

pytestmark = pytest.mark.django_db

PAGE = "/projects/map/"
SignIn = Callable[[User], Client]


@pytest.fixture
def authority() -> LocalAuthority:
    return make.AuthorityFactory(name_th="กลาง", boundary=make.square(101.0, 14.5))


@pytest.fixture
def elsewhere() -> LocalAuthority:
    return make.AuthorityFactory(name_th="ไกลออกไป", province_id="57", boundary=make.square(99.5, 19.5))


@pytest.fixture
def analyst() -> User:
    return make.make_user(Role.DEPARTMENT_ANALYST)


def sums(places: list[Place]) -> tuple[int, int, Decimal]:
    return (
        sum(one.projects for one in places),
        sum(one.with_location for one in places),
        sum((one.planned for one in places), Decimal(0)),
    )


@pytest.mark.parametrize(
    "filters",
    [
        "", "fiscal_year=2559", "fiscal_year=2558,2559", "kind=SUBDISTRICT", "province=19",
        "province=19&fiscal_year=2560", "stage=contract_signed", "programme=1,2,3", f"fund={Fund.ORDINANCE}",
        "problems=1", "has_location=0", "q=ถนน",
        "province=19&stage=plan&programme=5,6,7,8", "budget_min=1000000",
    ],
)  # fmt: skip
def test_the_table_adds_up_to_the_totals_at_every_filter(
    authority: LocalAuthority, elsewhere: LocalAuthority, analyst: User, filters: str
) -> None:
    chance = random.Random(2559)
    a_mixed_authority(authority, 30, chance)
    a_mixed_authority(elsewhere, 12, chance)
    selection = ProjectSelection.from_query_string(filters)
    totals = selection.totals(analyst)
    assert sums(places_of(analyst, selection)) == (totals.count, totals.with_location, totals.planned)


def test_a_place_leads_down_with_the_very_filters(
    signed_in: SignIn, authority: LocalAuthority, elsewhere: LocalAuthority, analyst: User
) -> None:
    chance = random.Random(7)
    a_mixed_authority(authority, 20, chance)
    a_mixed_authority(elsewhere, 20, chance)
    client = signed_in(analyst)
    country = client.get(f"{PAGE}?fiscal_year=2559&stage=plan,plan_approved")
    for province in country.context["places"]:
        below = client.get(f"{PAGE}?{province.query}")
        assert below.context["totals"].count == province.projects
        for place in below.context["places"]:
            page = client.get(f"{PAGE}?{place.query}")
            assert page.context["totals"].count == place.projects
            assert page.context["selection"].fiscal_year == (2559,)
            back = page.context["crumbs"][2]["url"]
            assert client.get(f"{PAGE}{back}").context["totals"].count == province.projects


def test_the_province_begins_with_its_own_authorities(
    signed_in: SignIn, authority: LocalAuthority, elsewhere: LocalAuthority
) -> None:
    make.ProjectFactory(plan__authority=authority)
    make.ProjectFactory(plan__authority=elsewhere)
    client = signed_in(make.make_user(Role.PROVINCIAL_ANALYST, authority=authority))
    page = client.get(PAGE)
    assert [(one.name, one.projects) for one in page.context["places"]] == [(authority.short_name, 1)]
    assert page.context["totals"].count == 1
    assert "province=19" in page.context["addresses"]["tiles"]
    assert not page.context["up"]
    assert elsewhere.name_th not in page.content.decode()
    for query in ("province=57", f"authority={elsewhere.pk}", "name=ไกล&province=57"):
        assert client.get(f"{PAGE}?{query}").status_code == 404, query
    assert client.get(f"{PAGE}?name=ไกล").context["chooser"].count == 0


def test_an_authority_is_found_by_name_or_code(
    signed_in: SignIn, authority: LocalAuthority, elsewhere: LocalAuthority, analyst: User
) -> None:
    client = signed_in(analyst)
    for name in ("กลาง", "ทต.กลาง", authority.code):
        chooser = client.get(PAGE, {"name": name}).context["chooser"]
        assert [one.authority for one in chooser.candidates] == [authority], name
    assert client.get(f"{PAGE}?name=อบต.กลาง").context["chooser"].count == 0
    assert client.get(PAGE, {"name": "x" * 200}).status_code == 400
    assert client.get(f"{PAGE}?authority=999999").status_code == 404


def test_the_outline_of_a_province_is_served(signed_in: SignIn, authority: LocalAuthority, analyst: User) -> None:
    client = signed_in(analyst)
    outline = client.get("/api/provinces/19.geojson")
    assert outline.json()["properties"]["code"] == "19"
    assert client.get("/api/provinces/00.geojson").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_country(
    signed_in: SignIn, authority: LocalAuthority, analyst: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(12):
        make.ProjectFactory(plan__authority=make.AuthorityFactory(name_th=f"ที่ {number}"))
    client = signed_in(analyst)
    client.get(f"{PAGE}?province=19")
    with django_assert_max_num_queries(15):  # type: ignore[attr-defined]  # a context manager
        client.get(f"{PAGE}?province=19")
