"""What has to be mended, as a finance officer and a province work through it, at two widths and in two languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from layers.models import LocalAuthority
from projects.checks import BY_CODE
from tests.browser.accessibility import assert_accessible
from tests.browser.test_home import WIDTHS, assert_fits
from tests.factories import make_user
from tests.projects.test_checks import sound_project

SignIn = Callable[[Page, object], None]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_finding_is_opened_answered_and_gone(
    live_server: LiveServer, page: Page, sign_in: SignIn, width: int
) -> None:
    project = sound_project()
    project.handovers.all().delete()
    check = BY_CODE["complete_without_handover"]
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, make_user(Role.FINANCE, authority=project.authority))
    page.goto(f"{live_server.url}/checks/")
    assert_accessible(page)
    page.get_by_role("link", name=str(check.title)).click()
    expect(page.get_by_role("heading", name=str(check.title))).to_be_visible()
    expect(page.locator(".ck-item")).to_have_count(1)
    page.get_by_text("ถูกต้องแล้ว ระบุเหตุผล").click()
    page.get_by_label("เหตุผล", exact=True).fill("จัดซื้อวัสดุ ไม่มีใบตรวจรับ")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="บันทึกเหตุผล").click()
    expect(page.get_by_text("ไม่มีโครงการที่ต้องแก้ในข้อนี้")).to_be_visible()
    expect(page.locator("[data-total=all] .d-ar")).to_have_text("0")
    assert_accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_province_reads_the_same_in_english(live_server: LiveServer, page: Page, sign_in: SignIn, width: int) -> None:
    project = sound_project()
    project.plan_approvals.all().delete()
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, make_user(Role.PROVINCIAL_ANALYST, authority=project.authority))
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.goto(f"{live_server.url}/checks/?check=budget_without_plan_approval")
    expect(page.get_by_role("heading", name="Budget approved, plan not")).to_be_visible()
    expect(page.locator(".ck-prov tbody tr")).to_have_count(1)
    assert_accessible(page)
    assert_fits(page)


def test_a_long_english_name_fits_on_a_phone(live_server: LiveServer, page: Page, sign_in: SignIn) -> None:
    project = sound_project()
    LocalAuthority.objects.filter(pk=project.authority_id).update(name_en="Huai Sai Ngam Nong Bua")
    page.set_viewport_size({"width": 320, "height": 900})
    sign_in(page, make_user(Role.PLANNER, authority=project.authority))
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.goto(f"{live_server.url}/checks/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Huai Sai Ngam Nong Bua")
    assert_fits(page)
