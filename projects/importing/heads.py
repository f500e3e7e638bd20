"""Which line is the head of a sheet, what its columns are called, and what they are likely to mean."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from geo.front_door.grid import Cell, DateCell, GridRow, Sheet
from geo.thai import from_thai_digits
from projects.importing.fields import FIELDS

LINES_LOOKED_AT: Final = 40
SAMPLES: Final = 3


def fold(name: str) -> str:
    """A head without case, spaces and signs, so that `ชื่อ โครงการ` and `ชื่อโครงการ.` are one."""
    return re.sub(r"[\s_.\-/()\[\]:·\"'“”\u200b\ufeff]", "", from_thai_digits(name).lower())


@cache
def _known() -> dict[str, str]:
    return {fold(name): field.key for field in FIELDS for name in field.names}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a sheet: its last line (0: the columns name themselves), the names, and the first lines below."""

    line: int
    names: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]


def meaning_of(name: str) -> str:
    """The key of the field that a head names, or an empty text."""
    folded = fold(name)
    if folded in _known():
        return _known()[folded]
    last = fold(name.rsplit(" ", 1)[-1]) if " " in name else ""
    return _known().get(last, "") if last and len(last) > 3 else ""


def names_at(rows: Sequence[GridRow], sheet: Sheet, line: int) -> list[str]:
    """What the columns are called when the head ends with this line.

    A cell merged downwards ends in this line; one merged sideways above it stands before the names under it, unless it
    spans nearly the whole sheet: that is a title.
    """
    texts = {row.line: [written(cell) for cell in row.cells] for row in rows}
    names = [_at(texts, line, column) for column in range(sheet.width)]
    for top, left, bottom, right in sorted(sheet.merged):
        above = bottom == line - 1 or (top < line <= bottom)
        if not above or right - left + 1 > max(sheet.width * 0.7, 2):
            continue
        text = _at(texts, top, left)
        for column in range(left, min(right + 1, sheet.width)):
            if bottom == line:
                names[column] = names[column] or text
            elif text and names[column] and right > left:
                names[column] = f"{text} {names[column]}"
    return [re.sub(r"\s+", " ", name).strip()[:120] for name in names]


def _at(texts: dict[int, list[str]], line: int, column: int) -> str:
    cells = texts.get(line, [])
    return cells[column] if column < len(cells) else ""


def find_head(rows: Sequence[GridRow], sheet: Sheet) -> int:
    """The line that looks most like the end of a head: where most columns bear names that are known here."""
    best, best_score = (rows[0].line if rows else 1), (0, 0)
    for row in rows[:LINES_LOOKED_AT]:
        names = names_at(rows, sheet, row.line)
        known = len({meaning for name in names if (meaning := meaning_of(name))})
        texts = sum(1 for cell in row.cells if isinstance(cell, str))
        score = (known, texts if known else min(texts, 2))
        if score > best_score:
            best, best_score = row.line, score
    return best


def head_of(rows: Sequence[GridRow], sheet: Sheet, line: int | None = None) -> Head:
    """The head of a sheet, found or at the line a person chose, with samples of what stands under it."""
    line = find_head(rows, sheet) if line is None else line
    names = names_at(rows, sheet, line)
    below = [row for row in rows if row.line > line][:SAMPLES]
    samples = tuple(tuple(_shown(row, column) for column in range(len(names))) for row in below)
    return Head(line, tuple(names), samples)


def _shown(row: GridRow, column: int) -> str:
    return written(row.cells[column])[:120] if column < len(row.cells) else ""


def written(cell: Cell) -> str:
    """A cell as a person would type it: days as day/month/year BE, whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, DateCell):
        year, month, day = cell.iso.split("-")
        # a year that is Buddhist era already is shown as it stands, for the person to see what is wrong
        return f"{int(day)}/{int(month)}/{int(year) + 543 if int(year) < 2400 else int(year)}"
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return repr(cell)
    return cell.text


def fingerprint(names: Sequence[str]) -> str:
    """The same for every file with the same head."""
    return hashlib.sha256("\x1f".join(fold(name) for name in names).encode()).hexdigest()


def suggest(names: Sequence[str], samples: Sequence[Sequence[str]]) -> list[str]:
    """A meaning for each column by its name, else by what it holds; no meaning twice."""
    found: list[str] = []
    for name in names:
        key = meaning_of(name)
        found.append(key if key and key not in found else "")
    _prefer(found, names, "programme", "รหัสแผนงาน", "programme_code")
    for column, key in enumerate(found):
        if not key and names[column]:
            guess = _by_content([row[column] for row in samples if column < len(row)])
            if guess and guess not in found:
                found[column] = guess
    return found


def _prefer(found: list[str], names: Sequence[str], key: str, *heads: str) -> None:
    """Where two columns say the same, the one with the code is the surer."""
    folded = {fold(head) for head in heads}
    for column, name in enumerate(names):
        if fold(name) in folded and key in found:
            found[found.index(key)] = ""
            found[column] = key
            return


_CONTENT: Final[tuple[tuple[str, Any], ...]] = (
    ("fiscal_year", re.compile(r"25[4-9]\d")),
    ("coordinates", re.compile(r"\d{6}(?:\.\d+)?\s+\d{7}(?:\.\d+)?|\d{1,2}\.\d{4,}\s*,\s*\d{2,3}\.\d{4,}")),
    ("tax_id", re.compile(r"\d{13}")),
)


def _by_content(values: Sequence[str]) -> str:
    given = [from_thai_digits(value) for value in values if value]
    if len(given) < 2:
        return ""
    return next((key for key, sign in _CONTENT if all(sign.fullmatch(value) for value in given)), "")
