"""The map of all projects in a browser: from the country down to one project, and back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.gis.geos import Point
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from projects.models import Project
from projects.services.mapping import refresh_map
from tests import factories as make
from tests.browser.accessibility import assert_accessible
from tests.browser.maps import canvas_of, point_on, wait_for_map

PAGE = "/projects/map/"
NewPage = Callable[..., Page]
SignIn = Callable[[Page, User], None]
WIDE, PHONE = {"width": 1440, "height": 1000}, {"width": 320, "height": 700}


def a_placed_project() -> Project:
    authority = make.AuthorityFactory(name_th="กลาง", name_en="Klang", boundary=make.square(101.0, 14.5))
    project = make.ProjectFactory(plan__authority=authority, name="ก่อสร้างถนนสายกลาง")
    make.PositionFactory(project=project, point=Point(101.04, 14.54, srid=4326))
    refresh_map()
    return project


def test_a_cell_leads_nearer_and_a_mark_to_the_project(page: Page, sign_in: SignIn) -> None:
    project = a_placed_project()
    sign_in(page, make.make_user(Role.DEPARTMENT_ANALYST))
    page.goto(f"{PAGE}?at=6/14.54/101.04")
    wait_for_map(page, "wide-map")
    page.wait_for_load_state("networkidle")
    page.mouse.click(*point_on(page, 0.5, 0.5))
    page.wait_for_url(re.compile(r"at=8"))
    page.goto(f"{PAGE}?at=15/14.54/101.04")
    wait_for_map(page, "wide-map")
    page.wait_for_load_state("networkidle")
    page.mouse.click(*point_on(page, 0.5, 0.5))
    expect(page.locator(".map-card-selected")).to_contain_text(project.name)
    page.get_by_role("link", name="หน้าโครงการ").click()
    page.wait_for_url(f"**/projects/{project.pk}/")
    page.go_back()
    wait_for_map(page, "wide-map")
    assert "at=15" in page.url


def test_the_table_leads_down_and_back_keeps_the_filters(page: Page, sign_in: SignIn) -> None:
    project = a_placed_project()
    sign_in(page, make.make_user(Role.DEPARTMENT_ANALYST))
    page.goto(f"{PAGE}?fiscal_year={project.fiscal_year}")
    wait_for_map(page, "wide-map")
    page.get_by_role("link", name="สระบุรี").click()
    page.wait_for_url("**province=19*")
    wait_for_map(page, "wide-map")
    page.get_by_role("link", name=project.authority.short_name).click()
    wait_for_map(page, "project-map")
    expect(page.locator("#project-list tbody tr")).to_have_count(1)
    assert f"fiscal_year={project.fiscal_year}" in page.url
    page.get_by_label("ตำแหน่งของหน้านี้").get_by_role("link", name="สระบุรี").click()
    page.wait_for_url(
        re.compile(rf"fiscal_year={project.fiscal_year}.*province=19|province=19.*fiscal_year={project.fiscal_year}")
    )
    page.go_back()
    page.go_back()
    page.wait_for_url("**province=19*")
    page.go_back()
    wait_for_map(page, "wide-map")
    assert "province" not in page.url


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_everybody_can_use_the_wide_map(
    new_page: NewPage, sign_in: SignIn, live_server: object, size: dict[str, int], language: str
) -> None:
    a_placed_project()
    page = new_page(viewport=size)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])  # type: ignore[attr-defined]  # the fixture has no public type
    sign_in(page, make.make_user(Role.DEPARTMENT_ANALYST))
    page.goto(f"{PAGE}?province=19")
    wait_for_map(page, "wide-map")
    assert_accessible(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    canvas_of(page).focus()
    page.keyboard.press("+")
    page.wait_for_url(re.compile(r"at="))
