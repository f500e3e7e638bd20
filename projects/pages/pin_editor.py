"""The pin editor: the engineer's list of projects, the map, and the panel where a project is given its place.

The page works without its script: coordinates are typed, read, chosen and saved by plain forms. The script reads while
one types and lets the pin be placed on the map (frontend/pages/pin-panel.ts).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from geo.coordinates import Reading
from geo.errors import GeoError
from projects.enums import Capture, PositionKind, Record
from projects.errors import StaleVersion
from projects.models import Position
from projects.pages.pin_editor_desk import Desk, Entry, Reply
from projects.pages.pin_editor_forms import DraftForm, PinForm, WithdrawForm
from projects.pages.pin_editor_readings import ON_THE_MAP, Card, card_for_map, cards_for_text
from projects.pages.pin_editor_worklist import WorkList
from projects.pages.refusals import unreadable_address
from projects.permissions import require_entry
from projects.services.checking import language
from projects.services.positions import pin_project, withdraw_position

if TYPE_CHECKING:
    from accounts.models import User

# A text that is too long to be read is given back up to here, so that it can be shortened.
LONGEST_KEPT = 4000


@require_http_methods(["GET", "HEAD", "POST"])
def pin_editor(request: HttpRequest) -> HttpResponse:
    """The page, and its forms: read, save, take back."""
    try:
        work = WorkList.from_params(request.GET)
    except ValidationError as error:
        return unreadable_address(request, error)
    desk = Desk.of(cast("User", request.user), work)
    if request.method != "POST":
        return _page(request, desk, Reply())
    if desk.project is None:
        raise Http404
    require_entry(desk.user, Record.POSITION, authority_id=desk.authority.pk)
    if request.POST.get("action") == "withdraw":
        return _withdraw(request, desk)
    if request.POST.get("action") == "read":
        return _page(request, desk, _reply_to(DraftForm(request.POST), desk))
    return _save(request, desk)


@require_POST
def pin_readings(request: HttpRequest) -> HttpResponse:
    """The cards alone, for the script: what the text of the form means, or the place that was put on the map."""
    try:
        desk = Desk.of(cast("User", request.user), WorkList.from_params(request.GET))
    except ValidationError as error:
        return unreadable_address(request, error)
    require_entry(desk.user, Record.POSITION, authority_id=desk.authority.pk)
    reply = _reply_to(DraftForm(request.POST), desk)
    if not reply.text:
        reply.errors.pop("text", None)
    return render(request, "projects/_pin_cards.html", {"reply": reply})


def _page(request: HttpRequest, desk: Desk, reply: Reply, *, status: int = 200) -> HttpResponse:
    context = {**desk.context(), "reply": reply, "saved": _saved(request, desk)}
    context["systems"] = DraftForm().fields["system"].choices  # type: ignore[attr-defined]  # a ChoiceField
    if reply.expected_sequence is not None:
        context["current_sequence"] = reply.expected_sequence
    return render(request, "projects/pin_editor.html", context, status=status)


def _saved(request: HttpRequest, desk: Desk) -> dict[str, object] | None:
    """What was just saved, for the confirmation above the next project."""
    number = request.GET.get("saved", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    position = (
        Position.objects.visible_to(desk.user)
        .filter(authority_id=desk.authority.pk, pk=int(number))
        .select_related("project")
        .first()
    )
    if position is None:
        return None
    back = desk.work.but(project=position.project_id, kind=PositionKind(position.kind))
    return {"entry": Entry(position), "project": position.project, "query": back.query_string()}


def _reply_to(form: DraftForm, desk: Desk) -> Reply:
    """The cards for what was typed or put on the map, the chosen one marked, and what could not be read."""
    form.is_valid()
    given = form.cleaned_data
    typed = str(given.get("text", form.data.get("text") or ""))
    reply = Reply(text=typed[:LONGEST_KEPT], system=given.get("system", ""))
    _note_form_errors(form, reply)
    chosen = given.get("reading", "")
    if reply.text and "text" not in reply.errors:
        try:
            reply.cards = cards_for_text(reply.text, system=reply.system or None, authority=desk.authority)
        except GeoError as error:
            reply.errors["text"] = [error.text(language())]
    reply.map_zoom = given.get("map_zoom")
    place = (given.get("longitude"), given.get("latitude"))
    if place[0] is not None and place[1] is not None and given.get("capture"):
        reply.map_card = card_for_map(
            place[0],
            place[1],
            capture=given["capture"],
            accuracy_m=given.get("accuracy_m"),
            authority=desk.authority,
        )
    if chosen:
        _mark(reply, chosen)
    elif reply.map_card and reply.text:
        reply.map_card = replace(reply.map_card, is_chosen=False)
    return reply


def _mark(reply: Reply, value: str) -> None:
    """Choose one card and no other; a value that fits none chooses nothing, because the text was changed after it."""
    reply.cards = [replace(card, is_chosen=card.value == value) for card in reply.cards]
    if reply.map_card:
        reply.map_card = replace(reply.map_card, is_chosen=value == ON_THE_MAP)


def _note_form_errors(form: DraftForm, reply: Reply) -> None:
    for name, errors in form.errors.items():
        reply.errors[name if name in {"text", "system", "outside_reason"} else "form"] = [str(one) for one in errors]


def _save(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Save what is chosen and go on to the next project of the list."""
    form = PinForm(request.POST)
    reply = _reply_to(form, desk)
    given = form.cleaned_data
    reply.reason = given.get("outside_reason", "")
    card = reply.chosen
    if not reply.errors and card is None:
        reply.errors["reading"] = [_nothing_chosen(reply, given.get("reading", ""))]
    if reply.errors or card is None or desk.project is None:
        reply.asks_reason = bool(card and card.is_outside)
        return _page(request, desk, reply)
    following = desk.work.next_after(desk.user, desk.project.pk)
    try:
        position = pin_project(
            project=desk.project,
            reading=_reading_of(card, reply.text),
            kind=given["kind"],
            by=desk.user,
            capture=card.capture,
            accuracy_m=card.accuracy_m,
            map_zoom=given["map_zoom"] if card.value == ON_THE_MAP else None,
            outside_reason=reply.reason if card.is_outside else "",
            expected_sequence=given["expected_sequence"],
            client_id=given["client_id"],
        )
    except StaleVersion as stale:
        return _conflict(request, desk, reply, stale)
    except ValidationError as error:
        _note_refusal(error, card, reply)
        return _page(request, desk, reply)
    work = desk.work.but(project=following, kind=None) if following else desk.work
    return HttpResponseRedirect(f"{reverse('pin_editor')}?{work.query_string()}&saved={position.pk}")


def _reading_of(card: Card, text: str) -> Reading:
    """What is handed to the service: the source text goes with a typed place, never with one put on the map."""
    source = text if card.capture == Capture.TYPED else ""
    return Reading(card.reading.longitude, card.reading.latitude, card.reading.system, text=source)


def _nothing_chosen(reply: Reply, value: str) -> str:
    if not reply.text and not reply.map_card:
        return _("There is no new place yet. Type the coordinates or put the pin on the map.")
    if value:
        return _("The text was changed after it had been read. Choose one of the readings below.")
    return _("The text can be read in several ways. Choose the one that is meant; the document names its system.")


def _note_refusal(error: ValidationError, card: Card, reply: Reply) -> None:
    """A refusal of the service, beside the field that can mend it."""
    codes = {one.code for errors in getattr(error, "error_dict", {}).values() for one in errors}
    reply.asks_reason = "outside_authority" in codes
    fields = getattr(error, "message_dict", {"form": error.messages})
    for name, messages in fields.items():
        where = "outside_reason" if reply.asks_reason else "text" if name in {"text", "system", "point"} else "form"
        reply.errors.setdefault(where, []).extend(messages)


def _conflict(request: HttpRequest, desk: Desk, reply: Reply, stale: StaleVersion) -> HttpResponse:
    """409: both versions side by side; saving one's own now means having seen the other."""
    theirs = stale.current
    reply.has_conflict = True
    reply.conflict_words = " ".join(stale.messages)
    reply.theirs = Entry(theirs) if theirs else None
    reply.expected_sequence = theirs.sequence if theirs else 0
    return _page(request, desk, reply, status=409)


def _withdraw(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take a position of the open project back; it stays in the history."""
    form = WithdrawForm(request.POST)
    asked = form.cleaned_data["position"] if form.is_valid() else None
    position = next((one for one in desk.positions if one.pk == asked), None)
    if position is None:
        raise Http404
    try:
        withdraw_position(position=position, by=desk.user, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        return _page(request, desk, Reply(withdraw_error=" ".join(error.messages), withdraw_position=position.pk))
    return HttpResponseRedirect(f"{reverse('pin_editor')}?{desk.work.query_string()}")
