"""Compile every app's Thai and English words (.po) to what Django reads (.mo), without GNU gettext."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


def translation_files(base: Path) -> list[Path]:
    """Every `<app>/locale/<language>/LC_MESSAGES/django.po` of the project."""
    return sorted(base.glob("*/locale/*/LC_MESSAGES/*.po"))


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="compile also what has not changed")

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        compiled = 0
        for source in translation_files(settings.BASE_DIR):
            target = source.with_suffix(".mo")
            if not force and target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            try:
                catalog = read_po(source.read_text(encoding="utf-8").splitlines(keepends=True), abort_invalid=True)
            except Exception as error:
                raise CommandError(f"{source.relative_to(settings.BASE_DIR)} cannot be read: {error}") from error
            partial = target.with_suffix(".mo.new")
            with partial.open("wb") as file:
                write_mo(file, catalog)
            partial.replace(target)
            compiled += 1
        if compiled:
            self.stdout.write(f"Compiled {compiled} translation files")
