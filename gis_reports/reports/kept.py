"""Rendered parts of pages that are kept as long as the figures they show stay the same.

The question behind a page is asked every time; only writing its answer as HTML again is spared. A part is kept under a
digest of the very figures it shows, with the language, the question and the scope beside them, so that it can never
be older than its figures, nor be shown to somebody with another reach. It is kept in this process and forgotten when
room is needed.
"""

from __future__ import annotations

import hashlib
import marshal
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Plain values of which `marshal` writes the same bytes for the same content.
Figures = str | int | float | bool | bytes | None | tuple["Figures", ...] | list["Figures"]

MOST_CHARACTERS = 24_000_000  # about eighty national grids; a character of Thai takes two bytes


@dataclass(slots=True)
class Shelf:
    """Texts under their digests, the one used longest ago given up first. Safe for threads."""

    most_characters: int = MOST_CHARACTERS
    _texts: OrderedDict[bytes, SafeString] = field(default_factory=OrderedDict)
    _characters: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, digest: bytes) -> SafeString | None:
        """The text kept under a digest."""
        with self._lock:
            text = self._texts.get(digest)
            if text is not None:
                self._texts.move_to_end(digest)
            return text

    def put(self, digest: bytes, text: SafeString) -> None:
        """Keep a text; what was not used for longest makes room."""
        with self._lock:
            if digest in self._texts:
                return
            self._texts[digest] = text
            self._characters += len(text)
            while self._characters > self.most_characters and self._texts:
                _digest, gone = self._texts.popitem(last=False)
                self._characters -= len(gone)


_shelf = Shelf()


def kept(make: Callable[[], SafeString], *figures: Figures, part: str, question: str, scope: str) -> SafeString:
    """The part of a page that `make` writes, or the text it wrote before for the same `figures`.

    `part` names the piece, `question` is the address it was asked by, `scope` the key of the reader's reach
    (`Scope.key`). `figures` must hold everything else that the text depends on.
    """
    seen = marshal.dumps((part, question, scope, get_language(), figures), 2)  # version 2 knows no references
    digest = hashlib.blake2b(seen, digest_size=20).digest()
    text = _shelf.find(digest)
    if text is None:
        text = make()
        _shelf.put(digest, text)
    return text
