"""When engineers get accounts on the live system: by kind of authority, and after their training round.

Letter of 27 March 2555: engineers of provincial administrative organizations from fiscal year 2555, of municipalities
when the live system opens for them in fiscal year 2556, of subdistrict administrative organizations after a round of
their own. Planners, finance and education officers have accounts from the start.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from accounts.models import EngineerTraining, User
from layers.enums import AuthorityKind
from layers.models import LocalAuthority

# The first day of the fiscal year; None: after their own training round only.
LIVE_FOR_ENGINEERS: dict[AuthorityKind, dt.date | None] = {
    AuthorityKind.PAO: dt.date(2011, 10, 1),
    AuthorityKind.CITY: dt.date(2012, 10, 1),
    AuthorityKind.TOWN: dt.date(2012, 10, 1),
    AuthorityKind.SUBDISTRICT: dt.date(2012, 10, 1),
    AuthorityKind.SPECIAL: dt.date(2012, 10, 1),
    AuthorityKind.SAO: None,
}


def may_be_engineer(authority: LocalAuthority, *, user: User | None, since: dt.date) -> bool:
    """Whether an engineer of this authority may have an account on the live system from this day on."""
    opened = LIVE_FOR_ENGINEERS[AuthorityKind(authority.kind)]
    if opened is not None and opened <= since:
        return True
    whose = Q(authority=authority)
    if user is not None and user.pk:
        whose |= Q(user=user)
    return EngineerTraining.objects.filter(whose, completed_on__lte=since).exists()
