"""How a reader wants figures, contrast and language: chosen in the bar, kept on the device, in the same place."""

from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible

SIGN_IN = "/accounts/login/?next=/reports/status/"


def open_preferences(page: Page) -> None:
    page.locator(".prefs summary").click()


def test_digits_and_contrast_are_remembered(page: Page) -> None:
    page.goto(SIGN_IN)
    open_preferences(page)
    page.locator("#digits-th").check()
    page.locator("#pref-contrast").check()
    page.goto(SIGN_IN)
    expect(page.locator("#digits-th")).to_be_checked()
    expect(page.locator("#pref-contrast")).to_be_checked()
    assert page.evaluate("() => getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()") == "#000"
    assert_accessible(page)


def test_the_language_changes_and_the_address_stays(page: Page) -> None:
    page.goto(SIGN_IN)
    expect(page.locator("html")).to_have_attribute("lang", "th")
    open_preferences(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith(SIGN_IN)


def test_a_menu_closes_on_escape_and_when_the_reader_goes_elsewhere(page: Page) -> None:
    page.goto(SIGN_IN)
    menu = page.locator(".prefs")
    open_preferences(page)
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(page.locator(".prefs summary")).to_be_focused()
    open_preferences(page)
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")


def test_the_choices_work_without_any_script(new_page: object) -> None:
    page: Page = new_page(java_script_enabled=False)  # type: ignore[operator]  # a factory of pages
    page.goto(SIGN_IN)
    open_preferences(page)
    page.locator("#pref-contrast").check()
    expect(page.locator("#pref-contrast")).to_be_checked()
    expect(page.locator("#digits-ar")).to_be_checked()


def test_a_phone_shows_the_frame_without_sideways_scrolling(new_page: object) -> None:
    page: Page = new_page(viewport={"width": 320, "height": 700})  # type: ignore[operator]  # a factory of pages
    page.goto(SIGN_IN)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert_accessible(page)
