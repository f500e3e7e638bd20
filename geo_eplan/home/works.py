"""What the works ask for on the home page: comments that wait, and works at a standstill."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import User
from geo_eplan.home.doors import door
from projects.models import ProjectComment
from projects.stalled import StalledWorks, counted


@dataclass(frozen=True, slots=True)
class WorksTasks:
    """Figures with the lists behind them. `stalled` is None where the count would be of the whole country."""

    unanswered: int
    answered: int
    comments_url: str
    stalled: int | None
    stalled_url: str

    @property
    def open_comments(self) -> int:
        """Comments that are not settled."""
        return self.unanswered + self.answered

    @property
    def count(self) -> int:
        """How many kinds of work there are to do here."""
        return bool(self.open_comments) + bool(self.stalled)


def works_tasks(*, user: User, today: dt.date, authority_id: int | None = None) -> WorksTasks:
    """Comments and stalled works within the person's reach, or of one authority of it."""
    comments = ProjectComment.objects.visible_to(user)
    comments = comments.filter(settled_at__isnull=True, project__set_aside_at__isnull=True)
    if authority_id is not None:
        comments = comments.of_authority(authority_id)
    waiting = comments.aggregate(all=Count("pk"), unanswered=Count("pk", filter=Q(answer="")))
    stalled = None
    if not user.scope.is_national:
        question = StalledWorks(authority=authority_id)
        stalled = counted(user, question, today=today, place="authority_id").works
    return WorksTasks(
        unanswered=waiting["unanswered"],
        answered=waiting["all"] - waiting["unanswered"],
        comments_url=door("comments", state="unanswered" if authority_id is not None else "open"),
        stalled=stalled,
        stalled_url=door("stalled_works", authority=authority_id),
    )
