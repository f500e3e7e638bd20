"""The frame around every page, before anybody has signed in."""

from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import Witness


def test_an_unknown_address_gets_a_calm_page_in_both_languages(page: Page, witness: Witness) -> None:
    witness.expect("404")
    page.goto("/nowhere/")
    expect(page.locator("html")).to_have_attribute("lang", "th")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": page.url}])
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert_accessible(page)
