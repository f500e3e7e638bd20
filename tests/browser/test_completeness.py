"""The completeness and status reports in a real browser: figures, keys, the slider, phones, and nobody shut out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from projects.enums import Stage
from tests import factories as make
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import Witness
from tests.gis_reports.tiny import authority_in, entered, open_calendar

SignIn = Callable[[Page, AbstractBaseUser], None]
REPORT = "/reports/completeness/?as_of=2559-09-29"


@pytest.fixture
def analyst(transactional_db: None) -> AbstractBaseUser:
    """A department analyst, and a country of five authorities in three provinces with something entered."""
    open_calendar()
    for code, stages in (("19", 1), ("19", 3), ("19", 8), ("55", 2), ("14", 5)):
        authority = authority_in(code)
        for stage in list(Stage)[:stages]:
            entered(authority, stage, "2016-09-01 08:00")
    return make.make_user(Role.DEPARTMENT_ANALYST)


@pytest.fixture
def here(page: Page, sign_in: SignIn, analyst: AbstractBaseUser) -> Page:
    sign_in(page, analyst)
    return page


def printed() -> dict[str, str]:
    """The figures of the command, by the name that the page gives to each."""
    out = io.StringIO()
    call_command("report", "completeness", "--as-of", "2559-09-29", stdout=out)
    return {
        f"f-{row['province_code']}-{row['fiscal_year']}-{Stage.from_slug(row['stage']).value}": row["missing"]
        for row in csv.DictReader(io.StringIO(out.getvalue()), delimiter="\t")
        if row["missing"] != "0"
    }


def test_every_figure_of_the_page_is_the_command_s(here: Page) -> None:
    here.goto(REPORT)
    figures = here.eval_on_selector_all(
        "table[data-figures] td a", "links => links.map(link => [link.id, link.querySelector('.d-ar').textContent])"
    )
    assert dict(figures) == printed()


def test_a_figure_opens_its_names_in_place_and_the_address_says_so(here: Page) -> None:
    here.goto(REPORT)
    here.locator("#f-19-2559-4").click()
    expect(here.locator("#names h2")).to_contain_text("สระบุรี")
    expect(here.locator("#names .lines li")).to_have_count(2)
    assert "stage=plan_approved&fiscal_year=2559&province=19" in here.url
    expect(here.locator("#report-said")).to_contain_text("2")
    expect(here.locator("td.pick a")).to_be_focused()
    here.go_back()
    expect(here.locator("#names .lines")).to_have_count(0)
    expect(here.locator("#f-19-2559-4")).to_be_visible()


def test_arrow_keys_go_from_figure_to_figure(here: Page) -> None:
    here.goto(REPORT)
    here.locator("#f-19-2560-1").focus()
    here.keyboard.press("ArrowRight")
    expect(here.locator("#f-19-2558-1")).to_be_focused()  # the vision of 2559 is entered by all three: a dash
    here.keyboard.press("End")
    expect(here.locator("#f-19-2557-8")).to_be_focused()
    here.keyboard.press("Home")
    expect(here.locator("#p-19")).to_be_focused()
    here.locator("#f-19-2558-1").focus()
    here.keyboard.press("Enter")
    expect(here.locator("#names h2")).to_contain_text("สระบุรี")


def test_the_slider_and_the_field_go_to_another_day(here: Page) -> None:
    here.goto(REPORT)
    slider = here.locator("input[type=range]")
    expect(slider).to_be_visible()
    slider.focus()
    for _day in range(2):
        here.keyboard.press("ArrowLeft")
    expect(here).to_have_url(re.compile("as_of=2559-09-27"), timeout=20_000)
    expect(here.locator("#as-of")).to_have_value(re.compile("27"))
    expect(here.locator("#day-slider")).to_be_focused()
    here.locator("#as-of").fill("11/10/2559")
    here.keyboard.press("Enter")
    here.locator("#counted").select_option("overdue")
    expect(here.locator("h1")).to_contain_text("เกินกำหนด", timeout=20_000)
    expect(here.locator("#as-of")).to_have_value(re.compile("11 ต.ค. 2559".replace(" ", ".")))


def test_a_day_that_is_none_is_explained_in_place(here: Page, witness: Witness) -> None:
    witness.expect("400")
    here.goto(REPORT)
    here.locator("#as-of").fill("เมื่อวาน")
    here.keyboard.press("Enter")
    expect(here.get_by_role("alert")).to_contain_text("29/9/2559")
    assert_accessible(here)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(
    "address",
    [
        f"{REPORT}&stage=plan&fiscal_year=2559&province=19",
        f"{REPORT}&state=entered&sort=most&province=00&stage=plan&fiscal_year=2559",
        "/reports/completeness/print/?as_of=2559-09-29",
        "/reports/status/?fiscal_year=2559",
        "/reports/status/?fiscal_year=2559&province=19&measure=paid",
    ],
)
def test_the_reports_shut_nobody_out(here: Page, live_server: LiveServer, language: str, address: str) -> None:
    here.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    make.ProjectFactory(plan=make.PlanFactory(authority=authority_in("19")))
    here.goto(address)
    expect(here.locator("html")).to_have_attribute("lang", language)
    assert_accessible(here)


@pytest.mark.parametrize(
    "address", [f"{REPORT}&stage=plan&fiscal_year=2559&province=19", "/reports/status/?fiscal_year=2559"]
)
def test_a_phone_scrolls_the_table_and_not_the_page(
    new_page: Callable[..., Page], sign_in: SignIn, analyst: AbstractBaseUser, address: str
) -> None:
    phone = new_page(viewport={"width": 320, "height": 640})
    sign_in(phone, analyst)
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    assert_accessible(phone)


def test_without_a_script_every_figure_and_form_still_works(
    new_page: Callable[..., Page], sign_in: SignIn, analyst: AbstractBaseUser
) -> None:
    plain = new_page(java_script_enabled=False)
    sign_in(plain, analyst)
    plain.goto(REPORT)
    plain.locator("#f-19-2559-4").click()
    expect(plain.locator("#names .lines li")).to_have_count(2)
    plain.locator("#as-of").fill("31/8/2559")
    plain.locator("#counted").select_option("missing")
    plain.get_by_role("button", name="แสดง").click()
    expect(plain.locator("#names .lines li")).to_have_count(3)
    assert "as_of=31%2F8%2F2559" in plain.url


def test_staff_see_their_matrix(page: Page, sign_in: SignIn, analyst: AbstractBaseUser) -> None:
    sign_in(page, make.make_user(Role.PLANNER, authority=authority_in("19")))
    page.goto(REPORT)
    expect(page.locator(".matrix-t tbody tr")).to_have_count(4)
    assert_accessible(page)
