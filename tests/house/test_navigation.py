"""The bar: each role is shown the way to its own pages, and only to pages that exist."""

import pytest
from django.test import RequestFactory
from django.urls import path

from accounts.enums import Role
from accounts.scopes import Scope
from geo_eplan import navigation

pytestmark = pytest.mark.urls(__name__)


def nothing(request: object) -> None:
    """Only its address is needed."""


urlpatterns = [
    path("", nothing, name="home"),
    path("reports/dashboard/", nothing, name="dashboard"),
    path("reports/completeness/", nothing, name="completeness"),
    path("projects/positions/", nothing, name="pin_editor"),
]


def addresses(role: Role, at: str = "/") -> dict[str, bool]:
    return {link.url: link.current for link in navigation.links_for({role}, at)}


def test_only_the_engineer_is_sent_to_the_pin_editor() -> None:
    assert "/projects/positions/" in addresses(Role.ENGINEER)
    assert "/projects/positions/" not in addresses(Role.PLANNER)


def test_a_page_that_does_not_exist_has_no_link() -> None:
    assert set(addresses(Role.DEPARTMENT_ANALYST)) == {"/", "/reports/dashboard/", "/reports/completeness/"}


def test_the_open_page_is_the_current_one_also_deep_inside_it() -> None:
    assert addresses(Role.PLANNER, at="/reports/completeness/print/") == {
        "/": False,
        "/reports/dashboard/": False,
        "/reports/completeness/": True,
    }
    assert addresses(Role.PLANNER)["/"] is True


def test_somebody_without_a_role_has_no_links() -> None:
    assert navigation.links_for((), "/") == []


def test_nothing_is_asked_of_the_database_until_the_template_asks() -> None:
    """pytest-django fails any query here, because the test does not ask for the database."""
    context = navigation.navigation(RequestFactory().get("/"))
    assert context["demonstration"] is True


def test_the_department_is_a_place_without_a_question() -> None:
    assert navigation.place_of(Scope(is_national=True))
    assert navigation.place_of(Scope()) == ""


def test_the_bar_holds_what_is_done_daily_and_the_list_beside_it_all_the_rest() -> None:
    links = [navigation.Link(url=str(number), label="", current=number == 7) for number in range(9)]
    menu = navigation.Menu(links)
    assert (list(menu), len(menu)) == (links, 9)
    assert menu.first + menu.more == links
    assert len(menu.first) == navigation.IN_THE_BAR
    assert menu.current_is_behind
    assert not navigation.Menu(links[:6]).current_is_behind
    assert not navigation.Menu([])
