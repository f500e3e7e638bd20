"""A file that does not say what was written into it is never offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from gis_reports.enums import Format
from gis_reports.outputs import writing
from gis_reports.outputs.read_back import Entry, OutputError, ReadBackMismatch
from gis_reports.outputs.rows import read_rows
from gis_reports.outputs.writing import write_file
from projects.models import Project
from tests.gis_reports.outputs.worlds import ABOUT, make_world

pytestmark = pytest.mark.django_db

Spoil = Callable[[Entry], Entry]
SPOILED: dict[str, Spoil] = {
    "a name": lambda entry: entry._replace(name=entry.name.replace("ำ", "า")),
    "a satang": lambda entry: entry._replace(money=(entry.money[0] + Decimal("0.01"), *entry.money[1:])),
    "a place": lambda entry: entry._replace(place=entry.place and (entry.place[1], entry.place[0])),
    "a lost place": lambda entry: entry._replace(place=None),
}


def spoil_reading(form: Format, spoil: Callable[[Iterable[Entry]], Iterator[Entry]], patch: pytest.MonkeyPatch) -> None:
    """Let the file be read as if it had been damaged."""
    kind = writing._KINDS[form]
    damaged = writing._Kind(kind.write, lambda path: spoil(kind.read(path)), kind.suffix, kind.media_type)
    patch.setitem(writing._KINDS, form, damaged)


@pytest.mark.parametrize("damage", list(SPOILED))
@pytest.mark.parametrize("form", list(Format))
def test_a_damaged_file_is_refused(tmp_path: Path, form: Format, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make_world()
    spoil_reading(form, lambda entries: (SPOILED[damage](entry) for entry in entries), monkeypatch)
    with pytest.raises(ReadBackMismatch):
        write_file(form=form, rows=read_rows(Project.objects.all()), path=tmp_path / "x.out", about=ABOUT)
    assert list(tmp_path.iterdir()) == []


def test_a_lost_row_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_world()

    def lose_one(entries: Iterable[Entry]) -> Iterator[Entry]:
        for number, entry in enumerate(entries):
            if number != 3:
                yield entry

    spoil_reading(Format.GEOJSON, lose_one, monkeypatch)
    with pytest.raises(ReadBackMismatch):
        write_file(form=Format.GEOJSON, rows=read_rows(Project.objects.all()), path=tmp_path / "x.out", about=ABOUT)


def test_a_truncated_geojson_is_noticed(tmp_path: Path) -> None:
    make_world()
    write_file(form=Format.GEOJSON, rows=read_rows(Project.objects.all()), path=tmp_path / "x.geojson", about=ABOUT)
    whole = (tmp_path / "x.geojson").read_bytes()
    (tmp_path / "x.geojson").write_bytes(whole[:-4])
    with pytest.raises(OutputError, match="end"):
        list(writing._KINDS[Format.GEOJSON].read(tmp_path / "x.geojson"))
