"""Reading cards: each place a typed text or a press on the map may mean, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from geo.coordinates import Reading, read
from geo.formatting import as_degrees
from geo.measure import distance_m
from geo.systems import WGS84, find_system
from layers.models import LocalAuthority
from projects.enums import Capture, Inside
from projects.grades import grade_of
from projects.services.checking import language
from projects.services.placement import (
    Placement,
    distance_in_words,
    ground_of,
    name_of,
    nearest_authorities,
    place_against,
)
from projects.services.proposals import proposals_for

# Two ways of reading a text that lie nearer than this are one place.
SAME_PLACE_M = 1.0
ON_THE_MAP = "map"


@dataclass(frozen=True, slots=True)
class Card:
    """One place to choose. `value` is what the form sends: the reading itself, so that a changed text is noticed."""

    value: str
    reading: Reading
    capture: str
    placement: Placement
    ground: str = ""
    note: str = ""
    number: int = 0
    accuracy_m: float | None = None
    from_first_m: float | None = None
    is_proposal: bool = False
    is_chosen: bool = False

    @property
    def is_outside(self) -> bool:
        """Saving it needs a reason."""
        return self.placement.inside == Inside.OUTSIDE

    @property
    def is_inside(self) -> bool:
        """In the authority, as far as the boundary can tell."""
        return self.placement.inside in (Inside.INSIDE, Inside.EDGE)

    @property
    def inside_label(self) -> str:
        """`inside the boundary`, and so on."""
        return str(Inside(self.placement.inside).label)

    @property
    def tag_class(self) -> str:
        """The colour of the tag that says inside or outside."""
        tags = {Inside.INSIDE: "tag-ok", Inside.EDGE: "tag-warn", Inside.OUTSIDE: "tag-danger"}
        return tags.get(Inside(self.placement.inside), "")

    @property
    def system_label(self) -> str:
        """The reference system in the reader's language."""
        return find_system(self.reading.system).label(language())

    @property
    def capture_label(self) -> str:
        """How the place was captured, in words."""
        return str(Capture(self.capture).label)

    @property
    def coordinates(self) -> str:
        """Latitude and longitude, WGS 84."""
        return as_degrees(self.reading.longitude, self.reading.latitude)

    @property
    def grade(self) -> str:
        """The grade this place would have once saved."""
        return grade_of(capture=self.capture, accuracy_m=self.accuracy_m, inside=self.placement.inside)

    @property
    def where(self) -> str:
        """How far outside and on whose ground; empty inside."""
        distance = self.placement.distance_m
        if not self.is_outside or distance is None:
            return ""
        words = {"distance": distance_in_words(distance), "neighbour": self.ground}
        if self.ground:
            return _("%(distance)s beyond the boundary, in or near %(neighbour)s") % words
        return _("%(distance)s beyond the boundary") % words


def cards_for_text(text: str, *, system: str | None, authority: LocalAuthority) -> list[Card]:
    """Every reading of a text and, when none lies in the authority, what else the same numbers may have meant.

    One is chosen beforehand only when it alone lies inside. Raises GeoError when the text cannot be read.
    """
    readings = read(text, system=system)
    cards = [_card(reading, authority, note=reading.note_in(language())) for reading in readings]
    if not any(card.is_inside for card in cards):
        cards += _proposed(cards, text, authority)
    inside = [card for card in cards if card.is_inside and not card.is_proposal]
    only = inside[0] if len(inside) == 1 else cards[0] if len(cards) == 1 else None
    first = (cards[0].reading.longitude, cards[0].reading.latitude)
    return [
        replace(
            card,
            number=number,
            is_chosen=card is only,
            from_first_m=distance_m(first, (card.reading.longitude, card.reading.latitude)) if number > 1 else None,
        )
        for number, card in enumerate(cards, start=1)
    ]


def card_for_map(
    longitude: float, latitude: float, *, capture: str, accuracy_m: float | None, authority: LocalAuthority
) -> Card:
    """The place pointed at on the map or measured by the device; chosen, because the person just put it there."""
    reading = Reading(longitude, latitude, "wgs84")
    card = _card(reading, authority, capture=capture, accuracy_m=accuracy_m)
    return replace(card, value=ON_THE_MAP, is_chosen=True)


def _card(
    reading: Reading,
    authority: LocalAuthority,
    *,
    note: str = "",
    capture: str = Capture.TYPED,
    accuracy_m: float | None = None,
) -> Card:
    placement = place_against(authority_id=authority.pk, longitude=reading.longitude, latitude=reading.latitude)
    return Card(
        value=_value_of(reading),
        reading=reading,
        capture=str(capture),
        placement=placement,
        ground=_whose_ground(reading, authority) if placement.inside == Inside.OUTSIDE else "",
        note=note,
        accuracy_m=accuracy_m,
    )


def _whose_ground(reading: Reading, authority: LocalAuthority) -> str:
    """The name of the authority that holds a place, else of the nearest one, else of the province."""
    point = Point(reading.longitude, reading.latitude, srid=WGS84)
    ground = ground_of(point, but_not=authority)
    if not isinstance(ground, LocalAuthority):
        ground = next(iter(nearest_authorities(point, but_not=authority)), ground)
    return name_of(ground)


def _proposed(cards: list[Card], text: str, authority: LocalAuthority) -> list[Card]:
    """Places inside that the numbers may have meant under the everyday kinds of damage, each once."""
    found: list[Card] = []
    for card in cards:
        for other in proposals_for(
            authority_id=authority.pk,
            longitude=card.reading.longitude,
            latitude=card.reading.latitude,
            system=card.reading.system,
        ):
            place = (other.longitude, other.latitude)
            known = [(one.reading.longitude, one.reading.latitude) for one in [*cards, *found]]
            if any(distance_m(place, one) < SAME_PLACE_M for one in known):
                continue
            reading = Reading(other.longitude, other.latitude, other.system, text=text)
            found.append(replace(_card(reading, authority, note=other.note), is_proposal=True))
    return found


def _value_of(reading: Reading) -> str:
    return f"{reading.system}:{reading.longitude:.8f}:{reading.latitude:.8f}"
