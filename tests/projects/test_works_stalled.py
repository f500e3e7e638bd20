"""Stalled works: which works are meant, to whom they are shown, and that figure, places, rows and file agree."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from layers.models import LocalAuthority, Province
from projects.models import Contract, ContractShare, DevelopmentPlan, Handover, Progress, Project
from projects.stalled import DAYS, StalledWorks, counted
from tests.factories import (
    AuthorityFactory,
    ContractFactory,
    ContractShareFactory,
    PlanFactory,
    ProgressFactory,
    ProjectFactory,
    make_user,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def a_work(
    *,
    signed: int = 400,
    reported: int | None = None,
    percent: int = 40,
    authority: LocalAuthority | None = None,
    **contract: object,
) -> Project:
    """A project under contract since so many days, with a last report so many days ago."""
    kept = DevelopmentPlan.objects.filter(authority=authority).first() if authority else None
    plan = kept or (PlanFactory(authority=authority) if authority else PlanFactory())
    project: Project = ProjectFactory(plan=plan)
    signed_contract = ContractFactory(authority=project.authority, signed_on=days_ago(signed), **contract)
    ContractShareFactory(project=project, contract=signed_contract)
    if reported is not None:
        ProgressFactory(project=project, reported_on=days_ago(reported), percent=Decimal(percent))
    return project


def stalled_of(project: Project) -> list[int]:
    planner = make_user(Role.PLANNER, authority=project.authority)
    return [one.pk for one in StalledWorks().projects(planner, today=timezone.localdate())]


@pytest.mark.parametrize(
    ("work", "is_stalled"),
    [
        ({"signed": 400, "reported": DAYS}, True),
        ({"signed": 400, "reported": DAYS - 1}, False),
        ({"signed": DAYS}, True),
        ({"signed": DAYS - 1}, False),
        ({"signed": 400, "reported": 200, "percent": 100}, False),
        ({"signed": 400, "reported": 200, "closed_on": days_ago(100)}, False),
        ({"signed": 400, "starts_on": days_ago(20)}, False),
        ({"signed": 100, "reported": 300}, False),
    ],
    ids=["180 days", "179 days", "never reported", "just signed", "complete", "closed", "begins later", "signed later"],
)
def test_a_work_is_stalled_after_half_a_year_without_a_sign_of_life(work: dict[str, int], is_stalled: bool) -> None:
    project = a_work(**work)  # type: ignore[arg-type]  # in short
    assert bool(stalled_of(project)) is is_stalled


def test_what_is_handed_over_or_without_a_contract_is_not_stalled() -> None:
    handed_over = a_work(reported=300)
    Handover.objects.create(project=handed_over, authority=handed_over.authority, accepted_on=days_ago(250))
    without: Project = ProjectFactory()
    ProgressFactory(project=without, reported_on=days_ago(300), percent=Decimal(10))
    assert not stalled_of(handed_over)
    assert not stalled_of(without)


def test_records_set_aside_count_for_nothing() -> None:
    aside = {"set_aside_at": timezone.now(), "set_aside_reason": "ผิด"}
    reported_by_mistake = a_work(reported=10)
    assert not stalled_of(reported_by_mistake)
    Progress.objects.filter(project=reported_by_mistake).update(**aside)
    assert stalled_of(reported_by_mistake)
    handed_over = a_work(reported=300)
    Handover.objects.create(project=handed_over, authority=handed_over.authority, accepted_on=days_ago(250), **aside)
    assert stalled_of(handed_over)
    for model in (ContractShare, Contract):
        project = a_work(reported=300)
        share = ContractShare.objects.get(project=project)
        model.objects.filter(pk=share.pk if model is ContractShare else share.contract_id).update(**aside)
        assert not stalled_of(project)


def test_each_sees_the_stalled_works_of_his_scope_and_figure_places_and_rows_agree(
    signed_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    elsewhere = AuthorityFactory(province=Province.objects.get(pk="20"))
    mine = a_work(reported=300)
    neighbour = a_work(signed=500)
    a_work(signed=600, authority=elsewhere)
    for role, place, seen in (
        (Role.ENGINEER, mine.authority, 1),
        (Role.ENGINEER, neighbour.authority, 1),
        (Role.PROVINCIAL_ANALYST, mine.authority, 2),
        (Role.PROVINCIAL_ANALYST, elsewhere, 1),
        (Role.DEPARTMENT_ANALYST, mine.authority, 3),
    ):
        client = signed_in(make_user(role, authority=place))
        with django_assert_max_num_queries(24):  # type: ignore[attr-defined]  # a context manager
            page = client.get("/works/stalled/")
        text = page.content.decode()
        assert page.context["figures"].works == len(page.context["rows"]) == text.count('<tr role="row">') - 1 == seen
        assert sum(one.works for one in page.context["places"]) in (0, seen)
        file = client.get("/works/stalled/list.csv").content.decode("utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(file)))) == seen
    assert neighbour.name


def test_the_longest_standstill_comes_first_and_filters_stand_in_the_address(signed_in: SignIn) -> None:
    authority = AuthorityFactory()
    short, long = a_work(reported=200, authority=authority), a_work(reported=390, authority=authority)
    Project.objects.filter(pk=short.pk).update(fiscal_year=2560)
    client = signed_in(make_user(Role.PROVINCIAL_ANALYST, authority=authority))
    rows = client.get("/works/stalled/").context["rows"]
    assert [(row.project.pk, row.days) for row in rows] == [(long.pk, 390), (short.pk, 200)]
    page = client.get("/works/stalled/?fiscal_year=๒๕๖๐")
    assert [row.project.pk for row in page.context["rows"]] == [short.pk]
    assert page.context["years"] == {2560: 1, 2559: 1}, "the year does not hide the other years"
    of_authority = client.get(f"/works/stalled/?authority={authority.pk}")
    assert of_authority.context["figures"].works == 2


def test_what_is_not_the_readers_is_not_there_and_nonsense_is_explained(signed_in: SignIn) -> None:
    mine, other = a_work(reported=300), a_work(reported=300)
    client = signed_in(make_user(Role.ENGINEER, authority=mine.authority))
    for address in (f"?authority={other.authority_id}", "?province=20", "?authority=999999"):
        assert client.get(f"/works/stalled/{address}").status_code == 404
        assert client.get(f"/works/stalled/list.csv{address}").status_code == 404
    for address in ("?fiscal_year=abc", "?province=Saraburi", "?authority=-1", "?authority=99999999999999999999"):
        assert client.get(f"/works/stalled/{address}").status_code == 400
        assert client.get(f"/works/stalled/list.csv{address}").status_code == 400
    assert signed_in(make_user()).get("/works/stalled/").status_code == 403


def test_no_name_is_taken_for_a_formula_by_a_spreadsheet(signed_in: SignIn) -> None:
    project = a_work(reported=300)
    Project.objects.filter(pk=project.pk).update(name="=1+1")
    client = signed_in(make_user(Role.ENGINEER, authority=project.authority))
    (row,) = csv.DictReader(io.StringIO(client.get("/works/stalled/list.csv").content.decode("utf-8-sig")))
    assert row["name"] == "'=1+1"
    assert row["days"] == "300"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["stands_since"])


def test_the_map_of_the_page_shows_the_works_of_the_page(signed_in: SignIn) -> None:
    project = a_work(reported=300)
    client = signed_in(make_user(Role.ENGINEER, authority=project.authority))
    assert client.get("/works/stalled/").context["map_query"] == "", "a work without a place is on no map"


def test_the_figures_are_of_the_rows() -> None:
    project = a_work(reported=300)
    planner = make_user(Role.PLANNER, authority=project.authority)
    figures = counted(planner, StalledWorks(), today=timezone.localdate(), place="authority_id")
    assert (figures.works, figures.by_place) == (1, {project.authority_id: 1})
