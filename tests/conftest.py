"""What every test may use: the database with its reference rows, and people who are signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from layers.api import ground_tiles
from projects.api import tile_drawing

# Signing in for a test goes past the password, and so past the guard that counts wrong ones.
SESSION_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Django fills these again by itself after it has emptied the database.
KEPT_BY_DJANGO = {"django_content_type", "auth_permission", "django_migrations"}
# Real browsers and real clusters beside each other on two cores: a pause of the machine is no fault of the product. A
# test of these folders that fails is asked once more, and the report names it; what fails twice fails.
ASKED_TWICE = {"browser", "replica", "crash"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name in ASKED_TWICE:
            item.add_marker(pytest.mark.flaky(reruns=1))


class ReferenceRows:
    """The rows that migrations wrote (provinces, programmes …): every test may count on them.

    A test that works with several connections (`transaction=True`, or a live server) cannot be rolled back; Django
    empties all tables after it, and these rows with them. They are kept here and put back.
    """

    def __init__(self) -> None:
        self.tables: dict[str, bytes] = {}

    def keep(self) -> None:
        """Read every table that is not empty. Triggers and generated columns are none of our business here."""
        with connection.cursor() as cursor:
            cursor.execute(
                "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                " where c.relkind = 'r' and n.nspname = 'public'"
                " and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')"
            )
            for (table,) in cursor.fetchall():
                if table not in KEPT_BY_DJANGO:
                    with cursor.copy(f"copy {table} to stdout (format binary)") as copy:
                        rows = b"".join(bytes(block) for block in copy)
                    cursor.execute(f"select exists (select from {table})")
                    if cursor.fetchone()[0]:
                        self.tables[table] = rows

    def put_back(self) -> None:
        """Fill the tables that are empty now, without waking triggers or asking for the order of references."""
        with connection.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            for table, rows in self.tables.items():
                cursor.execute(f"select exists (select from {table})")
                if not cursor.fetchone()[0]:
                    with cursor.copy(f"copy {table} from stdin (format binary)") as copy:
                        copy.write(rows)
            cursor.execute("set session_replication_role = origin")


@pytest.fixture(autouse=True)
def _nothing_is_remembered_of_another_test() -> None:
    """Remembered tiles go by a version in the database, which begins again with every test."""
    ground_tiles._drawn.cache_clear()
    tile_drawing.remembered._tiles.clear()
    tile_drawing.crowded._tiles.clear()


@pytest.fixture(autouse=True)
def _begins_in_thai() -> Iterator[None]:
    """A request leaves its language with the thread; the next test must not read its words in that one."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def reference_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> ReferenceRows:
    kept = ReferenceRows()
    with django_db_blocker.unblock():
        kept.keep()
    return kept


def _empties_the_database(request: pytest.FixtureRequest) -> bool:
    mark = request.node.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server", "django_db_reset_sequences"} & set(request.fixturenames)
    )


@pytest.fixture(autouse=True)
def _reference_rows_outlive_the_test(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Being automatic, it begins before Django's own fixtures and so ends after they have emptied the tables."""
    if not _empties_the_database(request):
        yield
        return
    kept: ReferenceRows = request.getfixturevalue("reference_rows")
    yield
    with django_db_blocker.unblock():
        kept.put_back()
        connection.close()


@pytest.fixture(autouse=True)
def _files_of_its_own(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """What a test leaves as files (photos, papers, exports) is its own, and gone with it."""
    request.getfixturevalue("settings").MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def signed_in(client: Client) -> Callable[[object], Client]:
    """`signed_in(user)` gives a client that speaks for this person."""

    def sign_in(user: object) -> Client:
        client.force_login(user, backend=SESSION_BACKEND)  # type: ignore[arg-type]  # any user model
        return client

    return sign_in
