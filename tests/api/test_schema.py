"""The OpenAPI description: valid, without a warning, and of every address there is."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import factories as make
from tests.conftest import SESSION_BACKEND


def test_the_description_is_valid_and_without_warnings() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> set[str]:
    found: set[str] = set()
    for one in patterns:
        here = before + str(one.pattern)
        found |= addresses(one.url_patterns, here) if isinstance(one, URLResolver) else {here}
    return found


@pytest.mark.django_db
def test_every_address_of_the_api_is_described() -> None:
    client = Client()
    client.force_login(make.make_user(), backend=SESSION_BACKEND)
    answer = client.get("/api/schema/", headers={"accept": "application/vnd.oai.openapi+json"})
    described = {path.replace("{", "<").replace("}", ">") for path in answer.json()["paths"]}
    ours = {
        "/" + re.sub(r"<\w+:", "<", address)
        for address in addresses(get_resolver().url_patterns)
        if address.startswith(("api/", "tiles/"))
    }
    missing = {
        path
        for path in ours - {"/api/schema/"}
        if path.replace("<pk>", "<id>") not in described | {p.replace("<pk>", "<id>") for p in described}
    }
    assert not missing
