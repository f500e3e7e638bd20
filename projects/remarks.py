"""What a comment may be about: a part of the project (`CommentAbout`), or one of the checks."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from projects.checks import BY_NUMBER, Check
from projects.enums import CommentAbout

# Before the number of a check. Numbers stay with their checks for ever, as those of the masks do.
OF_CHECK: Final = "CHECK_"


def about_check(check: Check) -> str:
    """How a comment says that it is about a check."""
    return f"{OF_CHECK}{check.number}"


def check_of(about: str) -> Check | None:
    """The check that a comment is about; None where it is about something else, or nothing known."""
    number = about.removeprefix(OF_CHECK)
    is_one = about.startswith(OF_CHECK) and number.isascii() and number.isdigit() and len(number) < 3
    found = BY_NUMBER.get(int(number)) if is_one else None
    return found if found is not None and about_check(found) == about else None


def is_known(about: str) -> bool:
    """Whether a comment can be about this; the empty text is the whole project."""
    return not about or about in CommentAbout.values or check_of(about) is not None


def about_in_words(about: str) -> str:
    """What a comment is about, as people read it; empty for the whole project."""
    if check := check_of(about):
        return _("to be mended: %(check)s") % {"check": check.title}
    return str(CommentAbout(about).label) if about in CommentAbout.values else about
