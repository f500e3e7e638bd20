"""The dashboard in a real browser: drilling and back, comparing, keys, phones, no script, and nobody shut out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from layers.models import District
from projects.enums import Stage
from tests import factories as make
from tests.browser.accessibility import assert_accessible
from tests.browser.pictures import keep_picture
from tests.factories import square
from tests.gis_reports.tiny import authority_in, entered, open_calendar

SignIn = Callable[[Page, AbstractBaseUser], None]
ADDRESS = "/reports/dashboard/?fiscal_year=2559"
VIEWS = {
    "country": "&measure=missing_plan",
    "money": "&measure=paid&other_year=2558",
    "province": "&province=19&measure=located",
    "district": "&district=1901&measure=entered_plan",
    "figures": "&view=figures",
    "maps": "&view=maps",
    "compare": "&view=compare&with=19,55",
}


@pytest.fixture
def analyst(transactional_db: None) -> AbstractBaseUser:
    """A department analyst, and a country of three authorities in two provinces with something entered."""
    open_calendar()
    District.objects.update_or_create(
        code="1901",
        defaults={"province_id": "19", "name_th": "แก่งคอย", "name_en": "Kaeng Khoi", "boundary": square(100.8, 14.4)},
    )
    town = authority_in("19", district_id="1901", boundary=square(100.8, 14.4))
    make.PositionFactory(project=make.ProjectFactory(plan=make.PlanFactory(authority=town)))
    for code, stages in (("19", 3), ("55", 2)):
        authority = authority_in(code)
        for stage in list(Stage)[:stages]:
            entered(authority, stage, "2016-09-01 08:00")
    return make.make_user(Role.DEPARTMENT_ANALYST)


@pytest.fixture
def here(page: Page, sign_in: SignIn, analyst: AbstractBaseUser) -> Page:
    sign_in(page, analyst)
    return page


def test_the_way_down_and_back_keeps_the_question(here: Page) -> None:
    here.goto(f"{ADDRESS}&measure=located")
    here.get_by_role("rowheader", name="สระบุรี").get_by_role("link").click()
    expect(here).to_have_url(re.compile("measure=located&province=19"))
    expect(here.locator("h1")).to_contain_text("สระบุรี")
    here.get_by_role("rowheader", name="แก่งคอย").get_by_role("link").click()
    expect(here.locator("h1")).to_contain_text("อำเภอแก่งคอย")
    assert "district=1901" in here.url
    here.go_back()
    expect(here.locator("h1")).not_to_contain_text("อำเภอ")
    here.go_back()
    expect(here).to_have_url(re.compile("fiscal_year=2559&measure=located$"))
    expect(here.locator("#measure")).to_have_value("located")


def test_a_choice_is_taken_at_once_and_said(here: Page) -> None:
    here.goto(ADDRESS)
    here.locator("#measure").select_option("projects")
    expect(here).to_have_url(re.compile("measure=projects"))
    expect(here.locator("#report-said")).to_contain_text("โครงการ")
    here.locator("#order").select_option("alphabet")
    expect(here).to_have_url(re.compile("sort=alphabet"))


def test_the_map_and_the_small_maps_lead_on_by_keyboard(here: Page) -> None:
    here.goto(f"{ADDRESS}&measure=projects")
    here.locator(".ds-m a[href*='province=19']").focus()
    here.keyboard.press("Enter")
    expect(here.locator("h1")).to_contain_text("สระบุรี")
    here.goto(ADDRESS)
    here.locator(".sms a").nth(4).focus()
    here.keyboard.press("Enter")
    expect(here).to_have_url(re.compile("measure=missing_budget_approved"))


def test_provinces_are_added_and_left_out(here: Page) -> None:
    here.goto(f"{ADDRESS}&view=compare&with=19")
    here.locator("#with").select_option("55")
    expect(here.locator(".ds-t-compare thead th")).to_have_count(3)
    here.locator(".ds-chosen .chip").first.click()
    expect(here.locator(".ds-t-compare thead th")).to_have_count(2)


def test_it_works_without_a_script(new_page: Callable[..., Page], sign_in: SignIn, analyst: AbstractBaseUser) -> None:
    plain = new_page(java_script_enabled=False)
    sign_in(plain, analyst)
    plain.goto(ADDRESS)
    plain.locator("#measure").select_option("located")
    plain.locator("#as-of").fill("29/9/2559")
    plain.get_by_role("button", name="แสดง").click()
    expect(plain.locator("#measure")).to_have_value("located")
    assert "as_of=29%2F9%2F2559" in plain.url


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_the_dashboard_shuts_nobody_out_at_either_width(
    new_page: Callable[..., Page],
    sign_in: SignIn,
    analyst: AbstractBaseUser,
    live_server: LiveServer,
    view: str,
    language: str,
) -> None:
    for width in (1440, 320):
        page = new_page(viewport={"width": width, "height": 900})
        sign_in(page, analyst)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page.goto(f"{ADDRESS}{VIEWS[view]}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert_accessible(page)
        keep_picture(page, f"dashboard-{view}-{language}-{width}")
