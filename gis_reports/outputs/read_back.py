"""What a file must still say when somebody else opens it: counts, names, money and places, compared after writing.

Every writer adds what it wrote to a `Fingerprint`; another library then reads the finished file into a second one. A
file is offered only when the two are equal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

SATANG = Decimal("0.01")


class OutputError(Exception):
    """An output that cannot be made as asked. The text is for the person who asked."""


class ReadBackMismatch(OutputError):
    """The finished file does not say what was written into it."""


class Entry(NamedTuple):
    """What is compared of each row. Money in baht: planned, approved, contracted, paid; `place` is WGS 84 degrees."""

    id: int
    name: str
    money: tuple[Decimal, ...]
    place: tuple[float, float] | None


@dataclass(slots=True)
class Part:
    """The rows with a place, or those without one, in the order of the file."""

    count: int = 0
    sums: list[Decimal] = field(default_factory=lambda: [Decimal(0)] * 4)
    names: hashlib._Hash = field(default_factory=hashlib.sha256)
    money: hashlib._Hash = field(default_factory=hashlib.sha256)
    places: hashlib._Hash = field(default_factory=hashlib.sha256)

    def add(self, entry: Entry) -> None:
        """Take one row in."""
        self.count += 1
        amounts = [amount.quantize(SATANG) for amount in entry.money]
        for index, amount in enumerate(amounts):
            self.sums[index] += amount
        self.names.update(f"{entry.id}\x1f{entry.name}\x1e".encode())
        self.money.update(f"{entry.id}\x1f{amounts}\x1e".encode())
        self.places.update(f"{entry.id}\x1f{entry.place!r}\x1e".encode())


@dataclass(slots=True)
class Fingerprint:
    """Both parts of a file."""

    placed: Part = field(default_factory=Part)
    unplaced: Part = field(default_factory=Part)

    def add(self, entry: Entry) -> None:
        """Take one row in, under its part."""
        (self.placed if entry.place is not None else self.unplaced).add(entry)

    @property
    def count(self) -> int:
        """All rows."""
        return self.placed.count + self.unplaced.count


def fingerprint_of(entries: Iterable[Entry]) -> Fingerprint:
    """The fingerprint of what a reader found."""
    found = Fingerprint()
    for entry in entries:
        found.add(entry)
    return found


def require_equal(written: Fingerprint, found: Fingerprint) -> None:
    """Raise ReadBackMismatch, naming what differs, unless both say the same."""
    differences = []
    for part in ("placed", "unplaced"):
        mine, theirs = getattr(written, part), getattr(found, part)
        if mine.count != theirs.count:
            differences.append(
                _("number of rows: %(mine)d written, %(theirs)d read") % {"mine": mine.count, "theirs": theirs.count}
            )
        elif mine.sums != theirs.sums or mine.money.digest() != theirs.money.digest():
            differences.append(_("sums of money"))
        if mine.names.digest() != theirs.names.digest():
            differences.append(_("project names"))
        if mine.places.digest() != theirs.places.digest():
            differences.append(_("places"))
    if differences:
        raise ReadBackMismatch(
            _("The file was read again and differs from the records in: %(what)s. It is not offered.")
            % {"what": "; ".join(dict.fromkeys(differences))}
        )
