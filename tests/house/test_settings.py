"""Settings: what they refuse, what they find, and that every variable is written down."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client

from geo_eplan import checks
from geo_eplan.settings.database import parse_url, private_cluster_url
from tests.house.tree import APPS, ROOT, files

GUIDE = ROOT / "docs" / "how-to" / "configure.md"
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "geo_eplan.settings.production",
    "SECRET_KEY": "a-long-random-text-for-this-test-only-0123456789abcdef",
    "ALLOWED_HOSTS": "eplan.example.go.th",
    "DATABASE_URL": "postgresql://eplan@db/eplan",
}


def _is_environment(node: ast.expr) -> bool:
    """Whether an expression is our module `environment`, or `os.environ`."""
    return (isinstance(node, ast.Name) and node.id == "environment") or (
        isinstance(node, ast.Attribute) and node.attr == "environ"
    )


def _named_by(node: ast.AST) -> ast.expr | None:
    """The name that `environment.text(name)`, `os.environ.get(name)` or `os.environ[name]` reads."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and _is_environment(node.value):
        return node.slice
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_environment(node.func.value):
        return node.args[0]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "getenv":
        return node.args[0]
    return None


def variables_read() -> set[str]:
    """Names that the site and its commands take from the environment."""
    found = set()
    for path in files(".py", within=APPS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = _named_by(node)
            if isinstance(name, ast.Constant):
                found.add(str(name.value))
    for path in (ROOT / "bin").rglob("*"):
        if path.is_file():
            found |= set(re.findall(r"\$\{([A-Z][A-Z_]+):-", path.read_text(encoding="utf-8")))
    return found - {"CLUSTER_IS_OURS", "PYTHON", "BASH_SOURCE"}


def test_every_variable_is_explained_and_every_explained_variable_exists() -> None:
    explained = set(re.findall(r"^\| `([A-Z_]+)`", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))
    assert explained == variables_read()


def _production(**changes: str | None) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in {**PRODUCTION, "PATH": os.environ["PATH"], **changes}.items()
        if value is not None
    }
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_the_deployment_checks() -> None:
    # A site decides for itself whether its whole domain may be tied to HTTPS for ever (security.W005, W021).
    done = _production()
    complaints = [line for line in done.stderr.splitlines() if "security." in line]
    assert all("W005" in line or "W021" in line for line in complaints), done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_does_not_start_without_what_it_needs(name: str) -> None:
    done = _production(**{name: None})
    assert done.returncode != 0
    assert f"Set {name}:" in done.stderr


def test_a_database_address_is_read_in_all_its_parts() -> None:
    read = parse_url("postgresql://e%40plan:p%2Fw@db.example:5433/eplan?sslmode=require&connect_timeout=5")
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"]) == ("e@plan", "p/w", "db.example", "5433")
    assert (read["NAME"], read["OPTIONS"]) == ("eplan", {"sslmode": "require", "connect_timeout": "5"})


def test_a_socket_folder_may_stand_among_the_options() -> None:
    assert parse_url("postgresql://geo_eplan@/geo_eplan?host=/a%20b/run")["HOST"] == "/a b/run"


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgresql://user@host/", "geo_eplan"])
def test_other_databases_are_refused_by_name(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        parse_url(url)


def test_without_a_cluster_the_message_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="bin/run"):
        private_cluster_url(tmp_path)


@pytest.mark.django_db
def test_demonstration_accounts_keep_a_production_site_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.factories import UserFactory

    assert checks.no_demonstration_accounts(databases=["default"]) == []
    monkeypatch.setattr(settings, "REFUSE_DEMONSTRATION_ACCOUNTS", True)
    UserFactory(is_demo=False)
    assert checks.no_demonstration_accounts(databases=["default"]) == []
    UserFactory(is_demo=True)
    assert [found.id for found in checks.no_demonstration_accounts(databases=["default"])] == ["house.E001"]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_the_content_security_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert not re.search(r"unsafe|blob:|https?:|\*", policy)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/nothing-here", "/nothing-here/"])
def test_unknown_addresses_are_404(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("application/problem+json" if "/api/" in path else "text/html")
