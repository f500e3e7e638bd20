"""Pages by key: `after` is the id of the last row seen, so that page 1,000 costs what page 1 costs and nothing is
skipped or shown twice while others write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from geo.thai import from_thai_digits

DEFAULT_LIMIT = 100
MOST = 1000


def page_asked_for(request: Request, *, default: int = DEFAULT_LIMIT) -> tuple[int, int]:
    """`after` (0 for the beginning) and `limit` (1–1000) of a request. Raises ValidationError naming the field."""
    return _number(request, "after", 0, least=0, most=2**63 - 1), limit_asked_for(request, default=default)


def limit_asked_for(request: Request, *, default: int = DEFAULT_LIMIT) -> int:
    """`limit` (1–1000) of a request. Raises ValidationError naming the field."""
    return _number(request, "limit", default, least=1, most=MOST)


def _number(request: Request, name: str, default: int, *, least: int, most: int) -> int:
    text = from_thai_digits(request.query_params.get(name, "").strip())
    if not text:
        return default
    if not re.fullmatch(r"\d{1,19}", text) or not least <= int(text) <= most:
        raise ValidationError(
            {name: _("Give a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}},
            code="out_of_range",
        )
    return int(text)


def next_address(request: Request, last_id: int | str) -> str:
    """The address of the page after the row `last_id`, with every other parameter kept."""
    return replace_query_param(request.build_absolute_uri(), "after", str(last_id))


class KeysetPagination(BasePagination):
    """`{"next": address or null, "results": [...]}`, ordered by id."""

    says_of_after = "Begin after the row with this id; take it from `next`."
    schema_of_after: ClassVar = {"type": "integer", "minimum": 0}

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of the page; remembers whether there are more."""
        after, limit = page_asked_for(request)
        rows = list(queryset.filter(id__gt=after).order_by("id")[: limit + 1])
        self.next = next_address(request, rows[limit - 1].id) if len(rows) > limit else None
        return rows[:limit]

    def get_paginated_response(self, data: Iterable[Any]) -> Response:
        """The body, and the next page in a Link header as well."""
        headers = {"Link": f'<{self.next}>; rel="next"'} if self.next else {}
        return Response({"next": self.next, "results": data}, headers=headers)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """For the OpenAPI description."""
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {"type": "string", "format": "uri", "nullable": True, "description": "The next page, if any."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """For the OpenAPI description."""
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT}
        return [
            {
                "name": "after",
                "in": "query",
                "required": False,
                "description": self.says_of_after,
                "schema": self.schema_of_after,
            },
            {"name": "limit", "in": "query", "required": False, "description": "Rows per page.", "schema": limit},
        ]
