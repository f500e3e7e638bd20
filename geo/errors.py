"""The shape of every refusal in this package: a code for programs, a sentence and a next step for people."""

from __future__ import annotations


class GeoError(ValueError):
    """Something a person gave could not be accepted.

    `code` is stable and meant for programs and tests. `message_*` says what is wrong, `hint_*` what
    to do next (may be empty). `where` points into the input, such as `coordinates[0][3]`, when known.
    """

    def __init__(
        self,
        code: str,
        message_en: str,
        message_th: str,
        hint_en: str = "",
        hint_th: str = "",
        where: str = "",
    ) -> None:
        super().__init__(message_en)
        self.code = code
        self.message_en = message_en
        self.message_th = message_th
        self.hint_en = hint_en
        self.hint_th = hint_th
        self.where = where

    @property
    def hint(self) -> str:
        """The next step, in English."""
        return self.hint_en

    def text(self, language: str = "th") -> str:
        """Message and next step as one line in `th` or `en`."""
        if language == "en":
            return " ".join(part for part in (self.message_en, self.hint_en) if part)
        return " ".join(part for part in (self.message_th, self.hint_th) if part)

    def as_dict(self) -> dict[str, str]:
        """For a JSON answer: code, where, and both languages."""
        return {
            "code": self.code,
            "where": self.where,
            "message_en": self.message_en,
            "message_th": self.message_th,
            "hint_en": self.hint_en,
            "hint_th": self.hint_th,
        }

    def __str__(self) -> str:
        return self.text("en")
