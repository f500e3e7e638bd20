"""The verbs of the pin editor: give a project a place, and take a place back."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from geo.coordinates import MAX_TEXT, Reading
from geo.errors import GeoError
from geo.front_door.extent import check_extent
from geo.systems import SYSTEM_NAMES, WGS84
from projects.enums import Capture, Inside, PositionKind, Record
from projects.errors import StaleVersion
from projects.models import Position, Project
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import locked, refusal_of, require_reason, text_of, who_and_when, wrong
from projects.services.placement import UNKNOWN_BOUNDARY_ACCURACY_M, distance_in_words, ground_of, name_of

if TYPE_CHECKING:
    from accounts.models import User

PINNING = Path(__file__).with_name("pinning.sql").read_text(encoding="utf-8")
# Columns of a position that the statement takes as they are.
TOLD = (
    "kind",
    "source_text",
    "system",
    "capture",
    "accuracy_m",
    "captured_at",
    "map_zoom",
    "outside_reason",
    "client_id",
)

# A worse reading says nothing about which street a project is in; a phone gives 3–50 m.
WORST_ACCURACY_M = 100_000.0
CLOCK_SLACK = dt.timedelta(minutes=10)


def pin_project(
    *,
    project: Project,
    reading: Reading,
    kind: PositionKind | str,
    by: User,
    capture: Capture | str,
    accuracy_m: float | None = None,
    captured_at: dt.datetime | None = None,
    map_zoom: float | None = None,
    outside_reason: str = "",
    expected_sequence: int | None = None,
    client_id: uuid.UUID | None = None,
) -> Position:
    """Give a project its place on the map: a new position, which becomes the current one of its kind.

    `reading` is what was typed, clicked or measured (see geo.coordinates.read; a click is a Reading in `wgs84`).
    `expected_sequence` is the sequence of the current position the person saw, 0 for none, None not to ask.
    `client_id` makes sending twice harmless: the same content returns the position already kept. All of it, with
    history and ledger, is one statement of the database and so one transaction.

    Raises PermissionDenied; StaleVersion (its `current` is the position that stands now, or None) when somebody moved
    the pin meanwhile; ValidationError with code `outside_authority` when the point is beyond the boundary and no
    reason was given (params: distance_m, neighbour), `client_id_used`, or a code of `geo.front_door.extent`.
    """
    require_entry(by, Record.POSITION, authority_id=project.authority_id)
    position = Position(
        project=project,
        authority_id=project.authority_id,
        kind=PositionKind(kind),
        capture=Capture(capture),
        point=_checked_point(reading),
        system=reading.system,
        source_text=_checked_text(reading.text),
        accuracy_m=_checked_accuracy(accuracy_m),
        captured_at=_checked_moment(captured_at),
        map_zoom=map_zoom if map_zoom is None or math.isfinite(map_zoom) else None,
        outside_reason=text_of(outside_reason, field="outside_reason", most=300),
        client_id=client_id or uuid.uuid4(),
        recorded_by=by,
    )
    return _pinned(position, expected_sequence, may_be_resent=client_id is not None)


@transaction.atomic
def withdraw_position(*, position: Position, by: User, reason: str) -> Position:
    """Take a position back: it stays in the history, set aside with who and why, and is drawn no more.

    When it was the current one, the project has no position of that kind until somebody pins it again; an older one
    does not come back by itself, because it was replaced for a reason. Withdrawing twice changes nothing.
    """
    require_entry(by, Record.POSITION, authority_id=position.authority_id)
    act_as(by)
    reason = require_reason(reason)
    locked(Project(pk=position.project_id, authority_id=position.authority_id))
    here = Position.objects.filter(authority_id=position.authority_id, pk=position.pk)
    here.filter(set_aside_at__isnull=True).update(
        set_aside_at=timezone.now(),
        set_aside_by=by,
        set_aside_reason=reason,
        is_current=False,
        version=F("version") + 1,
    )
    return here.get()


def _checked_point(reading: Reading) -> Point:
    if reading.system not in SYSTEM_NAMES:
        raise wrong("system", _("This reference system is not known here."), code="unknown_system")
    try:
        check_extent((reading.longitude, reading.latitude, reading.longitude, reading.latitude))
    except GeoError as error:
        raise refusal_of(error, field="point") from error
    return Point(reading.longitude, reading.latitude, srid=WGS84)


def _checked_text(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if len(text) > MAX_TEXT:
        raise wrong("text", _("The text is longer than %(most)d characters.") % {"most": MAX_TEXT}, code="too_long")
    return text


def _checked_accuracy(accuracy_m: float | None) -> float | None:
    if accuracy_m is None or (math.isfinite(accuracy_m) and 0 < accuracy_m <= WORST_ACCURACY_M):
        return accuracy_m
    raise wrong("accuracy_m", _("The accuracy must lie between 0 and 100,000 m."), code="accuracy_out_of_range")


def _checked_moment(captured_at: dt.datetime | None) -> dt.datetime | None:
    if captured_at is None:
        return None
    if timezone.is_naive(captured_at):
        captured_at = timezone.make_aware(captured_at)
    if captured_at > timezone.now() + CLOCK_SLACK:
        raise wrong(
            "captured_at",
            _("The position was captured in the future: check the clock of the device."),
            code="captured_in_future",
        )
    return captured_at


def _pinned(position: Position, expected_sequence: int | None, *, may_be_resent: bool) -> Position:
    """Keep the position, or say why not. The questions are asked and answered in the one statement that writes."""
    told = {name: getattr(position, name) for name in TOLD}
    told |= {
        "authority": position.authority_id,
        "project": position.project_id,
        "recorded_by": position.recorded_by_id,
        "longitude": position.point.x,
        "latitude": position.point.y,
        "wgs84": WGS84,
        "expected_sequence": expected_sequence,
        "may_be_resent": may_be_resent,
        "unknown_accuracy_m": UNKNOWN_BOUNDARY_ACCURACY_M,
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute(PINNING, told)
            outcome, number, sequence, recorded_at, inside, distance_m = cursor.fetchone()
    except IntegrityError as error:
        if "projects_position_client" in str(error):  # the same id for another project of this authority, this moment
            raise wrong(
                "client_id", _("This id was sent before with another content."), code="client_id_used"
            ) from error
        raise
    if outcome != "appended":
        return _not_appended(position, outcome, kept_as=number, distance_m=distance_m)
    position.pk, position.sequence, position.recorded_at = number, sequence, recorded_at
    position.inside, position.outside_distance_m = Inside(inside), distance_m
    position.version, position.set_aside_reason = 1, ""
    position._state.adding, position._state.db = False, connection.alias
    return position


def _not_appended(position: Position, outcome: str, *, kept_as: int | None, distance_m: float | None) -> Position:
    """What was kept before under the same id; raises whatever else kept the position from being kept."""
    if outcome == "sent":
        kept = Position.objects.filter(authority_id=position.authority_id, pk__in=[kept_as])
        return _already_kept(position, kept.get())
    if outcome == "moved":
        raise _moved(position)
    if outcome == "outside":
        raise _outside(position, distance_m or 0.0)
    if outcome == "aside":
        raise ValidationError(_("This record was set aside; enter a new one."), code="set_aside")
    raise ValidationError(_("This record no longer exists."), code="set_aside")


def _already_kept(position: Position, kept: Position) -> Position:
    """The position sent before under the same client id; raises when that was another one."""
    told = ("project_id", "kind", "capture", "system", "source_text", "accuracy_m", "captured_at", "map_zoom")
    alike = all(getattr(kept, name) == getattr(position, name) for name in told)
    if not alike or kept.point.distance(position.point) > 1e-9:  # degrees: a tenth of a millimetre
        raise wrong("client_id", _("This id was sent before with another content."), code="client_id_used")
    return kept


def _moved(position: Position) -> StaleVersion:
    current = (
        Position.objects.live()
        .filter(authority_id=position.authority_id, project_id=position.project_id, kind=position.kind, is_current=True)
        .select_related("recorded_by")
        .first()
    )
    if current is None:
        return StaleVersion(_("Somebody took this position back since you opened it."), current=None)
    return StaleVersion(
        _("%(who)s moved this pin on %(when)s, after you opened it. Compare the two places and decide anew.")
        % who_and_when(current.recorded_by, current.recorded_at),
        current=current,
    )


def _outside(position: Position, distance_m: float) -> ValidationError:
    authority = position.project.authority
    ground = ground_of(position.point, but_not=authority)
    words = {
        "distance": distance_in_words(distance_m),
        "authority": authority.short_name,
        "neighbour": name_of(ground),
        "distance_m": round(distance_m, 1),
    }
    message = (
        _("The point lies %(distance)s beyond the boundary of %(authority)s, in %(neighbour)s. Correct it or say why.")
        if ground
        else _("The point lies %(distance)s beyond the boundary of %(authority)s. Correct it or say why.")
    )
    return ValidationError({"point": ValidationError(message, code="outside_authority", params=words)})
