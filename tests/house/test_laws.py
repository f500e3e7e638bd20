"""The laws of the house that no other tool knows. Each failure says what to do instead."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import APPS, files, lines, named

MOST_LINES = 400
SRID = re.compile(r"(?<![\w.])(4326|3857|326\d\d|24047|24048|4240|4978)(?![\w.])")
# A page handed over as one file carries its scripts inside; it is never served as a page of the site.
STAND_ALONE = ("outputs", "standalone")


def test_no_file_grows_past_the_point_where_nobody_reads_it() -> None:
    long = [
        f"{named(path)} has {count} lines"
        for path in files(".py", ".ts", ".mjs", ".html", without=("migrations", "fixtures"))
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    ]
    assert not long, "Give a part of it a name and a file of its own:\n" + "\n".join(long)


def _numbers(path: Path) -> Iterator[tuple[int, str]]:
    """Numbers and SQL texts of a Python file, leaving out documentation and comments."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    words = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in words and not isinstance(node.value, bool):
            yield node.lineno, str(node.value)


def test_reference_systems_are_named_in_geo_only() -> None:
    above = tuple(app for app in APPS if app != "geo")
    found = [
        f"{named(path)}:{number}: {text.strip()[:80]}"
        for path in files(".py", within=above, without=("migrations",))
        for number, text in _numbers(path)
        if SRID.search(text)
    ]
    found += [
        f"{named(path)}:{number}: {text.strip()[:80]}"
        for path in files(".sql", within=above, without=("migrations",))
        for number, text in lines(path)
        if SRID.search(text.split("--")[0])
    ]
    assert not found, "Import the constant from geo.systems, or pass it as a parameter:\n" + "\n".join(found)


def test_rules_are_pure() -> None:
    """A rule has no database, clock or request."""
    forbidden = re.compile(r"^(django\.(db|http|shortcuts|utils\.timezone)|datetime\.now|requests|psycopg)")
    found = []
    for path in files(".py", within=APPS):
        if path.stem != "rules" and path.parent.name != "rules":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            found += [f"{named(path)}:{node.lineno}: {name}" for name in names if forbidden.match(name)]
    assert not found, "Hand the rule what it needs as an argument:\n" + "\n".join(found)


def test_every_exception_says_why() -> None:
    """`# noqa: CODE - reason`, `# type: ignore[code]  # reason`, and their cousins in other languages."""
    marks = {
        ".py": re.compile(
            r"#\s*(?:noqa|nosec)(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|#\s*type:\s*ignore(?:\[[\w, -]+\])?"
        ),
        ".ts": re.compile(r"(?:eslint-disable[\w-]*(?:\s+[@\w/-]+)*|@ts-(?:ignore|expect-error))"),
        ".html": re.compile(r"djlint:off(?:\s+[A-Z0-9,]+)?"),
        ".sql": re.compile(r"--\s*noqa(?::\s*[A-Z]+\d+)?"),
    }
    found = []
    for path in files(*marks, without=("house",)):
        for number, text in lines(path):
            mark = marks[path.suffix].search(text)
            if mark and len(text[mark.end() :].strip(" -#:*/}%")) < 8:
                found.append(f"{named(path)}:{number}: {text.strip()}")
    assert not found, "Write the reason on the same line:\n" + "\n".join(found)


def test_templates_carry_no_style_or_script_of_their_own() -> None:
    """The content security policy would refuse them anyway."""
    inline = re.compile(
        r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|javascript:"""
        r"""|<script\b(?![^>]*\bsrc=)(?![^>]*type="application/json")""",
        re.IGNORECASE,
    )
    found = [
        f"{named(path)}:{number}: {text.strip()[:100]}"
        for path in files(".html", within=APPS, without=STAND_ALONE)
        for number, text in lines(path)
        if inline.search(text)
    ]
    assert not found, "Use a class, a data attribute or a module of frontend/:\n" + "\n".join(found)


def test_no_page_loads_anything_from_another_host() -> None:
    loads = {
        ".html": re.compile(
            r"""(?:\b(?:src|srcset|data|poster|action)\s*=\s*["']|<link\b[^>]*href=["'])(?:https?:)?//"""
        ),
        ".css": re.compile(r"""(?:url\(|@import)\s*["']?(?:https?:)?//"""),
        ".ts": re.compile(r"""["'`](?:https?:)?//(?!www\.w3\.org)[\w.{$]"""),
        ".mjs": re.compile(r"""["'`]https?://(?!www\.w3\.org)"""),
    }
    found = [
        f"{named(path)}:{number}: {text.strip()[:100]}"
        for path in files(*loads, within=(*APPS, "frontend"))
        for number, text in lines(path)
        if loads[path.suffix].search(text)
    ]
    assert not found, "Keep the file in the project and serve it from here:\n" + "\n".join(found)


def test_nothing_unfinished_is_left_behind() -> None:
    unfinished = re.compile(
        r"\b(?:TODO|FIXME|XXX|HACK)\b|pytest\.mark\.skip|pytest\.skip\(|raise NotImplementedError\b"
    )
    found = [
        f"{named(path)}:{number}: {text.strip()[:100]}"
        for path in files(".py", ".ts", ".mjs", ".html", ".sql", ".sh", ".md", without=("house",))
        for number, text in lines(path)
        if unfinished.search(text)
    ]
    assert not found, "Finish it or take it out:\n" + "\n".join(found)


def test_no_module_is_named_for_nothing() -> None:
    vague = [
        named(path)
        for path in files(".py", ".ts")
        if path.stem in {"utils", "util", "helpers", "helper", "common", "misc"}
        or path.parent.name in {"utils", "helpers"}
    ]
    assert not vague, "Name the file after what it is about:\n" + "\n".join(vague)
