"""The way from a record on any page to setting it aside, for those whose role enters it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from projects.permissions import may_enter
from projects.services.setting_aside import RECORD_OF

register = template.Library()


@register.simple_tag(takes_context=True)
def set_aside_address(context: dict[str, Any], record: Any, go_on: str = "") -> str:
    """`{% set_aside_address record as aside %}`: the address of the form, empty for those who may not.

    Afterwards the reader comes back to the page that is open, or to `go_on` when the page is gone with the record.
    """
    request = context["request"]
    kind = RECORD_OF.get(type(record))
    if kind is None or record.set_aside_at is not None:
        return ""
    if not may_enter(request.user, kind, authority_id=record.authority_id):
        return ""
    asked = {"kind": record._meta.model_name, "id": record.pk, "next": go_on or request.get_full_path()}
    return f"{reverse('set_aside_new')}?{urlencode(asked)}"
