"""Handing a role over in one act, and the training rounds after which engineers get theirs."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import EngineerTraining
from accounts.pages.people import manager_of, put_errors, send_link
from accounts.pages.people_forms import HandOverForm, TrainingForm
from accounts.permissions import assignments_within_reach, assigns_anybody, people_within_reach
from accounts.services import hand_over_role, record_training

MOST_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Who takes the role over, and when. A new person gets an activation link, shown once."""
    manager = manager_of(request)
    reach = assignments_within_reach(manager).select_related("user", "authority", "province")
    held = reach.filter(pk=assignment_id).first()
    if held is None:
        raise Http404
    people = people_within_reach(manager).filter(is_active=True).exclude(pk=held.user_id).order_by("full_name")
    form = HandOverForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            taken = hand_over_role(assignment=held, by=manager, since=form.cleaned_data["since"], **form.taker)
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("The role is handed over. What was entered stays under the name of who did."))
            if not taken.user.has_usable_password():
                send_link(request, taken.user)
            return redirect("person", user_id=taken.user_id)
    return render(request, "accounts/hand_over.html", {"held": held, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def trainings(request: HttpRequest) -> HttpResponse:
    """The training rounds on record, and a further one; for the department's administrators."""
    manager = manager_of(request)
    if not assigns_anybody(manager):
        raise Http404
    form = TrainingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            record_training(
                round_name=given["round_name"],
                completed_on=given["completed_on"],
                authority=given["authority_code"],
                user=given["username"],
                by=manager,
            )
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("The training round is recorded."))
            return redirect("trainings")
    known = EngineerTraining.objects.select_related("authority", "user").defer("authority__boundary")
    shown = known.order_by("-completed_on", "-id")[:MOST_SHOWN]
    return render(request, "accounts/trainings.html", {"form": form, "trainings": shown})
