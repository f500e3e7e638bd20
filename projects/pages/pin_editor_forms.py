"""The form of the pin editor: what a person typed, pressed or chose, before anything is held against a boundary."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.coordinates import MAX_TEXT
from geo.systems import SYSTEMS
from projects.enums import Capture, PositionKind
from projects.services.checking import language

MADE_ON_THE_MAP = (Capture.MAP_CLICK, Capture.MAP_DRAG, Capture.KEYBOARD, Capture.GPS)


class DraftForm(forms.Form):
    """A place that is not saved yet: a text with the reading chosen for it, or a place on the map.

    `reading` is the value of a card (see pin_editor_readings); the fields from `longitude` on are filled in by the
    script and count only when the card of the map is chosen.
    """

    text = forms.CharField(max_length=MAX_TEXT, required=False, strip=False)
    system = forms.ChoiceField(required=False)
    reading = forms.CharField(max_length=80, required=False)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    capture = forms.ChoiceField(required=False, choices=[("", ""), *((one, one) for one in MADE_ON_THE_MAP)])
    accuracy_m = forms.FloatField(required=False, min_value=0)
    map_zoom = forms.FloatField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        systems = [(system.name, system.label(language())) for system in SYSTEMS]
        self.fields["system"].choices = [("", _("All systems")), *systems]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_text(self) -> str:
        """Without bytes that no text has."""
        return str(self.cleaned_data["text"]).replace("\x00", "").strip()


class PinForm(DraftForm):
    """Everything that saving needs besides the place."""

    kind = forms.ChoiceField(choices=PositionKind)
    outside_reason = forms.CharField(max_length=300, required=False)
    expected_sequence = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    client_id = forms.UUIDField()


class WithdrawForm(forms.Form):
    """Which position is taken back, and why."""

    position = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = forms.CharField(max_length=300, required=False)
