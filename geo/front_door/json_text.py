"""JSON from outside: measured before it is parsed, and strict about numbers and repeated names."""

from __future__ import annotations

import json
import math
import re

from geo.front_door.refusals import RefusedGeometry

MAX_BYTES = 2_000_000
MAX_DEPTH = 32

# A string (also one that never ends) or a bracket. Possessive, so that hostile text costs one pass.
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.?)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)


def read_json(body: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> object:
    """The value in a JSON text.

    Raises RefusedGeometry: `too_large`, `too_deep` (found before anything is parsed), `not_json`,
    `not_finite` (NaN, Infinity, 1e999) and `repeated_name`, which other readers would silently resolve
    each in their own way.
    """
    if len(body) > max_bytes:
        raise RefusedGeometry(
            "too_large",
            f"The text has {len(body):,} bytes; at most {max_bytes:,} are taken.",
            f"ข้อความมี {len(body):,} ไบต์ รับได้ไม่เกิน {max_bytes:,} ไบต์",
            "Send fewer or simpler geometries.",
            "โปรดส่งรูปให้น้อยลงหรือง่ายลง",
        )
    check_depth(body, max_depth)
    try:
        text = body.decode("utf-8-sig")
        return json.loads(
            text,
            object_pairs_hook=_unique_names,
            parse_float=_finite,
            parse_int=_whole,
            parse_constant=_refuse_constant,
        )
    except RefusedGeometry:
        raise
    except (ValueError, RecursionError) as error:
        at = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise RefusedGeometry(
            "not_json",
            f"The text is not valid JSON{at}.",
            f"ข้อความไม่ใช่ JSON ที่ถูกต้อง{at}",
            "Check that the file is complete and saved as UTF-8.",
            "โปรดตรวจว่าแฟ้มครบถ้วนและบันทึกเป็น UTF-8",
        ) from error


def check_depth(body: bytes, max_depth: int) -> None:
    """Raise RefusedGeometry `too_deep` when brackets outside strings nest deeper than `max_depth`."""
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(body):
        first = body[found.start()]
        if first in b"[{":
            depth += 1
            if depth > max_depth:
                raise RefusedGeometry(
                    "too_deep",
                    f"The text nests deeper than {max_depth} levels.",
                    f"ข้อความซ้อนกันเกิน {max_depth} ชั้น",
                    "A point, line or polygon needs no more than a few levels.",
                    "จุด เส้น หรือพื้นที่ใช้เพียงไม่กี่ชั้น",
                    where=f"byte {found.start()}",
                )
        elif first in b"]}":
            depth -= 1


def _unique_names(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise RefusedGeometry(
            "repeated_name",
            f"The name “{repeated[:40]}” stands twice in one object.",
            f"ชื่อ “{repeated[:40]}” ซ้ำกันในวัตถุเดียว",
            "Keep one of them.",
            "โปรดเหลือไว้เพียงชื่อเดียว",
        )
    return found


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise not_finite(text)
    return value


def _whole(text: str) -> int:
    if len(text) > 400:
        raise not_finite(text)
    return int(text)


def _refuse_constant(text: str) -> object:
    raise not_finite(text)


def not_finite(found: str, where: str = "") -> RefusedGeometry:
    """The error for a number that is no number."""
    return RefusedGeometry(
        "not_finite",
        f"“{found[:20]}” is not a number that a position can have.",
        f"“{found[:20]}” ไม่ใช่ตัวเลขของพิกัด",
        "Check the program that wrote it.",
        "โปรดตรวจโปรแกรมที่สร้างข้อความนี้",
        where=where,
    )
