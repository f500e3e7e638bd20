"""Open an account and print its activation link.

bin/manage open_account somchai --role PLANNER --authority 5190101 --name "สมชาย ใจดี" --email somchai@example.go.th
bin/manage open_account saraburi --role PROVINCIAL_ANALYST --province 19 --site https://eplan.example.go.th
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.activation import link_for
from accounts.enums import Role
from accounts.services import open_account
from layers.models import LocalAuthority, Province


class Command(BaseCommand):
    help = "Open an account and print the link with which its owner chooses a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--authority", help="DLA code (or number) of the local authority")
        parser.add_argument("--province", help="two-digit code of the province")
        parser.add_argument("--name", default="", help="full name")
        parser.add_argument("--email", default="")
        parser.add_argument("--site", default="http://127.0.0.1:8000", help="address of the site, for the link")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = open_account(
                username=options["username"],
                email=options["email"],
                full_name=options["name"],
                role=Role(options["role"]),
                authority=self._authority(options["authority"]),
                province=self._province(options["province"]),
                by=None,
            )
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from wrong
        link = link_for(user, site=options["site"])
        self.stdout.write(link.url)
        self.stderr.write(f"Works once, until {link.expires_at:%Y-%m-%d %H:%M} UTC")

    def _authority(self, code: str | None) -> LocalAuthority | None:
        if not code:
            return None
        found = LocalAuthority.objects.filter(code=code).first()
        if found is None and code.isdecimal() and len(code) < 7:
            found = LocalAuthority.objects.filter(pk=int(code)).first()
        if found is None:
            raise CommandError(f"There is no local authority {code}")
        return found

    def _province(self, code: str | None) -> Province | None:
        if not code:
            return None
        found = Province.objects.filter(pk=code).first()
        if found is None:
            raise CommandError(f"There is no province {code}")
        return found
