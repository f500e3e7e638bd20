"""The way in, in a real browser: form, refusal, second step, activation, and every page around them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.activation import link_for
from accounts.enums import Role
from accounts.services import open_account
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import Witness
from tests.factories import PASSWORD, AuthorityFactory, make_user

WIDTHS = (320, 1440)


@pytest.fixture(autouse=True)
def _forget_rates() -> None:
    cache.clear()


def in_language(page: Page, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])


def assert_fits(page: Page) -> None:
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), page.url


def code_of(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


@pytest.mark.parametrize("width", WIDTHS)
def test_signing_in_with_a_slip_on_the_way(new_page: Callable[..., Page], width: int) -> None:
    make_user(Role.PLANNER, authority=AuthorityFactory(name_th="ห้วยทรายงาม"), username="planner")
    page = new_page(viewport={"width": width, "height": 800})
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next=/$"))
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("อีเมลหรือรหัสผู้ใช้").fill("planner")
    password = page.get_by_label("รหัสผ่าน", exact=True)
    password.fill("wrong")
    page.get_by_role("button", name="แสดง").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="ซ่อน").click()
    expect(password).to_have_attribute("type", "password")
    password.press("Enter")
    expect(page.get_by_text("ลองได้อีก 9 ครั้งก่อนพัก 15 นาที")).to_be_visible()
    expect(password).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("อีเมลหรือรหัสผู้ใช้")).to_have_value("planner")
    assert_accessible(page)
    assert_fits(page)
    password.fill(PASSWORD)
    password.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("เทศบาลตำบลห้วยทรายงาม")


def test_signing_out_from_the_menu(page: Page, sign_in: Callable[[Page, object], None]) -> None:
    sign_in(page, make_user(Role.PLANNER, authority=AuthorityFactory()))
    page.goto("/")
    page.locator(".account summary").click()
    page.get_by_role("button", name="ออกจากระบบ").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    expect(page.get_by_role("status")).to_contain_text("ออกจากระบบแล้ว")
    page.goto("/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_the_language_changes_before_signing_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator(".prefs summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert_accessible(page)


def test_the_closed_door_says_when_it_opens(page: Page, witness: Witness) -> None:
    witness.expect("429")
    make_user(Role.PLANNER, authority=AuthorityFactory(), username="planner")
    page.goto("/accounts/login/")
    for _ in range(10):
        page.get_by_label("อีเมลหรือรหัสผู้ใช้").fill("planner")
        page.get_by_label("รหัสผ่าน", exact=True).fill("wrong")
        page.get_by_label("รหัสผ่าน", exact=True).press("Enter")
        page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_have_text("ลองหลายครั้งเกินไป")
    assert_accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_second_step_from_setting_up_to_taking_off(new_page: Callable[..., Page], width: int) -> None:
    make_user(Role.PROVINCIAL_ANALYST, authority=AuthorityFactory(), username="analyst")
    page = new_page(viewport={"width": width, "height": 800})
    page.goto("/accounts/login/")

    def give_password() -> None:
        page.get_by_label("อีเมลหรือรหัสผู้ใช้").fill("analyst")
        page.get_by_label("รหัสผ่าน", exact=True).fill(PASSWORD)
        page.get_by_label("รหัสผ่าน", exact=True).press("Enter")
        page.wait_for_load_state()

    give_password()
    page.goto("/accounts/second-step/")
    assert_accessible(page)
    page.get_by_role("link", name="ตั้งค่าการยืนยันขั้นที่สอง").click()
    if "/confirm/" in page.url:
        page.get_by_label("รหัสผ่าน", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="ยืนยัน").click()
    expect(page.get_by_alt_text("คิวอาร์โค้ดของรหัสลับ")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    secret = page.locator(".si-secret").inner_text()
    page.get_by_label("รหัสยืนยัน").fill(code_of(secret))
    page.get_by_role("button", name="เปิดการยืนยันขั้นที่สอง").click()
    expect(page.locator(".si-codes li")).to_have_count(10)
    assert_accessible(page)
    recovery = page.locator(".si-codes li").first.inner_text()
    page.goto("/accounts/logout/")
    assert_accessible(page)
    page.locator("main").get_by_role("button", name="ออกจากระบบ").click()
    give_password()
    expect(page.get_by_role("heading", level=1)).to_have_text("ยืนยันขั้นที่สอง")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("รหัสยืนยัน").fill("๐๐๐ ๐๐๐")
    page.get_by_role("button", name="ยืนยัน", exact=True).click()
    expect(page.get_by_text("รหัสยืนยันไม่ถูกต้อง")).to_be_visible()
    page.get_by_label("รหัสยืนยัน").fill(recovery)
    page.get_by_role("button", name="ยืนยัน", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("จังหวัดสระบุรี")
    for address in ("/accounts/second-step/", "/accounts/second-step/codes/new/", "/accounts/second-step/off/"):
        page.goto(address)
        if "/confirm/" in page.url:
            assert_accessible(page)
            page.get_by_label("รหัส").first.fill(PASSWORD)
            page.get_by_role("button", name="ยืนยัน").click()
        assert_accessible(page)
        assert_fits(page)
    page.locator("main").get_by_role("button", name="ปิดการยืนยันขั้นที่สอง").click()
    expect(page.get_by_text("ปิดการยืนยันขั้นที่สองแล้ว")).to_be_visible()


@pytest.mark.parametrize("language", ["th", "en"])
def test_activation_new_password_and_change_of_password(
    new_page: Callable[..., Page], witness: Witness, live_server: object, language: str
) -> None:
    witness.expect("410")
    person = open_account(
        username="mali",
        email="mali@example.org",
        full_name="มาลี ดีงาม",
        role=Role.ENGINEER,
        authority=AuthorityFactory(),
        by=None,
    )
    address = link_for(person, site="").url
    page = new_page(viewport={"width": 320, "height": 800})
    page.goto("/accounts/login/")
    in_language(page, language)
    page.goto(address)
    assert_accessible(page)
    assert_fits(page)
    for field in ("#id_password1", "#id_password2"):
        page.locator(field).fill("ถนนสายใหม่-2569")
    page.locator("main form .btn-main").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.goto(address)
    expect(page.locator("main").get_by_role("link")).to_have_attribute("href", "/accounts/login/")
    assert_accessible(page)
    page.goto("/accounts/password/reset/")
    assert_accessible(page)
    page.locator("#id_email").fill("mali@example.org")
    page.locator("main form .btn-main").click()
    expect(page).to_have_url(re.compile("/sent/"))
    assert_accessible(page)
    link = re.search(r"https?://[^/\s]+(\S+)", mail.outbox[-1].body)
    assert link
    page.goto(link[1])
    assert_accessible(page)
    for field in ("#id_password1", "#id_password2"):
        page.locator(field).fill("สะพานสายใหม่-2569")
    page.locator("main form .btn-main").click()
    expect(page).to_have_url(re.compile("/saved/"))
    assert_accessible(page)
    page.goto(link[1])
    expect(page.locator("main").get_by_role("link")).to_have_attribute("href", "/accounts/password/reset/")
    assert_accessible(page)
    page.goto("/accounts/login/")
    page.locator("#id_login").fill("mali")
    page.locator("#id_password").fill("สะพานสายใหม่-2569")
    page.locator("#id_password").press("Enter")
    page.wait_for_load_state()
    page.goto("/accounts/password/")
    assert_accessible(page)
    assert_fits(page)
    page.locator("main form .btn-main").click()
    expect(page.locator("main .err").first).to_be_visible()
    assert_accessible(page)
