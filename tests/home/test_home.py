"""What each role finds on the first page, and that it is the truth and nobody else's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.enums import AUTHORITY_ROLES, Role
from coordination.models import WorkCalendarEntry
from geo_eplan.home import calendar
from layers.models import LocalAuthority, Province
from projects.enums import Stage
from tests.factories import (
    AuthorityFactory,
    BudgetApprovalFactory,
    PlanFactory,
    PositionFactory,
    ProjectFactory,
    StrategyFactory,
    UserFactory,
    VisionFactory,
    make_user,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]


@pytest.fixture
def calendar_of_2559() -> None:
    for stage in Stage:
        WorkCalendarEntry.objects.create(
            fiscal_year=2559, stage=stage, opens_on=dt.date(2015, 10, 1), due_on=dt.date(2016, 10, 10)
        )


def a_town(**changes: object) -> LocalAuthority:
    """Vision, strategy, plan and one budget without plan approval; two projects, one of them pinned."""
    authority: LocalAuthority = AuthorityFactory(**changes)
    plan = PlanFactory(authority=authority)
    VisionFactory(plan=plan)
    StrategyFactory(plan=plan)
    pinned = ProjectFactory(plan=plan, code="P59-0001")
    ProjectFactory(plan=plan, code="P59-0002")
    BudgetApprovalFactory(project=pinned)
    PositionFactory(project=pinned)
    return authority


def plain(page: str) -> str:
    """The words of a page, with the figures in Arabic digits only."""
    without_thai = re.sub(r'<span class="d-th">[^<]*</span>', "", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", without_thai)).replace("\xa0", " ")


@pytest.mark.parametrize("role", sorted(AUTHORITY_ROLES))
@pytest.mark.usefixtures("calendar_of_2559")
def test_the_staff_of_an_authority_find_what_is_entered_and_what_is_not(role: Role, signed_in: SignIn) -> None:
    authority = a_town(name_th="ห้วยทรายงาม")
    neighbour = a_town(name_th="เพื่อนบ้าน")
    page = signed_in(make_user(role, authority=authority)).get("/")
    words = plain(page.content.decode())
    assert page.status_code == 200
    assert "เทศบาลตำบลห้วยทรายงาม" in words
    assert neighbour.name_th not in words
    assert "นำเข้าแล้ว 4 จาก 8 ขั้นที่เปิด" in words
    assert "เกินกำหนดตั้งแต่ 10 ต.ค. 2559" in words
    assert "ยังไม่ได้นำเข้า ลงนามในสัญญา ปี 2559" in words
    assert "มีพิกัดแล้ว 1 จาก 2" in words
    assert "นำเข้าขั้นหลังโดยไม่มีขั้นก่อนหน้า: P59-0001" in words


@pytest.mark.usefixtures("calendar_of_2559")
def test_each_finds_his_own_work_first(signed_in: SignIn) -> None:
    authority = a_town()
    first = re.compile(r"ยังไม่ได้นำเข้า (\S+)")
    planner = plain(signed_in(make_user(Role.PLANNER, authority=authority)).get("/").content.decode())
    finance = plain(signed_in(make_user(Role.FINANCE, authority=authority)).get("/").content.decode())
    engineer = plain(signed_in(make_user(Role.ENGINEER, authority=authority)).get("/").content.decode())
    assert first.search(planner)[1] == "อนุมัติแผน"  # type: ignore[index]  # it is there, as the test above shows
    assert first.search(finance)[1] == "ลงนามในสัญญา"  # type: ignore[index]  # as above
    assert engineer.index("โครงการที่ยังไม่มีพิกัด") < engineer.index("ยังไม่ได้นำเข้า ")


@pytest.mark.usefixtures("calendar_of_2559")
def test_the_links_of_the_page_lead_somewhere_for_its_reader(signed_in: SignIn) -> None:
    authority = a_town()
    for role in Role:
        client = signed_in(make_user(role, authority=authority))
        page = client.get("/").content.decode()
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)"', page)}
        for link in sorted(links):
            if link.startswith("/static/"):
                continue
            assert client.get(link).status_code == 200, f"{role}: {link}"


@pytest.mark.usefixtures("calendar_of_2559")
def test_province_and_department_find_what_their_authorities_miss(signed_in: SignIn) -> None:
    mine = a_town(name_th="ห้วยทรายงาม")
    elsewhere = a_town(name_th="ต่างจังหวัด", province=Province.objects.get(pk="20"))
    for role in (Role.PROVINCIAL_ANALYST, Role.PROVINCIAL_CHIEF):
        words = plain(signed_in(make_user(role, authority=mine)).get("/").content.decode())
        assert "จังหวัดสระบุรี" in words
        assert "ทต.ห้วยทรายงาม" in words
        assert elsewhere.name_th not in words
        assert "อปท. 1 แห่ง" in words
    for role in (Role.DEPARTMENT_ANALYST, Role.DEPARTMENT_ADMIN):
        words = plain(signed_in(make_user(role)).get("/").content.decode())
        assert "ทั้งประเทศ" in words
        assert "อปท. 2 แห่ง" in words


def test_somebody_without_a_role_is_told_whom_to_ask(signed_in: SignIn) -> None:
    a_town(name_th="ห้วยทรายงาม")
    words = plain(signed_in(UserFactory(full_name="สมชาย ใจดี")).get("/").content.decode())
    assert "บัญชีของท่านยังไม่มีบทบาท" in words
    assert "สมชาย ใจดี" in words
    assert "ห้วยทรายงาม" not in words


def test_a_page_before_anything_is_open_or_entered(signed_in: SignIn) -> None:
    authority = AuthorityFactory()
    for role in Role:
        page = signed_in(make_user(role, authority=authority)).get("/")
        assert page.status_code == 200, role
    assert "กรมฯ ยังไม่ได้กำหนดปฏิทินงาน" in plain(page.content.decode())


def test_somebody_with_two_authorities_chooses_and_reaches_no_third(signed_in: SignIn) -> None:
    one, two, three = AuthorityFactory(), AuthorityFactory(), AuthorityFactory()
    person = make_user(Role.PLANNER, authority=one)
    person.assignments.create(role=Role.ENGINEER, authority=two, since=dt.date(2010, 10, 1))
    client = signed_in(person)
    assert two.full_name in client.get(f"/?authority={two.pk}").content.decode()
    for wrong in (three.pk, "x", "", "99999999999999999999"):
        assert client.get(f"/?authority={wrong}").status_code == 404


@pytest.mark.usefixtures("calendar_of_2559")
def test_in_english(signed_in: SignIn) -> None:
    client = signed_in(make_user(Role.PLANNER, authority=a_town(name_en="Huai Sai Ngam")))
    client.cookies["django_language"] = "en"
    words = plain(client.get("/").content.decode())
    assert "Huai Sai Ngam Subdistrict Municipality" in words
    assert "Entered 4 of 8 open stages" in words
    assert "overdue since 10 Oct 2559" in words
    assert not re.search("[ก-๎]", re.sub("ไทย|P59-", "", words))


@pytest.mark.parametrize(
    ("role", "most"), [(Role.PLANNER, 18), (Role.PROVINCIAL_ANALYST, 16), (Role.DEPARTMENT_ANALYST, 13)]
)
@pytest.mark.usefixtures("calendar_of_2559")
def test_the_page_costs_the_same_however_much_there_is(
    role: Role, most: int, signed_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    authority = a_town()
    for _ in range(5):
        a_town()
    client = signed_in(make_user(role, authority=authority))
    with django_assert_max_num_queries(most):  # type: ignore[attr-defined]  # a context manager
        assert client.get("/").status_code == 200


def entry(year: int, stage: Stage, opens: dt.date, due: dt.date) -> WorkCalendarEntry:
    return WorkCalendarEntry(fiscal_year=year, stage=stage, opens_on=opens, due_on=due)


def test_the_calendar_says_what_is_due_next_what_opens_and_what_is_past() -> None:
    due, opening = dt.date(2016, 10, 10), dt.date(2016, 11, 1)
    entries = [entry(year, Stage.VISION, dt.date(2015, 1, 1), due) for year in (2557, 2558, 2559)]
    entries.append(entry(2560, Stage.CONTRACT_SIGNED, opening, dt.date(2017, 1, 31)))
    days = calendar.calendar_days(entries, dt.date(2016, 9, 29))
    assert [(day.day, day.is_due, day.years, day.days_left) for day in days] == [
        (due, True, "2557–2559", 11),
        (opening, False, "2560", 33),
        (dt.date(2017, 1, 31), True, "2560", 124),
    ]
    later = calendar.calendar_days(entries, dt.date(2016, 12, 1))
    assert [(day.day, day.days_left < 0) for day in later] == [(dt.date(2017, 1, 31), False), (due, True)]
