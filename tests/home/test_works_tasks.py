"""The home page says which comments wait and which works stand still, and leads to the very lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from projects.services.comments import comment_on
from tests.factories import (
    AuthorityFactory,
    ContractFactory,
    ContractShareFactory,
    ProgressFactory,
    ProjectFactory,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_comments_and_stalled_works_are_on_the_home_page(signed_in: Callable[[object], Client]) -> None:
    project = ProjectFactory()
    long_ago = timezone.localdate() - dt.timedelta(days=300)
    ContractShareFactory(project=project, contract=ContractFactory(authority=project.authority, signed_on=long_ago))
    ProgressFactory(project=project, reported_on=long_ago, percent=Decimal(30))
    analyst = make_user(Role.PROVINCIAL_ANALYST, authority=project.authority)
    comment_on(project=project, by=analyst, text="โปรดชี้แจง")
    for role, place, comments, stalled in (
        (Role.ENGINEER, project.authority, 1, 1),
        (Role.PROVINCIAL_ANALYST, project.authority, 1, 1),
        (Role.DEPARTMENT_ANALYST, project.authority, 1, None),
        (Role.ENGINEER, AuthorityFactory(), 0, 0),
    ):
        client = signed_in(make_user(role, authority=place))
        page = client.get("/")
        works = page.context["works"]
        assert (works.open_comments, works.stalled) == (comments, stalled), role
        assert ("ความเห็นต่อโครงการ" in page.content.decode()) is bool(comments)
        assert client.get(works.comments_url).context["page"].paginator.count == comments
        if stalled is not None:
            assert client.get(works.stalled_url).context["figures"].works == stalled
