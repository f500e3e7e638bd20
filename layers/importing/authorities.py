"""The registry of local authorities from a table (CSV, UTF-8 or TIS-620).

A row is recognised by its DLA code. The one authority that has none (Pattaya) is recognised by kind, name and
province together. Names alone never identify: 1,808 authorities share kind and name with another.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from geo.errors import GeoError
from geo.front_door import UploadKind, sniff_upload
from geo.measure import distance_m
from geo.systems import THAILAND_EXTENT, WGS84
from geo.thai import parse_date, parse_decimal
from layers.enums import CODE_DIGIT_OF_KIND, FULL_PREFIX_TH, SHORT_PREFIX_TH, AuthorityKind
from layers.importing.columns import AUTHORITY_COLUMNS, digits_of, find_columns
from layers.importing.findings import ImportPlan, Outcome, PlannedRow, Remark, UnusableFile
from layers.importing.ground import ProvinceGround
from layers.models import AuthorityPeriod, LocalAuthority, Province
from layers.reference import PROVINCE_ALIASES_TH
from layers.services.registry import change_authority

_KIND_WORDS: dict[str, AuthorityKind] = {
    "tao": AuthorityKind.SAO,
    "thesabantambon": AuthorityKind.SUBDISTRICT,
    "thesabanmueang": AuthorityKind.TOWN,
    "thesabannakhon": AuthorityKind.CITY,
    "mueang": AuthorityKind.SPECIAL,
    "เมืองพัทยา": AuthorityKind.SPECIAL,
    **{kind.value.lower(): kind for kind in AuthorityKind},
    **{word: kind for kind, word in SHORT_PREFIX_TH.items() if word},
    **{word: kind for kind, word in FULL_PREFIX_TH.items() if word},
}
# What a period says, and what only the map says, of an authority.
_DATED = ("kind", "code", "name_th", "name_en", "province_id")
_GROUND = ("subdistrict_code", "area_km2", "office", "office_source")


def plan_authorities(path: Path, *, source: str = "") -> ImportPlan:
    """Read a registry file and say, row by row, what would be done. Raises UnusableFile and geo.errors.GeoError."""
    head, table = _table(path)
    columns = find_columns(head, AUTHORITY_COLUMNS)
    missing = [name for name in ("kind", "name_th", "province") if name not in columns]
    if missing:
        raise UnusableFile(
            f"The file has no column for {', '.join(missing)}. Name it, for example, "
            + ", ".join(AUTHORITY_COLUMNS[name][0] for name in missing)
            + f". Columns found: {', '.join(head)}."
        )
    reader = _RowReader(columns, source or path.name)
    plan = ImportPlan([reader.read(line, row) for line, row in table])
    _compare_rows(plan)
    _compare_registry(plan)
    return plan


def _table(path: Path) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    upload = sniff_upload(path.name, path)
    if upload.kind is not UploadKind.CSV:
        raise UnusableFile("The registry is read from a CSV file (UTF-8 or TIS-620). Save the table as CSV.")
    text = path.read_text(encoding=upload.encoding)
    rows = csv.reader(text.splitlines(), dialect=_dialect(text))
    head = [name.strip() for name in next(rows)]

    def numbered() -> Iterator[tuple[int, dict[str, str]]]:
        for line, cells in enumerate(rows, start=2):
            if any(cell.strip() for cell in cells):
                yield line, dict(zip(head, (cell.strip() for cell in cells), strict=False))

    return head, numbered()


def _dialect(text: str) -> type[csv.Dialect] | str:
    first = text.split("\n", 1)[0]
    return "excel-tab" if first.count("\t") > first.count(",") else "excel"


class _RowReader:
    """Turns the cells of one row into values, naming every doubt."""

    def __init__(self, columns: dict[str, str], source: str) -> None:
        self.columns = columns
        self.source = source
        self.provinces = {province.code: province for province in Province.objects.defer("boundary")}
        self.province_by_name = {province.name_th: province for province in self.provinces.values()}
        self.ground = ProvinceGround()

    def cell(self, row: dict[str, str], meaning: str) -> str:
        return row.get(self.columns.get(meaning, ""), "") or ""

    def read(self, line: int, row: dict[str, str]) -> PlannedRow:
        kind = _KIND_WORDS.get(self.cell(row, "kind").replace(" ", "").lower())
        name = self.cell(row, "name_th")
        planned = PlannedRow(line, f"{self.cell(row, 'kind')} {name}".strip(), Outcome.ADD)
        province = self._province(self.cell(row, "province"))
        if kind is None:
            planned.refuse("unknown_kind", f"“{self.cell(row, 'kind')}” is no kind of local authority.")
        if not name:
            planned.refuse("no_name", "The Thai name is empty.")
        if province is None:
            planned.refuse("unknown_province", f"“{self.cell(row, 'province')}” is no province's code or name.")
        if kind is None or not name or province is None:
            return planned
        code = self._code(row, kind, planned)
        planned.values = {
            "kind": kind,
            "code": code,
            "name_th": _bare_name(name, kind),
            "name_en": self.cell(row, "name_en"),
            "province_id": province.code,
            "subdistrict_code": self._subdistrict(row, kind),
            "area_km2": self._area(row, planned),
            **self._office(row, province.code, planned),
            **self._days(row, planned),
        }
        return planned

    def _province(self, text: str) -> Province | None:
        by_code = self.provinces.get(digits_of(text)[:2])
        name = text.removeprefix("จังหวัด").removeprefix("จ.").strip()
        return by_code or self.province_by_name.get(PROVINCE_ALIASES_TH.get(name, name))

    def _code(self, row: dict[str, str], kind: AuthorityKind, planned: PlannedRow) -> str | None:
        code = digits_of(self.cell(row, "code"))
        if not code:
            if kind is not AuthorityKind.SPECIAL:
                planned.refuse("no_code", "The DLA code is empty; without it the authority cannot be told from others.")
            return None
        if len(code) != 7:
            planned.refuse("code_length", f"The DLA code {code} has {len(code)} digits instead of 7.")
        elif code[0] != CODE_DIGIT_OF_KIND.get(kind):
            planned.doubt(
                "kind_digit",
                f"Code {code} begins with {code[0]}, but a {kind.label} has {CODE_DIGIT_OF_KIND.get(kind, '-')}:"
                " an old digit kept after an upgrade, or a wrong kind. Taken as given.",
            )
        return code

    def _subdistrict(self, row: dict[str, str], kind: AuthorityKind) -> str:
        stated = digits_of(self.cell(row, "subdistrict"))
        if stated:
            return stated[:6]
        geocode = digits_of(self.cell(row, "geocode"))
        # In the registry of 2017 an SAO's geocode is its subdistrict's code plus 50.
        if kind is AuthorityKind.SAO and len(geocode) == 6 and int(geocode) % 100 > 50:
            return str(int(geocode) - 50)
        return ""

    def _area(self, row: dict[str, str], planned: PlannedRow) -> Decimal | None:
        text = self.cell(row, "area_km2")
        if not text:
            return None
        try:
            return parse_decimal(text).quantize(Decimal("0.01"))
        except GeoError as error:
            planned.doubt("area", f"The area is left out: {error}")
            return None

    def _office(self, row: dict[str, str], province_code: str, planned: PlannedRow) -> dict[str, Any]:
        latitude, longitude = self.cell(row, "latitude"), self.cell(row, "longitude")
        if not latitude and not longitude:
            return {"office": None, "office_source": ""}
        point = self._office_point(latitude, longitude, province_code, planned)
        return {"office": point, "office_source": self.source if point else ""}

    def _office_point(self, latitude: str, longitude: str, province: str, planned: PlannedRow) -> Point | None:
        if latitude == longitude:
            planned.doubt("office_repeated", f"Latitude and longitude are both {latitude}. The office is left out.")
            return None
        try:
            point = Point(float(parse_decimal(longitude)), float(parse_decimal(latitude)), srid=WGS84)
        except GeoError as error:
            planned.doubt("office_unreadable", f"The office is left out: {error}")
            return None
        west, south, east, north = THAILAND_EXTENT
        if not (west <= point.x <= east and south <= point.y <= north):
            swapped = " With the two exchanged it would be." if west <= point.y <= east else ""
            planned.doubt(
                "office_outside_thailand",
                f"The office ({latitude}, {longitude}) is not in Thailand.{swapped} It is left out.",
            )
            return None
        beyond_m = self.ground.beyond_m(province, point.x, point.y)
        if beyond_m is None:
            return point
        other = self.ground.province_at(point.x, point.y)
        where = f"The office ({latitude}, {longitude}) lies {beyond_m / 1000:.1f} km outside its province"
        if other is None:
            planned.doubt("office_off_the_map", f"{where} and in no other, perhaps on an island. It is kept.")
            return point
        planned.doubt(
            "office_outside_province", f"{where}, in {self.provinces[other].name_th}. The office is left out."
        )
        return None

    def _days(self, row: dict[str, str], planned: PlannedRow) -> dict[str, dt.date | None]:
        days: dict[str, dt.date | None] = {"since": None, "until": None}
        for meaning in days:
            text = self.cell(row, meaning)
            if not text:
                continue
            try:
                days[meaning] = parse_date(text)
            except GeoError as error:
                planned.refuse(f"{meaning}_unreadable", str(error))
        if days["since"] and days["until"] and days["until"] <= days["since"]:
            planned.refuse("ends_before_it_begins", "The last day lies before the first.")
        return days


def _bare_name(name: str, kind: AuthorityKind) -> str:
    for prefix in (FULL_PREFIX_TH[kind], SHORT_PREFIX_TH[kind]):
        if prefix and name.startswith(prefix) and len(name) > len(prefix):
            return name.removeprefix(prefix).strip()
    return name


def _compare_rows(plan: ImportPlan) -> None:
    """Codes must not repeat within the file; names that do are named, and both rows stay."""
    taken = [row for row in plan.rows if row.outcome is not Outcome.REFUSE]
    codes = Counter(row.values["code"] for row in taken if row.values["code"])
    names = Counter((row.values["kind"], row.values["name_th"], row.values["province_id"]) for row in taken)
    for row in taken:
        if codes[row.values["code"]] > 1:
            row.refuse("code_repeated", f"Code {row.values['code']} stands on more than one row of the file.")
        same = names[(row.values["kind"], row.values["name_th"], row.values["province_id"])]
        if same > 1:
            row.doubt(
                "name_repeated", f"{same} authorities of this province have the same kind and name. All are kept."
            )


def _compare_registry(plan: ImportPlan) -> None:
    """Tell new authorities from known ones, and say which known ones the file does not have."""
    known = list(LocalAuthority.objects.defer("boundary"))
    by_code = {authority.code: authority for authority in known if authority.code}
    codeless = {(a.kind, a.name_th, a.province_id): a for a in known if not a.code}
    seen = set()
    for row in plan.rows:
        if row.outcome is Outcome.REFUSE:
            continue
        values = row.values
        key = (values["kind"], values["name_th"], values["province_id"])
        existing = by_code.get(values["code"]) if values["code"] else codeless.get(key)
        if existing:
            seen.add(existing.pk)
            row.existing_id = existing.pk
            row.outcome = Outcome.CHANGE if _changes(existing, values) else Outcome.SAME
    absent = [a for a in known if a.pk not in seen and a.dissolved_on is None]
    if known and absent:
        plan.remarks.append(
            Remark(
                "not_in_file",
                f"{len(absent)} authorities of the registry are not in the file and stay as they are: "
                + ", ".join(f"{a.code or '-'} {a}" for a in absent[:10])
                + (" …" if len(absent) > 10 else ""),
            )
        )


def _changes(existing: LocalAuthority, values: dict[str, Any]) -> dict[str, Any]:
    """The fields in which the file says something else than the registry. An empty cell takes nothing away."""
    different = {
        name: values[name]
        for name in (*_DATED, "subdistrict_code", "area_km2")
        if values[name] not in (None, "") and getattr(existing, name) != values[name]
    }
    office = values["office"]
    if office and (
        existing.office is None or distance_m((existing.office.x, existing.office.y), (office.x, office.y)) > 1
    ):
        different |= {"office": office, "office_source": values["office_source"]}
    return different


@transaction.atomic
def apply_authorities(plan: ImportPlan, *, on: dt.date) -> None:
    """Write the plan. Authorities that changed begin a new period on `on`; new ones without a first day have
    existed as far back as anybody knows."""
    _add([row for row in plan.rows if row.outcome is Outcome.ADD])
    changed = plan.with_outcome(Outcome.CHANGE)
    authorities = LocalAuthority.objects.in_bulk([row.existing_id for row in changed])
    for row in changed:
        authority = authorities[row.existing_id]
        changes = _changes(authority, row.values)
        dated = {name: value for name, value in changes.items() if name in _DATED}
        ground = {name: value for name, value in changes.items() if name in _GROUND}
        if dated:
            change_authority(authority=authority, on=on, **dated)
        if ground:
            LocalAuthority.objects.filter(pk=authority.pk).update(**ground)


def _add(rows: list[PlannedRow]) -> None:
    authorities = LocalAuthority.objects.bulk_create(
        [LocalAuthority(**{name: row.values[name] for name in (*_DATED, *_GROUND)}) for row in rows], batch_size=1000
    )
    AuthorityPeriod.objects.bulk_create(
        [
            AuthorityPeriod(
                authority=authority,
                during=DateRange(row.values["since"], row.values["until"]),
                **{name: row.values[name] for name in _DATED},
            )
            for authority, row in zip(authorities, rows, strict=True)
        ],
        batch_size=1000,
    )
