"""Activation links: how a person gets the first password without anybody ever sending one.

A link is signed, works for 14 days, and dies with the first password that is set through it: it carries a
fingerprint of the account's (unusable) password, which changes then. Making a new link kills the old one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from geo.thai import format_date_en, format_date_th

LIFETIME = dt.timedelta(days=14)
SALT = "accounts.activation"


@dataclass(frozen=True, slots=True)
class ActivationLink:
    """The address to hand to the person, and until when it works."""

    url: str
    expires_at: dt.datetime

    @property
    def expires_text(self) -> str:
        """The last day, in Thai and English, for a letter that does not know its reader's language."""
        day = timezone.localtime(self.expires_at).date()
        return f"{format_date_th(day)} ({format_date_en(day)})"


def _fingerprint(user: User) -> str:
    return salted_hmac(SALT, f"{user.pk} {user.password}").hexdigest()[:24]


def link_for(user: User, *, site: str) -> ActivationLink:
    """A link for somebody who has no password yet. `site` is the address of the site, `https://host`."""
    word = signing.dumps({"user": user.pk, "print": _fingerprint(user)}, salt=SALT)
    return ActivationLink(
        url=f"{site.rstrip('/')}{reverse('activate', args=[word])}", expires_at=timezone.now() + LIFETIME
    )


def forget_links(user: User) -> None:
    """Give the account another unusable password, so that every link made before is dead. Does not save."""
    user.password = make_password(None)


def owner_of(word: str) -> User | None:
    """Whose link this is; None when it was forged, cut short, used, replaced or too old, or the account is closed."""
    try:
        content = signing.loads(word, salt=SALT, max_age=LIFETIME)
        user = User.objects.filter(pk=content["user"], is_active=True).first()
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    if user is None or user.has_usable_password():
        return None
    return user if constant_time_compare(content["print"], _fingerprint(user)) else None
