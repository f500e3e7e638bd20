"""Names put together from the ordinary words of Thai place names, with their romanisation, and names of firms."""

from __future__ import annotations

from functools import cache
from random import Random

from geo_eplan.demo.recipe import DEMO, rows_of

Name = tuple[str, str]  # Thai, English

FIRM_FORMS = ("หจก.", "หจก.", "หจก.", "บจก.", "บจก.", "ร้าน")
FIRM_FIRST = (
    "รุ่งเรือง",
    "ทรัพย์",
    "เจริญ",
    "โชค",
    "ศิริ",
    "พงษ์",
    "วัฒนา",
    "สมบัติ",
    "ไพบูลย์",
    "มั่นคง",
    "ชัย",
    "เพชร",
    "นำ",
    "ส.",
    "ป.",
    "พ.",
)
FIRM_SECOND = ("ทวีทรัพย์", "ชัยเจริญ", "พานิช", "ก้าวหน้า", "มงคล", "รุ่งกิจ", "ถาวร", "เสริมสุข", "พัฒนา", "สามัคคี", "ศิลา")
FIRM_TRADE = ("ก่อสร้าง", "การโยธา", "คอนสตรัคชั่น", "วิศวกรรม", "ซัพพลาย", "การค้า", "คอนกรีต")


@cache
def _parts(region: str) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """First and second parts of names of a region; its own words stand twice as often as those used everywhere."""
    parts: dict[str, list[Name]] = {"first": [], "second": []}
    for row in rows_of(DEMO / "name_parts.tsv"):
        if row["region"] in ("*", region):
            parts[row["place"]] += [(row["th"], row["en"])] * (1 if row["region"] == "*" else 2)
    return tuple(parts["first"]), tuple(parts["second"])


def compose(chance: Random, region: str) -> Name:
    """A place name such as ห้วยทราย, Huai Sai."""
    firsts, seconds = _parts(region)
    while True:
        first, second = chance.choice(firsts), chance.choice(seconds)
        if second[0] not in first[0] and first[0] not in second[0]:
            return first[0] + second[0], f"{first[1]} {second[1]}"


def compose_new(chance: Random, region: str, taken: set[str]) -> Name:
    """A name that is not among `taken`, where it is entered."""
    while True:
        name = compose(chance, region)
        if name[0] in taken:
            third = chance.choice(_parts(region)[1])
            name = (name[0] + third[0], f"{name[1]} {third[1]}")
        if name[0] not in taken and len(name[0]) <= 24:
            taken.add(name[0])
            return name


def tax_id(chance: Random) -> str:
    """A thirteen-digit number of a juristic person, with the check digit (weights 13 … 2, modulo 11)."""
    digits = [0, *(chance.randrange(10) for _ in range(11))]
    total = sum(digit * weight for digit, weight in zip(digits, range(13, 1, -1), strict=True))
    return "".join(map(str, digits)) + str((11 - total % 11) % 10)


def firm(chance: Random) -> Name:
    """An invented contractor: name and tax id."""
    form = chance.choice(FIRM_FORMS)
    return f"{form} {chance.choice(FIRM_FIRST)}{chance.choice(FIRM_SECOND)}{chance.choice(FIRM_TRADE)}", tax_id(chance)
