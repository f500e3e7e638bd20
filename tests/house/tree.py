"""The files of the checkout, as the house rules look at them."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("geo", "layers", "accounts", "projects", "annual_returns", "coordination", "gis_reports", "geo_eplan")


@cache
def all_files() -> tuple[Path, ...]:
    """Every file that is, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return tuple(sorted(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()))


def files(*suffixes: str, within: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> Iterator[Path]:
    """Files by suffix; `within` names top folders, `without` names path parts to leave out."""
    for path in all_files():
        parts = path.relative_to(ROOT).parts
        if path.suffix not in suffixes or (within and parts[0] not in within):
            continue
        if not set(without) & set(parts):
            yield path


def named(path: Path) -> str:
    """A path as people know it."""
    return str(path.relative_to(ROOT))


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines."""
    yield from enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
