"""Where files are brought in: a local authority with a plan, its planner, and a folder for what is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.enums import Role
from accounts.models import User
from layers.models import LocalAuthority
from tests.factories import AuthorityFactory, PlanFactory, make_user


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's settings take any name


@pytest.fixture
def authority() -> LocalAuthority:
    made: LocalAuthority = AuthorityFactory()
    PlanFactory(authority=made)
    return made


@pytest.fixture
def planner(authority: LocalAuthority) -> User:
    return make_user(Role.PLANNER, authority=authority)
