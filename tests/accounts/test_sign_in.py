"""The way in: who gets in, who is told how many tries are left, and what is not open at all."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from tests.factories import PASSWORD, AuthorityFactory, UserFactory, make_user

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _forget_rates() -> None:
    cache.clear()


def sign_in(client: Client, login: str, password: str = PASSWORD) -> int:
    return client.post(SIGN_IN, {"login": login, "password": password}).status_code


def text_of(client: Client, login: str, password: str) -> str:
    return client.post(SIGN_IN, {"login": login, "password": password}).content.decode()


def now_code(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def with_second_step(user: User) -> str:
    secret = totp.generate_totp_secret()
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(secret)}
    )
    return secret


@pytest.mark.parametrize("field", ["username", "email"])
def test_user_name_and_e_mail_both_open_the_door(client: Client, field: str) -> None:
    user = UserFactory(username="somchai", email="somchai@example.org")
    assert sign_in(client, getattr(user, field)) == 302
    assert client.get("/").status_code == 200


def test_the_refusal_does_not_say_which_of_the_two_was_wrong(client: Client) -> None:
    known = UserFactory()
    client.cookies["django_language"] = "en"
    pattern = re.compile(r"The user name or e-mail and the password do not match any account\.[^<]*")
    wrong_password = pattern.search(text_of(client, known.username, "wrong"))
    wrong_name = pattern.search(text_of(Client(headers={"cookie": "django_language=en"}), "nobody-at-all", "wrong"))
    assert wrong_password
    assert wrong_name
    assert wrong_password[0] == wrong_name[0]
    assert wrong_password[0].endswith("any account. 9 more tries before a pause of 15 minutes.")


def test_tries_are_counted_down_in_thai(client: Client) -> None:
    user = UserFactory()
    for left in (9, 8, 7):
        assert f"ลองได้อีก {left} ครั้งก่อนพัก 15 นาที" in text_of(client, user.username, "wrong")


def test_the_closed_door_stays_closed_for_the_right_password_and_for_the_e_mail(client: Client) -> None:
    user = UserFactory(username="somchai", email="somchai@example.org")
    for _ in range(5):
        sign_in(client, "somchai", "wrong")
        sign_in(client, "Somchai@example.org", "wrong")
    assert sign_in(client, "somchai") == 429
    assert sign_in(client, user.email) == 429


def test_one_persons_wrong_passwords_do_not_lock_out_a_colleague_of_the_same_office(client: Client) -> None:
    mistaken, colleague = UserFactory(), UserFactory()
    for _ in range(10):
        sign_in(client, mistaken.username, "wrong")
    assert sign_in(client, mistaken.username) == 429
    assert sign_in(client, colleague.username) == 302


def test_a_right_password_forgets_the_wrong_ones(client: Client) -> None:
    user = UserFactory()
    for _ in range(6):
        sign_in(client, user.username, "wrong")
    assert sign_in(client, user.username) == 302
    client.post("/accounts/logout/")
    assert "ลองได้อีก 9 ครั้ง" in text_of(client, user.username, "wrong")


def test_a_closed_account_is_told_so_after_the_right_password_only(client: Client) -> None:
    user = UserFactory(is_active=False)
    assert client.post(SIGN_IN, {"login": user.username, "password": PASSWORD}).url == "/accounts/inactive/"
    assert "ไม่ตรงกับที่มีอยู่" in text_of(client, user.username, "wrong")
    assert "_auth_user_id" not in client.session


def test_the_second_step_is_asked_of_those_who_have_one(client: Client) -> None:
    user = make_user(Role.PROVINCIAL_ANALYST, authority=AuthorityFactory())
    secret = with_second_step(user)
    answer = client.post(SIGN_IN, {"login": user.username, "password": PASSWORD})
    assert answer.url == "/accounts/second-step/code/"
    assert client.get("/").status_code == 302, "not signed in yet"
    assert client.post(answer.url, {"code": "000000"}).status_code == 200
    assert client.get("/").status_code == 302
    code = now_code(secret)
    in_thai = code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert client.post(answer.url, {"code": f"{in_thai[:3]} {in_thai[3:]}"}).status_code == 302
    assert client.get("/").status_code == 200


def test_codes_cannot_be_guessed_without_end(client: Client) -> None:
    user = UserFactory()
    with_second_step(user)
    client.post(SIGN_IN, {"login": user.username, "password": PASSWORD})
    answers = [client.post("/accounts/second-step/code/", {"code": f"{n:06}"}).content.decode() for n in range(21)]
    assert "รหัสยืนยันไม่ถูกต้อง" in answers[0]
    assert "ลองหลายครั้งเกินไป" in answers[-1]


def test_setting_up_the_second_step_asks_for_the_password_and_gives_recovery_codes(client: Client) -> None:
    user = UserFactory()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    first = client.get("/accounts/second-step/on/")
    assert first.url.startswith("/accounts/confirm/")
    assert client.post(first.url, {"password": PASSWORD, "next": "/accounts/second-step/on/"}).status_code == 302
    page = client.get("/accounts/second-step/on/")
    secret = re.search(r'<code class="si-secret">(\w+)</code>', page.content.decode())
    assert secret
    assert client.post("/accounts/second-step/on/", {"code": now_code(secret[1])}).url == "/accounts/second-step/codes/"
    shown = re.findall(r"<li><code>([\w-]+)</code></li>", client.get("/accounts/second-step/codes/").content.decode())
    assert len(shown) == 10
    client.post("/accounts/logout/")
    client.post(SIGN_IN, {"login": user.username, "password": PASSWORD})
    assert client.post("/accounts/second-step/code/", {"code": shown[0]}).status_code == 302
    assert client.get("/accounts/second-step/").status_code == 200


def test_a_forgotten_password_is_replaced_by_mail_and_opens_a_closed_door(client: Client) -> None:
    user = UserFactory(email="somchai@example.org")
    for _ in range(10):
        sign_in(client, user.username, "wrong")
    assert client.post("/accounts/password/reset/", {"email": "somchai@example.org"}).status_code == 302
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
    assert link
    assert user.username in mail.outbox[0].body
    page = client.get(link[1], follow=True)
    address = page.redirect_chain[-1][0]
    new = "ถนนสายใหม่-2569"
    assert client.post(address, {"password1": new, "password2": new}).url == "/accounts/password/reset/saved/"
    assert sign_in(client, user.username, new) == 302
    assert client.get(link[1]).status_code == 200, "the page says that the link is used"


def test_nobody_learns_whether_an_address_has_an_account(client: Client) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "stranger@example.org"})
    assert answer.url == "/accounts/password/reset/sent/"
    assert not mail.outbox


def test_signing_out_asks_first_and_then_ends_the_session(client: Client) -> None:
    sign_in(client, UserFactory().username)
    assert "csrfmiddlewaretoken" in client.get("/accounts/logout/").content.decode()
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert client.get("/").url == "/accounts/login/?next=/"


def test_changing_the_password_keeps_the_session(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user.username)
    new = "ถนนสายใหม่-2569"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/", form).url == "/"
    assert client.get("/").status_code == 200
    user.refresh_from_db()
    assert user.check_password(new)


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/signup/",
        "/accounts/email/",
        "/accounts/confirm-email/",
        "/accounts/password/set/",
        "/accounts/login/code/",
        "/accounts/login/code/confirm/",
        "/accounts/3rdparty/",
        "/accounts/2fa/",
        "/accounts/",
    ],
)
def test_pages_nobody_needs_are_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(address).status_code == 404


def test_the_session_ends_with_the_browser(client: Client) -> None:
    sign_in(client, UserFactory().username)
    assert client.cookies["sessionid"]["max-age"] == ""


@pytest.mark.parametrize(("language", "words"), [("th", "อีเมลหรือรหัสผู้ใช้"), ("en", "User name or e-mail")])
def test_the_language_can_be_chosen_before_signing_in(client: Client, language: str, words: str) -> None:
    client.post("/language/", {"language": language, "next": SIGN_IN})
    page = client.get(SIGN_IN).content.decode()
    assert words in page
    assert f'<html lang="{language}">' in page
