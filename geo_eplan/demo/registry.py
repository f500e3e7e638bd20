"""The invented registry: which authority stands where, what it is called, and what it was before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import shapely
from shapely.geometry import MultiPolygon

from geo_eplan.demo.chance import stream
from geo_eplan.demo.names import Name, compose, compose_new
from geo_eplan.demo.recipe import DistrictFact, ProvinceFact
from geo_eplan.demo.shapes import Division, Place, divide, inside_point, towards_edge
from layers.enums import CODE_DIGIT_OF_KIND, AuthorityKind

SOURCE = "ข้อมูลสาธิต: แบ่งพื้นที่จังหวัดด้วยวิธีโวโรนอย (demonstration: Voronoi division)"
OFFICE_SOURCE = "ข้อมูลสาธิต (demonstration)"
ACCURACY_M = 50

HUAI_SAI_NGAM: Name = ("ห้วยทรายงาม", "Huai Sai Ngam")
HUAI_SAI_NGAM_CODE = "5190000"
HUAI_SAI_NGAM_AT: Place = (101.0475, 14.5635)
HUAI_SAI_NGAM_VILLAGES = ("ห้วยทราย", "โคกสะอาด", "หนองผักบุ้ง", "คลองไผ่", "ท่าเสา", "ซับปลากด", "ดอนแจง", "เขาแดง")
# Its neighbours on the map, in the order in which neighbouring cells of each kind are met.
NEIGHBOURS: dict[str, tuple[Name, ...]] = {
    "SAO": (
        ("เขาขวางทอง", "Khao Khwang Thong"),
        ("หนองปลิงเหนือ", "Nong Pling Nuea"),
        ("คำพรานใต้", "Kham Phran Tai"),
        ("บ้านไร่ริมธาร", "Ban Rai Rim Than"),
    ),
    "SUBDISTRICT": (("หินกองทราย", "Hin Kong Sai"), ("สองคอนบน", "Song Khon Bon")),
}
PATTAYA_AT: Place = (100.885, 12.93)

# Cities beside, or instead of, the capital: in which district they stand.
CITY_DISTRICTS = {"12": "1206", "20": "2007", "63": "6306", "74": "7402", "84": "8404", "90": "9011"}


@dataclass(slots=True)
class Village:
    """A village (หมู่บ้าน) with its number in the authority."""

    number: int
    name: str
    at: Place


@dataclass(slots=True)
class Period:
    """What an authority was from `since` until `until` (not included; None: still)."""

    since: dt.date
    until: dt.date | None
    kind: str
    code: str | None
    name: Name


@dataclass(slots=True)
class Authority:
    """An authority as it was on the day of the annex, or one dissolved before (it has no cell). `id` is its number in
    the database, given when it is loaded."""

    province: ProvinceFact
    number: int
    kind: str
    name: Name
    code: str | None
    district: DistrictFact
    cell: MultiPolygon
    office: Place
    villages: list[Village] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    merged_into: int | None = None
    id: int = 0

    @property
    def is_the_demonstration_municipality(self) -> bool:
        """True for the one the demonstration accounts work for."""
        return self.code == HUAI_SAI_NGAM_CODE

    def chance(self, about: str) -> Random:
        """Chance of its own for a subject."""
        return stream(about, self.province.code, self.number)


@dataclass(frozen=True, slots=True)
class ProvinceRegistry:
    """The authorities of one province (those of the day of the annex first) and its districts' shapes."""

    province: ProvinceFact
    authorities: list[Authority]
    dissolved: list[Authority]
    districts: list[MultiPolygon]

    def neighbours(self, of: Authority) -> list[Authority]:
        """Authorities whose cells touch the given one's, nearest first."""
        near = [
            each
            for each in self.authorities
            if each is not of and each.kind != "PAO" and shapely.distance(each.cell, of.cell) < 1e-9
        ]
        office = shapely.Point(of.office)
        return sorted(near, key=lambda each: office.distance(shapely.Point(each.office)))


def registry_of(province: ProvinceFact) -> ProvinceRegistry:
    """Everything invented about a province's authorities, the same at every call."""
    chance = stream("registry", province.code)
    kinds = _kinds(province)
    near = [HUAI_SAI_NGAM_AT] if province.code == "19" else [PATTAYA_AT] if province.code == "20" else []
    division = divide(
        province.boundary,
        seats=[district.seat for district in province.districts],
        near=near,
        small=max(len(near), sum(kind != "SAO" for kind in kinds) - len(province.districts)),
        total=len(kinds),
        chance=chance,
    )
    authorities = list(_authorities(province, kinds, division, chance))
    registry = ProvinceRegistry(province, authorities, [], division.districts)
    if province.code == "19":
        _name_neighbours(registry)
    _number(province, authorities)
    _date(registry, chance)
    return registry


def _kinds(province: ProvinceFact) -> list[str]:
    """Kinds of the cells in the order of a division: seats first, the capital's before all."""
    cities, towns = province.counts["CITY"], province.counts["TOWN"]
    municipal = province.counts["SUBDISTRICT"]
    seats = ["" for _ in province.districts]
    elsewhere = CITY_DISTRICTS.get(province.code)
    if elsewhere and cities:
        seats[[district.code for district in province.districts].index(elsewhere)] = "CITY"
        cities -= 1
    rest = ["CITY"] * cities + ["TOWN"] * towns + ["SUBDISTRICT"] * municipal
    for index, kind in enumerate(seats):
        if not kind:
            seats[index] = rest.pop(0) if rest else "SAO"
    special = ["SPECIAL"] * province.counts["SPECIAL"]
    demonstration = []
    if province.code == "19":
        rest.remove("SUBDISTRICT")
        demonstration = ["SUBDISTRICT"]
    sao = province.counts["SAO"] - seats.count("SAO")
    return [*seats, *special, *demonstration, *rest, *["SAO"] * sao]


def _authorities(province: ProvinceFact, kinds: list[str], division: Division, chance: Random) -> Iterator[Authority]:
    middle = division.points[0]
    yield Authority(
        province,
        0,
        "PAO",
        (province.name_th, province.name_en),
        None,
        province.districts[0],
        province.boundary,
        (middle[0] + 0.004, middle[1] + 0.003),
    )
    taken: dict[str, set[str]] = {kind: set() for kind in ("CITY", "TOWN", "SUBDISTRICT", "SAO")}
    for index, kind in enumerate(kinds):
        district = province.districts[division.district[index]]
        if index < len(province.districts):
            name = _seat_name(province, district)
            taken[kind].add(name[0])
        elif kind == "SPECIAL":
            name = ("เมืองพัทยา", "Pattaya City")
        elif province.code == "19" and index == len(province.districts):
            name = HUAI_SAI_NGAM
        else:
            name = compose_new(chance, province.region, taken[kind])
        cell = division.cells[index]
        at = division.points[index]
        office = at if shapely.contains_xy(cell, *at) else inside_point(cell)
        each = Authority(province, index + 1, kind, name, None, district, cell, office)
        each.villages = list(_villages(each))
        yield each


def _seat_name(province: ProvinceFact, district: DistrictFact) -> Name:
    if district is province.districts[0]:
        return province.name_th, province.name_en
    return district.name_th, district.name_en


def _villages(authority: Authority) -> Iterator[Village]:
    chance = authority.chance("villages")
    count = {"CITY": 14, "TOWN": 12}.get(authority.kind) or chance.randint(6, 13)
    ours = authority.name == HUAI_SAI_NGAM
    names = (
        HUAI_SAI_NGAM_VILLAGES if ours else tuple(compose(chance, authority.province.region)[0] for _ in range(count))
    )
    for number, name in enumerate(names, start=1):
        at = towards_edge(authority.cell, authority.office, chance.uniform(0.05, 0.72), chance)
        yield Village(number, name if name.startswith("บ้าน") else f"บ้าน{name}", at)


def _name_neighbours(registry: ProvinceRegistry) -> None:
    ours = next(each for each in registry.authorities if each.name == HUAI_SAI_NGAM)
    waiting = {kind: list(names) for kind, names in NEIGHBOURS.items()}
    for neighbour in registry.neighbours(ours):
        is_seat = neighbour.number <= len(registry.province.districts)
        if not is_seat and waiting.get(neighbour.kind):
            neighbour.name = waiting[neighbour.kind].pop(0)


def _number(province: ProvinceFact, authorities: list[Authority]) -> None:
    """Codes as the department's: digit of the kind, province, then a running number. Pattaya has none."""
    running: dict[str, int] = {}
    ours = [each for each in authorities if each.name == HUAI_SAI_NGAM and each.kind == "SUBDISTRICT"]
    for each in [*ours, *(other for other in authorities if other not in ours)]:
        digit = CODE_DIGIT_OF_KIND.get(AuthorityKind(each.kind))
        if digit:
            each.code = f"{digit}{province.code}{running.get(digit, 0):04d}"
            running[digit] = running.get(digit, 0) + 1


def _date(registry: ProvinceRegistry, chance: Random) -> None:
    """Give everybody a past: upgrades and mergers before 2556, and a few upgrades after October 2559."""
    begun = {"PAO": dt.date(1997, 10, 31), "SAO": dt.date(1996, 3, 30), "SPECIAL": dt.date(1978, 11, 29)}
    for each in registry.authorities:
        since = begun.get(each.kind, dt.date(1999, 5, 25))
        if each.kind == "SAO" and chance.random() < 0.4:
            since = dt.date(1997, 2, 23)
        each.periods = [Period(since, None, each.kind, each.code, each.name)]
        if each.is_the_demonstration_municipality or each.kind in ("PAO", "SPECIAL", "CITY"):
            continue
        if each.kind == "SUBDISTRICT" and chance.random() < 0.05:
            _upgraded(each, dt.date(chance.randint(2007, 2012), chance.randint(1, 12), 15), "SAO", chance)
        elif each.kind == "TOWN" and chance.random() < 0.15:
            _upgraded(each, dt.date(chance.randint(2004, 2012), chance.randint(1, 12), 20), "SUBDISTRICT", chance)
        elif each.kind == "SAO" and chance.random() < 0.004:
            _upgraded(each, dt.date(2016, 11, 1) + dt.timedelta(days=chance.randint(0, 900)), "SAO", chance)
    if registry.province.code in ("30", "53", "19"):
        _merge_one(registry, chance)


def _upgraded(each: Authority, on: dt.date, before: str, chance: Random) -> None:
    """Split the one period at the day of an upgrade; the code keeps its old kind digit now and then."""
    after = {"SAO": "SUBDISTRICT", "SUBDISTRICT": "TOWN"}[before]
    only = each.periods[0]
    assert each.code is not None  # noqa: S101 - only Pattaya has no code, and it is never upgraded
    other = CODE_DIGIT_OF_KIND[AuthorityKind(before if each.kind != before else after)]
    keeps = chance.random() < 0.1
    code = each.code if keeps else f"{other}{each.code[1:3]}9{each.number:03d}"
    first, second = (code, each.code) if each.kind == after else (each.code, code)
    each.periods = [
        Period(dt.date(1997, 2, 23), on, before, first, only.name),
        Period(on, None, after, second, only.name),
    ]


def _merge_one(registry: ProvinceRegistry, chance: Random) -> None:
    """A small SAO that was merged into its neighbour long before the years of the annex."""
    into = next(each for each in reversed(registry.authorities) if each.kind == "SAO")
    on = dt.date(2004, 9, 16)
    number = len(registry.authorities)
    name = compose(chance, registry.province.region)
    code = f"6{registry.province.code}9{number:03d}"
    gone = Authority(
        registry.province,
        number,
        "SAO",
        name,
        code,
        into.district,
        MultiPolygon(),
        into.office,
        merged_into=into.number,
    )
    gone.periods = [Period(dt.date(1997, 2, 23), on, "SAO", code, name)]
    registry.dissolved.append(gone)
