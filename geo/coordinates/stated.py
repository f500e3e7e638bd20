"""What a text says about its own reference system: datum words, UTM zones, EPSG numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.coordinates.messages import refusal
from geo.systems import (
    DATUM_INDIAN_1975,
    DATUM_WGS84,
    SYSTEMS,
    ReferenceSystem,
    UnknownReferenceSystem,
    find_system,
)


@dataclass(slots=True)
class Stated:
    """The reference system as far as the text names it; None where it does not."""

    datum: str | None = None
    zone: int | None = None
    system: ReferenceSystem | None = None

    def allows(self, system: ReferenceSystem) -> bool:
        """Whether a system agrees with everything the text says."""
        if self.system is not None:
            return system is self.system
        if self.datum is not None and system.datum != self.datum:
            return False
        return self.zone is None or system.zone is None or system.zone == self.zone

    def candidates(self, *, geographic: bool) -> list[ReferenceSystem]:
        """The systems in degrees, or in metres, that agree with the text, in the order they are offered."""
        return [system for system in SYSTEMS if system.is_geographic == geographic and self.allows(system)]

    def __str__(self) -> str:
        if self.system is not None:
            return self.system.label_en
        names = {DATUM_WGS84: "WGS 84", DATUM_INDIAN_1975: "Indian 1975"}
        zone = f"UTM {self.zone}" if self.zone else ""
        return " ".join(part for part in (zone, names.get(self.datum or "", "")) if part)


_EPSG = re.compile(r"\b(?:epsg|srid)\s*[:=]{0,2}\s*(\d{4,6})\b")
_WGS84 = re.compile(r"\bwgs[\s_.-]*(?:19)?84\b|ดับเบิลยูจีเอส\s*84")
_INDIAN = re.compile(
    r"\b(?:indian|ind)(?:[\s_.-]+datum)?[\s_.-]*(?P<year>\d{4}|75|54|60|16)(?!\d)"
    r"|อินเดีย(?:น|ไทย)?[\s_.-]*(?P<year_th>\d{4}|75)(?!\d)"
)
_OTHER_DATUM = re.compile(
    r"\b(?:nad[\s_-]?\d\d|ed[\s_-]?50|wgs[\s_-]*(?:19)?72|hanoi[\s_-]*\d{4}|vn[\s_-]?2000|pulkovo[\s_-]*\d*"
    r"|kertau|timbalai|luzon|tokyo|gcj[\s_-]?\d*|bd[\s_-]?09|itrf\s*\d*|everest(?:\s*1830)?)\b"
)
_ZONE = re.compile(
    r"(?:\b(?:zone|z)(?:[\s.:=]*)|โซน(?:ที่)?[\s.:=]*|\butm[\s.:/_-]*(?:zone[\s.:=]*)?)(?P<zone>\d{1,2})(?![\d.])"
    r"(?:(?P<gap>\s*)(?P<band>[a-z](?![a-z])|เหนือ|north\b))?"
)
_GRID_REFERENCE = re.compile(r"\b(\d{1,2}[c-hj-np-x])\s?([a-hj-np-z]{2})\s?(\d{4,10}|\d{2,5} \d{2,5})\b")
_PLUS_CODE = re.compile(r"(?<![\w.])(?=[^\s+]{0,7}[a-z])[23456789cfghjmpqrvwx]{4,8}\+[23456789cfghjmpqrvwx]{2,3}\b")
THAI_ZONES = (47, 48)
# Letters after a zone number that lie over Thailand: N, P, Q are latitude bands, and N also means north.
BANDS = frozenset("npq")


def read_stated(text: str) -> tuple[Stated, str]:
    """What the text says of its system, and the text without those words.

    Raises UnreadableCoordinates `unknown_datum`, `other_zone`, `grid_reference` or `plus_code`.
    """
    for code, pattern in (("grid_reference", _GRID_REFERENCE), ("plus_code", _PLUS_CODE)):
        found = pattern.search(text)
        if found and not (code == "grid_reference" and found[2] in ("me", "mn")):
            raise refusal(code, found=found.group().upper())
    stated = Stated()
    text = _take_epsg(text, stated)
    text = _take_datum(text, stated)
    return stated, _take_zone(text, stated)


def _take_epsg(text: str, stated: Stated) -> str:
    found = _EPSG.search(text)
    if found is None:
        return text
    try:
        stated.system = find_system(int(found[1]))
    except UnknownReferenceSystem as error:
        raise refusal("unknown_datum", found=f"EPSG:{found[1]}") from error
    stated.datum, stated.zone = stated.system.datum, stated.system.zone
    return _without(text, found)


def _take_datum(text: str, stated: Stated) -> str:
    other = _OTHER_DATUM.search(text)
    indian = _INDIAN.search(text)
    if indian and (indian["year"] or indian["year_th"]) not in ("1975", "75", "2518"):
        raise refusal("unknown_datum", found=indian.group().strip().title())
    if other and not (indian and other.group().startswith("everest")):
        raise refusal("unknown_datum", found=other.group().strip().upper())
    wgs84 = _WGS84.search(text)
    if indian and wgs84:
        raise refusal("unknown_datum", found=f"{wgs84.group()} / {indian.group()}".upper())
    if indian or wgs84:
        named = DATUM_INDIAN_1975 if indian else DATUM_WGS84
        if stated.datum not in (None, named):
            raise refusal("unknown_datum", found="WGS 84 / Indian 1975")
        stated.datum = named
        text = _without(text, indian or wgs84)
        text = _OTHER_DATUM.sub(" ", text)
    return text


def _take_zone(text: str, stated: Stated) -> str:
    found = _ZONE.search(text)
    if found is None:
        return text
    set_zone(stated, int(found["zone"]))
    rest = _without(text, found)
    band = found["band"] or ""
    letters = re.findall(r"(?<![a-z])m?([ne])(?![a-z])", rest)
    if band == "n" and found["gap"] and letters.count("e") > letters.count("n"):
        # "zone 47 N 1610740 E 720936": this N belongs to the northing.
        return f"{text[: found.start()]} {text[found.end('gap') :]}"
    if len(band) == 1 and band not in BANDS:
        if found["gap"]:
            return f"{text[: found.start()]} {text[found.end('gap') :]}"
        raise refusal("other_zone", zone=f"{found['zone']}{band.upper()}")
    return rest


def set_zone(stated: Stated, zone: int) -> None:
    """Note a UTM zone. Raises UnreadableCoordinates `other_zone`, or `unknown_datum` on a contradiction."""
    if zone not in THAI_ZONES:
        raise refusal("other_zone", zone=zone)
    if stated.zone not in (None, zone):
        raise refusal("unknown_datum", found=f"UTM {stated.zone} / {zone}")
    stated.zone = zone


def _without(text: str, found: re.Match[str] | None) -> str:
    return text if found is None else f"{text[: found.start()]} {text[found.end() :]}"
