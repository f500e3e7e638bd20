"""Thai first: every word of the interface has its Thai, exactly once."""

import re
from collections import Counter
from io import BytesIO

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.utils.translation.template import templatize

from tests.house.tree import APPS, files, named

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def _catalogs() -> dict[str, list[tuple[str | None, str, object, bool]]]:
    """Per po file: context, msgid (the singular), translation, fuzzy; in the order of the file, repeats kept."""
    found = {}
    for path in files(".po", within=APPS):
        text = path.read_text(encoding="utf-8")
        catalog = read_po(BytesIO(text.encode()), abort_invalid=True)
        entries = [
            (
                message.context,
                message.id if isinstance(message.id, str) else message.id[0],
                message.string,
                message.fuzzy,
            )
            for message in catalog
            if message.id
        ]
        found[named(path)] = entries
    return found


def _words_of_the_interface() -> dict[tuple[str | None, str], str]:
    """Every text that code or a template asks a translation for, with one place where it does."""
    words: dict[tuple[str | None, str], str] = {}
    for path in files(".py", ".html", ".txt", within=APPS, without=("migrations",)):
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            if "{%" not in source:
                continue
            source = templatize(source, origin=named(path))
        for number, message, _comments, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
            singular = message if isinstance(message, str) else message[0]
            if singular:
                words.setdefault((context, singular), f"{named(path)}:{number}")
    return words


def test_every_word_of_the_interface_has_its_thai() -> None:
    thai = {
        (context, singular)
        for name, entries in _catalogs().items()
        if "/th/" in name
        for context, singular, string, _fuzzy in entries
        if (string if isinstance(string, str) else all(string))  # type: ignore[arg-type]  # babel types strings loosely
    }
    missing = [f"{place}: {key[1]!r}" for key, place in _words_of_the_interface().items() if key not in thai]
    assert not missing, "Add these to <app>/locale/th/LC_MESSAGES/django.po:\n" + "\n".join(sorted(missing))


def test_no_translation_is_a_guess() -> None:
    fuzzy = [f"{name}: {entry[1]!r}" for name, entries in _catalogs().items() for entry in entries if entry[3]]
    assert not fuzzy, "Check the words and take the fuzzy mark away:\n" + "\n".join(fuzzy)


def test_no_word_is_translated_twice_in_one_file() -> None:
    """babel keeps the last of two silently, so the text of the file is counted."""
    twice = []
    for path in files(".po", within=APPS):
        blocks = path.read_text(encoding="utf-8").replace('"\n"', "").split("\n\n")
        ids = Counter(
            tuple(line for line in block.splitlines() if line.startswith(("msgctxt ", "msgid "))) for block in blocks
        )
        twice += [f"{named(path)}: {key}" for key, count in ids.items() if key and count > 1]
    assert not twice, "Keep one of them:\n" + "\n".join(twice)


def test_one_word_has_one_thai_everywhere() -> None:
    """Django merges the apps' files; two different translations of one word would win by accident."""
    seen: dict[tuple[str | None, str], dict[object, str]] = {}
    for name, entries in _catalogs().items():
        for context, singular, string, _fuzzy in entries:
            seen.setdefault((context, singular), {})[str(string)] = name
    different = [f"{key[1]!r}: {strings}" for key, strings in seen.items() if len(strings) > 1]
    assert not different, "Agree on one, or give one of them a context:\n" + "\n".join(different)


def test_placeholders_survive_translation() -> None:
    placeholder = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    lost = [
        f"{name}: {singular!r}"
        for name, entries in _catalogs().items()
        for _context, singular, string, _fuzzy in entries
        if set(placeholder.findall(singular)) != set(placeholder.findall(str(string)))
    ]
    assert not lost, "Keep the placeholders in the Thai text:\n" + "\n".join(lost)


def test_translations_compile() -> None:
    call_command("compile_translations", force=True, verbosity=0)
    sources = list(files(".po", within=APPS))
    assert sources
    for path in sources:
        assert path.with_suffix(".mo").stat().st_size > 0
