"""An executive hands the planner's role to a new person, who activates the account; and the search, in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from projects.enums import Stage
from projects.services.setting_aside import set_aside
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import Witness
from tests.browser.reports import Figures, read_reports
from tests.factories import PASSWORD, AuthorityFactory, PlanFactory, ProjectFactory, make_user
from tests.gis_reports.tiny import open_calendar

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = "ถนนสายใหม่-2569"


def test_the_planners_role_is_handed_over_and_the_old_planner_enters_no_more(
    page: Page, new_page: Callable[..., Page], sign_in: Callable[[Page, object], None], witness: Witness
) -> None:
    open_calendar()
    own = AuthorityFactory()
    project = ProjectFactory(plan=PlanFactory(authority=own))
    executive = make_user(Role.EXECUTIVE, authority=own)
    old = make_user(Role.PLANNER, authority=own, full_name="วิไล วางแผน", password=PASSWORD)
    sign_in(page, executive)
    page.goto("/people/")
    page.get_by_role("link", name="วิไล วางแผน").click()
    page.get_by_role("link", name="ส่งมอบ: ").click()
    assert_accessible(page)
    page.get_by_label("ชื่อ-สกุล").or_(page.locator("#id_full_name")).first.fill("มาลี ดีงาม")
    page.locator("#id_username").fill("mali")
    page.get_by_role("button", name="ส่งมอบบทบาทนี้").click()
    link = page.locator(".pp-url").inner_text()

    taker = new_page(viewport={"width": 1400, "height": 900})
    taker.goto(link)
    taker.locator("#id_password1").fill(GOOD)
    taker.locator("#id_password2").fill(GOOD)
    taker.locator("main button:not([data-reveal])").click()
    taker.locator("#id_login").fill("mali")
    taker.locator("#id_password").fill(GOOD)
    taker.locator("main form button:not([data-reveal])").first.click()
    expect(taker.locator(".me")).to_contain_text(own.short_name)
    before = read_reports(taker, 2559)
    assert before.figures == Figures(projects=1, at_plan=1, planned=project.planned_budget)
    taker.goto(f"/set-aside/new/?kind=project&id={project.pk}")
    expect(taker.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(taker)
    taker.get_by_label("เหตุผล").fill("บันทึกซ้ำ")
    taker.get_by_role("button", name="พักไว้").click()
    without = read_reports(taker, 2559)
    assert without.figures == Figures()
    assert (before.entered, without.entered) == ({Stage.PLAN}, set())
    taker.goto("/set-aside/")
    taker.locator("form[action='/set-aside/bring-back/'] button").click()
    assert read_reports(taker, 2559) == before

    witness.expect("404", "403")
    before = new_page()
    sign_in(before, old)
    answer = before.goto(f"/set-aside/new/?kind=project&id={project.pk}")
    assert answer is not None
    assert answer.status in {403, 404}


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("locale", ["th-TH", "en-GB"])
def test_finding_with_the_slash_and_bringing_back(
    width: int, locale: str, new_page: Callable[..., Page], sign_in: Callable[[Page, object], None]
) -> None:
    own = AuthorityFactory()
    plan = PlanFactory(authority=own)
    planner = make_user(Role.PLANNER, authority=own)
    road = ProjectFactory(plan=plan, name="ก่อสร้างถนน คสล. สายบ้านหนองบัว", village="บ้านหนองบัว", code="P59-0147")
    gone = set_aside(record=ProjectFactory(plan=plan, name="ขุดลอกคลอง"), by=planner, reason="บันทึกซ้ำ")
    page = new_page(viewport={"width": width, "height": 900}, locale=locale)
    sign_in(page, planner)
    page.goto("/set-aside/")
    assert_accessible(page)
    page.keyboard.press("/")
    if width > 1340:
        page.keyboard.type("หนองบัว")
        expect(page.locator(".find-list a")).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/projects/{road.pk}/")
        page.goto("/search/")
    page.wait_for_url("**/search/")
    page.locator("#page-search").fill("หนองบวั")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    page.goto("/set-aside/")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    page.locator("form[action='/set-aside/bring-back/'] button").click()
    expect(page.locator(".note-ok")).to_be_visible()
    gone.refresh_from_db()
    assert gone.set_aside_at is None
