"""One way to answer every form of a plan: refused at the field, stale with both versions, kept with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import User
from projects.errors import StaleVersion
from projects.models import AuthorityRecord
from projects.pages.planning.desk import put_errors
from projects.pages.planning.forms import ReasonForm, RecordForm
from projects.services.setting_aside import set_aside

TEMPLATE = "projects/planning/form.html"


def answer(
    request: HttpRequest,
    form: RecordForm,
    *,
    save: Callable[[RecordForm], Any],
    back: str,
    context: dict[str, Any],
    kept: str = "",
    template: str = TEMPLATE,
) -> HttpResponse:
    """Save a sent form and go `back`, or show the form with everything that was typed.

    `save` calls a service; what it refuses stands at its field. A stale form is answered with 409 and both versions
    side by side: sending it again means having seen the other.
    """
    page = {"form": form, "back": back, **context}
    if request.method == "POST" and form.is_valid():
        try:
            save(form)
        except StaleVersion as stale:
            page |= _conflict(form, stale)
            return render(request, template, page, status=409)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, kept or _("Saved."))
            return HttpResponseRedirect(back)
    return render(request, template, page, status=200)


def _conflict(form: RecordForm, stale: StaleVersion) -> dict[str, Any]:
    rows = form.comparison(stale.current)
    sent = cast(QueryDict, form.data).copy()
    sent[form.add_prefix("expected_version")] = str(stale.current.version)
    form.data = sent
    return {"comparison": rows, "conflict_words": " ".join(stale.messages)}


def answer_set_aside(
    request: HttpRequest, record: AuthorityRecord, *, back: str, again: str, kept: str = ""
) -> HttpResponse:
    """Set a record aside for the reason that was typed; a refusal is said on the page that asked (`again`)."""
    form = ReasonForm(request.POST)
    form.is_valid()
    try:
        set_aside(
            record=record,
            by=cast(User, request.user),
            reason=form.cleaned_data.get("reason", ""),
            expected_version=form.cleaned_data.get("expected_version"),
        )
    except ValidationError as error:
        messages.error(request, _("Not set aside: %(why)s") % {"why": " ".join(error.messages)})
        return HttpResponseRedirect(again)
    messages.success(request, kept or _("Set aside. It stays in the history and counts nowhere."))
    return HttpResponseRedirect(back)


def wants_set_aside(request: HttpRequest) -> bool:
    """Whether the form for setting aside was sent."""
    return request.method == "POST" and request.POST.get("action") == "set_aside"
