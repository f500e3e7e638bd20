"""Read coordinates in any notation and print what they may mean."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from geo.coordinates import read
from geo.errors import GeoError
from geo.reading_json import reading_as_json
from geo.systems import SYSTEM_NAMES
from layers.models import LocalAuthority
from projects.api.coordinates import place_of


class Command(BaseCommand):
    """`read_coordinates "47P 720936 1610740"` prints every reading as JSON; the reason goes to stderr, exit code 1."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text", help="as typed or pasted; begin with -- when it begins with a minus sign")
        parser.add_argument("--system", metavar="NAME", help="one of: " + ", ".join(SYSTEM_NAMES))
        parser.add_argument("--authority", metavar="CODE", help="DLA code or id: also say whether it lies inside")
        parser.add_argument("--language", choices=("en", "th"), default="en", help="of the notes")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            authority = _find_authority(options["authority"])
            try:
                readings = read(options["text"], system=options["system"])
            except GeoError as error:
                raise CommandError(error.text(options["language"])) from error
            found = []
            for reading in readings:
                plain = reading_as_json(reading, language=options["language"])
                if authority is not None:
                    plain |= place_of(authority, reading.longitude, reading.latitude)
                found.append(plain)
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))


def _find_authority(code: str | None) -> LocalAuthority | None:
    if code is None:
        return None
    known = LocalAuthority.objects.defer("boundary")
    found = known.filter(code=code).first()
    if found is None and code.isascii() and code.isdigit():
        found = known.filter(pk=int(code)).first()
    if found is None:
        raise CommandError(f"There is no local authority with the code or id {code[:40]}.")
    return found
