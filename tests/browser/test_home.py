"""The first page of every role, the pages about people and the page of a project, in a real browser at two widths."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from coordination.models import WorkCalendarEntry
from layers.models import LocalAuthority
from projects.enums import Stage
from projects.models import Project
from tests.browser.accessibility import assert_accessible
from tests.factories import (
    AuthorityFactory,
    BudgetApprovalFactory,
    ContractShareFactory,
    DisbursementFactory,
    PlanFactory,
    PositionFactory,
    ProjectFactory,
    StrategyFactory,
    UserFactory,
    VisionFactory,
    make_user,
)

SignIn = Callable[[Page, object], None]
WIDTHS = (320, 1440)


def a_town(**changes: object) -> LocalAuthority:
    """A town with a little of everything, and a calendar whose due day is past."""
    for stage in Stage:
        WorkCalendarEntry.objects.get_or_create(
            fiscal_year=2559,
            stage=stage,
            defaults={"opens_on": dt.date(2015, 10, 1), "due_on": dt.date(2016, 10, 10)},
        )
    authority: LocalAuthority = AuthorityFactory(**changes)
    plan = PlanFactory(authority=authority)
    VisionFactory(plan=plan)
    StrategyFactory(plan=plan)
    project = ProjectFactory(plan=plan)
    ProjectFactory(plan=plan)
    for factory in (BudgetApprovalFactory, ContractShareFactory, DisbursementFactory, PositionFactory):
        factory(project=project)
    return authority


def assert_fits(page: Page) -> None:
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), page.url


@pytest.mark.parametrize("width", WIDTHS)
def test_home_of_every_role(
    new_page: Callable[..., Page], sign_in: SignIn, live_server: LiveServer, width: int
) -> None:
    authority = a_town()
    for role in Role:
        page = new_page(viewport={"width": width, "height": 800})
        sign_in(page, make_user(role, authority=authority))
        for language in ("th", "en"):
            page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
            page.goto("/")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            assert_accessible(page)
            assert_fits(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_home_without_a_role(new_page: Callable[..., Page], sign_in: SignIn, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    sign_in(page, UserFactory())
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("บัญชีของท่านยังไม่มีบทบาท")
    assert_accessible(page)
    assert_fits(page)


def test_the_engineer_goes_from_home_to_the_pin_editor(page: Page, sign_in: SignIn) -> None:
    sign_in(page, make_user(Role.ENGINEER, authority=a_town()))
    page.goto("/")
    page.get_by_role("link", name="ปักหมุด", exact=True).click()
    expect(page).to_have_url(re.compile("/projects/positions/"))


def test_thai_digits_are_one_choice_away(page: Page, sign_in: SignIn) -> None:
    sign_in(page, make_user(Role.PLANNER, authority=a_town()))
    page.goto("/")
    progress = page.locator(".hm-prog")
    expect(progress).to_contain_text("จาก")
    expect(progress.get_by_text("8", exact=True).first).to_be_visible()
    page.locator(".prefs:not(.account) summary").click()
    page.get_by_label("เลขไทย ๐–๙").check()
    expect(progress.get_by_text("๘", exact=True).first).to_be_visible()
    expect(progress.get_by_text("8", exact=True).first).to_be_hidden()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_executive_opens_an_account_and_ends_a_role(
    new_page: Callable[..., Page], sign_in: SignIn, width: int
) -> None:
    authority = a_town()
    make_user(Role.FINANCE, authority=authority, full_name="สมชาย ใจดี")
    page = new_page(viewport={"width": width, "height": 800})
    sign_in(page, make_user(Role.EXECUTIVE, authority=authority, full_name="นายก"))
    page.goto("/people/")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="เปิดบัญชี").click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("ชื่อ-สกุล").fill("มาลี ดีงาม")
    page.get_by_label("รหัสผู้ใช้").fill("mali")
    page.get_by_label("บทบาท").select_option(label="ช่าง")
    page.get_by_role("button", name="เปิดบัญชีและออกลิงก์").click()
    expect(page.locator(".pp-url")).to_contain_text("/accounts/activate/")
    assert_accessible(page)
    assert_fits(page)
    page.goto("/people/")
    page.get_by_role("link", name="สมชาย ใจดี").click()
    page.get_by_role("button", name=re.compile("^สิ้นสุดบทบาท")).click()
    expect(page.get_by_role("status")).to_contain_text("สิ้นสุดบทบาทแล้ว")
    assert_accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_of_a_project(new_page: Callable[..., Page], sign_in: SignIn, width: int) -> None:
    authority = a_town()
    pinned, bare = Project.objects.filter(authority=authority).order_by("-latest_stage", "id")
    page = new_page(viewport={"width": width, "height": 800})
    sign_in(page, make_user(Role.ENGINEER, authority=authority))
    for project in (pinned, bare):
        page.goto(f"/projects/{project.pk}/")
        expect(page.get_by_role("heading", level=1)).to_have_text(project.name)
        if project == pinned:
            expect(page.locator("project-map")).to_have_attribute("data-ready", "true")
        assert_accessible(page)
        assert_fits(page)
