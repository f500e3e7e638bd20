"""A real browser against the real site. A page that logs an error or asks another host fails its test.

def test_the_home_page_greets(page, sign_in):
    sign_in(page, user)
    page.goto("/")
    assert_accessible(page)
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.conftest import SESSION_BACKEND

# Playwright keeps an event loop in this thread, which Django would take for asynchronous code; nothing here is.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # the tests may run as root, in a container
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The distribution's Chromium, started once."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "Chromium is missing: bin/test installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


class Witness:
    """Remembers what a page should not have done."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()

    def expect(self, *words: str) -> None:
        """Some complaints are what the test is about: the browser logs every 404 and 409 as an error."""
        self.expected += words

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", self._page_error)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _page_error(self, error: Error) -> None:
        self.complaints.append(f"script error: {error}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.complaints.append(f"request to another host: {request.url}")

    def unexpected(self) -> list[str]:
        return [line for line in self.complaints if not any(word in line for word in self.expected)]


@pytest.fixture
def witness(live_server: LiveServer) -> Iterator[Witness]:
    watching = Witness(urlsplit(live_server.url).netloc)
    yield watching
    unexpected = watching.unexpected()
    assert not unexpected, "The browser complained:\n" + "\n".join(unexpected)


class Traffic:
    """How many answers the site is at work on, so that nobody empties the tables under one."""

    def __init__(self) -> None:
        self.begun = 0
        self.ended = 0
        request_started.connect(self._begin)
        request_finished.connect(self._end)

    def _begin(self, **_: Any) -> None:
        self.begun += 1

    def _end(self, **_: Any) -> None:
        self.ended += 1

    def wait_until_quiet(self) -> None:
        """Return when nothing was asked for a tenth of a second and all is answered, within a minute."""
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up:
            seen = (self.begun, self.ended)
            time.sleep(0.1)
            if seen == (self.begun, self.ended) and self.begun == self.ended:
                return
        raise TimeoutError("the site still answers a page that was closed a minute ago")


@pytest.fixture(scope="session")
def traffic() -> Traffic:
    """Requests to the site of the tests, which runs in this process."""
    return Traffic()


@pytest.fixture
def new_page(
    chromium: Browser, live_server: LiveServer, witness: Witness, traffic: Traffic
) -> Iterator[Callable[..., Page]]:
    """`new_page()` opens a browser of another person; keyword arguments as for a Playwright context."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        context = chromium.new_context(
            **{"base_url": live_server.url, "locale": "th-TH", "timezone_id": "Asia/Bangkok", **options}
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        witness.watch(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    traffic.wait_until_quiet()  # the test's tables are emptied next


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A desk-sized window, Thai."""
    return new_page(viewport={"width": 1400, "height": 900})


@pytest.fixture
def sign_in(live_server: LiveServer) -> Callable[[Page, AbstractBaseUser], None]:
    """`sign_in(page, user)` without the form; tests of the form fill it in themselves."""

    def put_cookie(page: Page, user: AbstractBaseUser) -> None:
        client = Client()
        client.force_login(user, backend=SESSION_BACKEND)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return put_cookie
