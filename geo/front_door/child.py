"""The child process of `open_layer`: limits itself, reads one file with one driver, writes lines of JSON.

Started as `python -P -m geo.front_door.child`; the request comes on standard input. The first line is the
head or an error, then one line a record, then `{"end":true}`.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from geo.errors import GeoError
from geo.front_door.layer import unreadable
from geo.front_door.uploads import UploadKind


def main() -> int:
    """Read the request, answer it; 0 also when the file was refused, for the refusal is an answer."""
    request: dict[str, Any] = orjson.loads(sys.stdin.buffer.read())
    _limit(request)
    write = sys.stdout.buffer.write
    try:
        kind = UploadKind(request["kind"])
        head, rows = _reader(kind, as_grid="sheet" in request)(Path(request["path"]), kind, request)
    except GeoError as error:
        write(_error_line(error))
        return 0
    except MemoryError:
        raise
    except Exception as error:  # whatever a reader raises on a broken file
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        write(_error_line(unreadable()))
        return 0
    write(orjson.dumps(head) + b"\n")
    for row in rows:
        write(orjson.dumps(row) + b"\n")
    write(b'{"end":true}\n')
    return 0


def _reader(
    kind: UploadKind, *, as_grid: bool
) -> Callable[[Path, UploadKind, dict[str, Any]], tuple[dict[str, Any], Iterator[Any]]]:
    """Tables do not need GDAL, which takes a second to load."""
    if as_grid:
        from geo.front_door import grid_rows

        return grid_rows.read
    if kind in (UploadKind.CSV, UploadKind.XLSX):
        from geo.front_door import tables

        return tables.read
    from geo.front_door import vectors

    return vectors.read


def _limit(request: dict[str, Any]) -> None:
    for kind, value in (
        (resource.RLIMIT_AS, request["memory_bytes"]),
        (resource.RLIMIT_CPU, request["cpu_s"]),
        (resource.RLIMIT_FSIZE, request["output_bytes"]),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))


def _error_line(error: GeoError) -> bytes:
    return orjson.dumps({"error": error.as_dict()}) + b"\n"


if __name__ == "__main__":
    sys.exit(main())
