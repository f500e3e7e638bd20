"""Personal tokens: how a person's own program signs in, within the person's own scope.

A token is shown once, when it is made. Only its SHA-256 digest is kept: it has 256 random bits, so nobody can find it
by trying, and a copy of the database opens nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import PersonalToken, User

MARK = "geoep_"
PREFIX_LENGTH = 12
MOST_TOKENS = 20
LONGEST_LIFE = dt.timedelta(days=366)
# When a token was last used is written down once a minute at most: reads must not become writes.
USE_NOTED_EVERY = dt.timedelta(minutes=1)
KEYWORDS = {b"token", b"bearer"}


def digest_of(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(*, user: User, name: str, days: int = 90) -> tuple[PersonalToken, str]:
    """Make a token; the second value is the secret, which is never shown again.

    Raises ValidationError: `name_missing`, `life_out_of_range` (1–366 days), `too_many` (20 that still work).
    """
    name = name.strip()[:80]
    if not name:
        raise ValidationError({"name": ValidationError(_("Say what the token is for."), code="name_missing")})
    if not 1 <= days <= LONGEST_LIFE.days:
        message = _("A token lives from 1 to %(most)d days.") % {"most": LONGEST_LIFE.days}
        raise ValidationError({"days": ValidationError(message, code="life_out_of_range")})
    User.objects.select_for_update().get(pk=user.pk)  # two requests at once must not pass the limit together
    if working_tokens(user).count() >= MOST_TOKENS:
        message = _("You have %(most)d tokens already; revoke one first.") % {"most": MOST_TOKENS}
        raise ValidationError(message, code="too_many")
    secret = MARK + secrets.token_urlsafe(32)
    token = PersonalToken.objects.create(
        user=user,
        name=name,
        prefix=secret[:PREFIX_LENGTH],
        digest=digest_of(secret),
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    token.refresh_from_db()
    return token, secret


@transaction.atomic
def revoke_token(*, user: User, token_id: int) -> PersonalToken | None:
    """Make a token of this person useless at once; None when the person has no such token. Twice changes nothing."""
    token = PersonalToken.objects.select_for_update().filter(user=user, pk=token_id).first()
    if token is not None and token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return token


def working_tokens(user: User) -> Any:
    """The tokens of a person that are neither revoked nor expired."""
    return PersonalToken.objects.filter(_works(), user=user)


def _works() -> Q:
    now = timezone.now()
    return Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=now))


def owner_of(secret: str) -> tuple[User, PersonalToken] | None:
    """Whose token this is; None for one that is unknown, revoked, expired or of a closed account."""
    token = (
        PersonalToken.objects.select_related("user")
        .filter(_works(), digest=digest_of(secret), user__is_active=True)
        .first()
    )
    if token is None:
        return None
    _note_use(token)
    return token.user, token


def _note_use(token: PersonalToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - USE_NOTED_EVERY:
        before = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
        PersonalToken.objects.filter(before, pk=token.pk).update(last_used_at=now)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token …` or `Authorization: Bearer …`."""

    def authenticate(self, request: Request) -> tuple[User, PersonalToken] | None:
        """The owner and the token; None when the request names no token, AuthenticationFailed for a wrong one."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() not in KEYWORDS:
            return None
        try:
            secret = parts[1].decode("ascii") if len(parts) == 2 else ""
        except UnicodeDecodeError:
            secret = ""
        found = owner_of(secret) if secret.startswith(MARK) else None
        if found is None:
            raise AuthenticationFailed(_("This token does not work: it is unknown, expired or revoked."))
        return found

    def authenticate_header(self, request: Request) -> str:
        """For the 401."""
        return 'Bearer realm="geo_eplan"'
