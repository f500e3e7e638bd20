"""The burn-down in a real browser: choices, slider, back and forth, the dots of the chart, phones, nobody shut out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from projects.enums import Stage
from tests import factories as make
from tests.browser.accessibility import assert_accessible
from tests.gis_reports.tiny import authority_in, entered, open_calendar

SignIn = Callable[[Page, AbstractBaseUser], None]
REPORT = "/reports/pace/?as_of=2559-09-29&stage=plan&fiscal_year=2559"
TOWN = "ห้วยทราย"


@pytest.fixture
def analyst(transactional_db: None) -> AbstractBaseUser:
    """A department analyst, and a country of four authorities in three provinces, of which two have entered."""
    open_calendar()
    entered(authority_in("19"), Stage.PLAN, "2016-09-20 08:00")
    entered(authority_in("55"), Stage.PLAN, "2016-08-01 08:00")
    authority_in("19", name_th=TOWN)
    authority_in("14")
    return make.make_user(Role.DEPARTMENT_ANALYST)


@pytest.fixture
def here(page: Page, sign_in: SignIn, analyst: AbstractBaseUser) -> Page:
    sign_in(page, analyst)
    return page


def test_a_province_and_another_stage_are_in_the_address_and_back_goes_back(here: Page) -> None:
    here.goto(REPORT)
    here.locator("#pace-19").click()
    expect(here.locator("#curve-h")).to_contain_text("สระบุรี")
    expect(here).to_have_url(re.compile("province=19"))
    here.locator("#pace-stage").select_option("vision")
    expect(here.locator("#curve-h")).to_contain_text("วิสัยทัศน์")
    expect(here).to_have_url(re.compile("stage=vision.*province=19|province=19.*stage=vision"))
    here.go_back()
    expect(here.locator("#curve-h")).to_contain_text("แผนพัฒนา")
    here.go_back()
    expect(here.locator("#curve-h")).to_contain_text("ทุกจังหวัด")
    here.go_forward()
    expect(here.locator("#curve-h")).to_contain_text("สระบุรี")


def test_every_number_leads_to_its_rows(here: Page) -> None:
    here.goto(REPORT)
    here.locator("tr:has(#pace-19) td a").click()
    expect(here.locator("#names h2")).to_contain_text("สระบุรี")
    expect(here.locator("#names .lines li")).to_have_count(1)
    expect(here.locator("#names .lines")).to_contain_text(TOWN)
    here.locator("#names").get_by_role("link", name="เทียบปฏิทิน").click()
    expect(here.locator("#curve-h")).to_contain_text("สระบุรี")


def test_the_dots_of_the_curve_are_links_for_keys_too(here: Page) -> None:
    here.goto(REPORT)
    dot = here.locator(".burn a").nth(1)
    dot.focus()
    expect(dot).to_have_attribute("aria-label", re.compile(r": \d"))
    here.keyboard.press("Enter")
    expect(here).to_have_url(re.compile(r"/reports/completeness/\?as_of="))


def test_the_slider_goes_to_another_day_with_keys_and_marks(here: Page) -> None:
    here.goto(REPORT)
    slider = here.locator("#day-slider")
    expect(slider).to_be_visible()
    slider.focus()
    here.keyboard.press("ArrowLeft")
    expect(here).to_have_url(re.compile("as_of=2559-09-28"), timeout=20_000)
    expect(here.locator("#as-of")).to_have_value(re.compile("28"))
    expect(slider).to_be_focused()
    here.keyboard.press("PageDown")
    expect(here).to_have_url(re.compile("as_of=2559-09-01"), timeout=20_000)
    here.locator("#day-after").click()
    expect(here).to_have_url(re.compile("as_of=2559-09-02"), timeout=20_000)
    here.go_back()
    expect(here.locator("#as-of")).to_have_value(re.compile("^1.ก.ย."))


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(
    "address", [REPORT, f"{REPORT}&province=19&sort=soonest", f"{REPORT}&stage=completed&fiscal_year=2560"]
)
def test_the_burn_down_shuts_nobody_out(here: Page, live_server: LiveServer, language: str, address: str) -> None:
    here.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    here.goto(address)
    expect(here.locator("html")).to_have_attribute("lang", language)
    assert_accessible(here)


def test_a_phone_scrolls_the_table_and_not_the_page(
    new_page: Callable[..., Page], sign_in: SignIn, analyst: AbstractBaseUser
) -> None:
    phone = new_page(viewport={"width": 320, "height": 640})
    sign_in(phone, analyst)
    phone.goto(f"{REPORT}&province=19")
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    assert_accessible(phone)


def test_without_a_script_choices_and_days_still_work(
    new_page: Callable[..., Page], sign_in: SignIn, analyst: AbstractBaseUser
) -> None:
    plain = new_page(java_script_enabled=False)
    sign_in(plain, analyst)
    plain.goto(REPORT)
    plain.locator("#as-of").fill("๓๑/๘/๒๕๕๙")
    plain.locator("#pace-province").select_option("19")
    plain.get_by_role("button", name="แสดง").click()
    expect(plain.locator("#curve-h")).to_contain_text("สระบุรี")
    expect(plain.locator(".pace-figs a")).to_have_text(re.compile("2"))


def test_staff_see_their_own_stages(page: Page, sign_in: SignIn, analyst: AbstractBaseUser) -> None:
    sign_in(page, make.make_user(Role.PLANNER, authority=authority_in("19")))
    page.goto(REPORT)
    expect(page.locator("table tbody tr")).to_have_count(8)
    assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
