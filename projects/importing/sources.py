"""Opening a file that was sent in: its sheets as a person sees them, and its rows one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from geo.front_door import RefusedUpload, UploadKind, open_layer
from geo.front_door.grid import Cell, GridRow, Sheet, open_grid
from projects.importing.fields import GEOMETRY_HEAD
from projects.importing.heads import Head, find_head, head_of, meaning_of, written

LINES_KEPT: Final = 60
_GRIDS: Final = (UploadKind.CSV, UploadKind.XLSX)
_LONGEST_SAMPLE: Final = 200
_MOST_LAYERS: Final = 20


def describe(path: Path, kind: UploadKind) -> list[dict[str, Any]]:
    """The sheets of a file as they are kept with its job: name, size, merged cells, first lines, and the likely head.

    A file of shapes is one sheet whose columns name themselves. Raises geo.front_door.RefusedUpload.
    """
    if kind in _GRIDS:
        return _describe_grid(path, kind)
    try:
        return [_describe_layer(path, kind, None)]
    except RefusedUpload as refused:
        if refused.code != "several_layers":
            raise
        names = refused.where.split("\n")
    return [_describe_layer(path, kind, name) for name in names[:_MOST_LAYERS]]


def _describe_layer(path: Path, kind: UploadKind, name: str | None) -> dict[str, Any]:
    with open_layer(path, kind, layer=name) as layer:
        names = [*layer.fields, GEOMETRY_HEAD]
        lines = []
        for number, row in enumerate(layer, start=1):
            if number > LINES_KEPT:
                break
            cells = [*row.attributes.values(), _place(row.geometry)]
            lines.append([number, [written(_plain(cell))[:_LONGEST_SAMPLE] for cell in cells]])
        return {
            "name": name or "",
            "height": layer.count,
            "width": len(names),
            "merged": [],
            "lines": lines,
            "head": 0,
            "names": names,
        }


def _describe_grid(path: Path, kind: UploadKind) -> list[dict[str, Any]]:
    rows: dict[int, list[GridRow]] = {}
    with open_grid(path, kind, first_lines=LINES_KEPT) as grid:
        for row in grid:
            rows.setdefault(row.sheet, []).append(row)
        return [
            {
                "name": sheet.name,
                "height": sheet.height,
                "width": sheet.width,
                "merged": [part for part in sheet.merged if part[0] <= LINES_KEPT],
                "lines": [[row.line, [written(cell)[:_LONGEST_SAMPLE] for cell in row.cells]] for row in first],
                "head": find_head(first, sheet),
            }
            for number, sheet in enumerate(grid.sheets)
            for first in [rows.get(number, [])]
        ]


def head_in(described: dict[str, Any], line: int | None = None) -> Head:
    """The head of a described sheet, at its likely line or at one a person chose."""
    rows = [GridRow(0, line, list(cells)) for line, cells in described["lines"]]
    if "names" in described:
        samples = tuple(tuple(written(cell) for cell in row.cells) for row in rows[:3])
        return Head(0, tuple(described["names"]), samples)
    sheet = Sheet(
        described["name"],
        described["height"],
        described["width"],
        tuple((part[0], part[1], part[2], part[3]) for part in described["merged"]),
    )
    return head_of(rows, sheet, described["head"] if line is None else line)


def best_sheet(sheets: list[dict[str, Any]]) -> int:
    """The sheet with most columns that are known here, the first of equals."""
    known = [len({meaning_of(name) for name in head_in(sheet).names} - {""}) for sheet in sheets]
    return known.index(max(known)) if known else 0


def rows_of(
    path: Path, kind: UploadKind, *, sheet: int, head_line: int, layer_name: str = ""
) -> Iterator[tuple[int, list[Cell]]]:
    """The number of the line and the cells of each row below the head, in order, blank lines left out."""
    if kind in _GRIDS:
        with open_grid(path, kind, sheet=sheet if kind is UploadKind.XLSX else None) as grid:
            for row in grid:
                if row.line > head_line:
                    yield row.line, row.cells
        return
    with open_layer(path, kind, layer=layer_name or None) as layer:
        for record in layer:
            yield record.number, [_plain(cell) for cell in record.attributes.values()] + [_place(record.geometry)]


def _plain(value: object) -> Cell:
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _place(geometry: Any) -> Cell:
    """A point as a text that is read again without a doubt; another shape by its kind, which is refused in words."""
    if geometry is None:
        return None
    if geometry.geom_type == "Point":
        return f"{geometry.y!r}, {geometry.x!r}"
    return str(geometry.geom_type)
