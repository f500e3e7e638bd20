"""Who does what in an authority: the list, a new account, a role given or ended. For executives and the department."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.activation import ActivationLink, link_for
from accounts.enums import Role
from accounts.models import Assignment, User
from accounts.pages.people_forms import AssignForm, NewPersonForm
from accounts.permissions import (
    assignments_within_reach,
    assigns_anybody,
    may_assign,
    may_manage_people,
    people_within_reach,
)
from accounts.services import assign_role, end_assignment, open_account, renew_activation

PAGE_SIZE = 50
LINK_IN_SESSION = "activation_link"


def manager_of(request: HttpRequest) -> User:
    """The signed-in person, if these pages are open to him at all."""
    user = request.user
    if not isinstance(user, User) or not may_manage_people(user):
        raise PermissionDenied(_("Roles are assigned by the executive of the authority and by the department."))
    return user


def _with_assignments(people: QuerySet[User], manager: User) -> QuerySet[User]:
    seen = assignments_within_reach(manager).select_related("authority", "province").order_by("role", "-since")
    return people.prefetch_related(Prefetch("assignments", queryset=seen, to_attr="seen_assignments"))


def _person(request: HttpRequest, user_id: int) -> tuple[User, User]:
    manager = manager_of(request)
    return manager, get_object_or_404(_with_assignments(people_within_reach(manager), manager), pk=user_id)


def _search(people: QuerySet[User], words: str) -> QuerySet[User]:
    for word in words.split():
        people = people.filter(
            Q(full_name__icontains=word)
            | Q(username__icontains=word)
            | Q(email__icontains=word)
            | Q(assignments__authority__name_th__icontains=word)
            | Q(assignments__authority__code=word)
        )
    return people.distinct()


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people within reach: those who hold a role today first."""
    manager = manager_of(request)
    words = request.GET.get("q", "").strip()[:100]
    found = _search(_with_assignments(people_within_reach(manager), manager), words)
    page = Paginator(found.order_by("full_name", "username"), PAGE_SIZE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = [(person, _in_force(person, today)) for person in page]
    rows.sort(key=lambda row: not row[1])
    return render(
        request,
        "accounts/people.html",
        {"rows": rows, "page": page, "q": words, "is_department": assigns_anybody(manager)},
    )


def _in_force(person: User, today: dt.date) -> list[Assignment]:
    seen: list[Assignment] = person.seen_assignments  # type: ignore[attr-defined]  # prefetched by _with_assignments
    return [held for held in seen if held.since <= today and (held.until is None or held.until > today)]


@require_http_methods(["GET", "HEAD", "POST"])
def open_new(request: HttpRequest) -> HttpResponse:
    """Open an account for somebody who has none."""
    manager = manager_of(request)
    form = NewPersonForm(request.POST or None, by=manager)
    if request.method == "POST" and form.is_valid():
        try:
            person = open_account(**form.person, **form.grant, by=manager)
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            send_link(request, person)
            return redirect("person", user_id=person.pk)
    return render(request, "accounts/person_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """One person: the roles held within reach, and a further role."""
    manager, found = _person(request, user_id)
    form = AssignForm(request.POST or None, by=manager)
    if request.method == "POST" and form.is_valid():
        try:
            assign_role(user=found, since=form.cleaned_data["since"], **form.grant, by=manager)
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("The role is assigned."))
            return redirect("person", user_id=found.pk)
    today = timezone.localdate()
    seen: list[Assignment] = found.seen_assignments  # type: ignore[attr-defined]  # prefetched by _with_assignments
    context = {
        "person": found,
        "form": form,
        "held": [
            (held, held.user_id != manager.pk and may_assign(manager, Role(held.role), authority_id=held.authority_id))
            for held in seen
            if held.until is None or held.until > today
        ],
        "past": [held for held in seen if held.until is not None and held.until <= today],
        "link": _link_to_show(request, found),
    }
    return render(request, "accounts/person.html", context)


@require_POST
def new_link(request: HttpRequest, user_id: int) -> HttpResponse:
    """Make a new activation link; the one before it stops working."""
    manager, found = _person(request, user_id)
    try:
        found = renew_activation(user=found, by=manager)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        send_link(request, found)
    return redirect("person", user_id=found.pk)


@require_POST
def end(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """End a role today."""
    manager = manager_of(request)
    held = assignments_within_reach(manager).filter(pk=assignment_id).first()
    if held is None:
        raise Http404
    try:
        end_assignment(assignment=held, by=manager)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.success(request, _("The role has ended. What the person entered stays under the person's name."))
    return redirect("person", user_id=held.user_id)


def put_errors(form: Form, wrong: ValidationError) -> None:
    """Errors of a service at the fields they are about, or above the form."""
    if not hasattr(wrong, "error_dict"):
        form.add_error(None, wrong)
        return
    for field, errors in wrong.error_dict.items():
        form.add_error(field if field in form.fields else None, errors if field != NON_FIELD_ERRORS else list(errors))


def send_link(request: HttpRequest, person: User) -> None:
    """Make the link, send it where an address is known, and keep it for the next page."""
    link = link_for(person, site=request.build_absolute_uri("/"))
    request.session[LINK_IN_SESSION] = {"user": person.pk, "url": link.url, "expires": link.expires_at.isoformat()}
    if person.email:
        words = {"person": person, "link": link}
        send_mail(
            subject=render_to_string("accounts/activation_subject.txt", words).strip(),
            message=render_to_string("accounts/activation_message.txt", words),
            from_email=None,
            recipient_list=[person.email],
        )
        messages.success(request, _("The activation link was sent to %(address)s.") % {"address": person.email})


def _link_to_show(request: HttpRequest, person: User) -> ActivationLink | None:
    """The link made by the last action, shown once."""
    kept = request.session.get(LINK_IN_SESSION)
    if not kept or kept["user"] != person.pk or person.has_usable_password():
        return None
    del request.session[LINK_IN_SESSION]
    return ActivationLink(url=kept["url"], expires_at=dt.datetime.fromisoformat(kept["expires"]))
