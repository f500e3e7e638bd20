"""The comments within a person's reach: what is open, what waits for an answer, what for the analyst."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from projects.models import ProjectComment
from projects.pages.refusals import unreadable_address
from projects.pages.works.answers import number_in

if TYPE_CHECKING:
    from accounts.models import User

PAGE_SIZE = 50
STATES = ("open", "unanswered", "answered", "settled")


def comments_of(user: User, state: str) -> QuerySet[ProjectComment]:
    """Comments on live projects this person may see, the one that waits longest first.

    `state` is open (not settled), unanswered or answered (both open), or settled (the last settled first).
    """
    found = ProjectComment.objects.visible_to(user).filter(project__set_aside_at__isnull=True)
    if state == "settled":
        return found.filter(settled_at__isnull=False).order_by("-settled_at", "-id")
    found = found.filter(settled_at__isnull=True).order_by("recorded_at", "id")
    if state == "unanswered":
        return found.filter(answer="")
    return found.exclude(answer="") if state == "answered" else found


@require_safe
def comments_page(request: HttpRequest) -> HttpResponse:
    """The list; the state stands in the address."""
    user = cast("User", request.user)
    state = request.GET.get("state", "open")
    if state not in STATES:
        return unreadable_address(request, ValidationError(_("There are no comments in a state of this name.")))
    names = (
        pgettext("comments", "Open"),
        pgettext("comments", "Without an answer"),
        pgettext("comments", "Answered"),
        pgettext("comments", "Settled"),
    )
    found = comments_of(user, state).select_related("project", "authority__province", "recorded_by", "answered_by")
    found = found.defer("authority__boundary", "authority__province__boundary")
    page = Paginator(found, PAGE_SIZE).get_page(number_in(request, "page") or 1)
    context = {
        "state": state,
        "states": list(zip(STATES, names, strict=True)),
        "page": page,
        "is_wide": user.scope.is_national or bool(user.scope.province_codes),
        "crumbs": [{"label": _("Home page"), "url": "/"}, {"label": _("Comments on projects"), "url": ""}],
    }
    return render(request, "projects/works/comments.html", context)
