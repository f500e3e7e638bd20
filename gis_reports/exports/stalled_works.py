"""The list of stalled works as a CSV file: the rows of the page, all of them, from the same question."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gis_reports.outputs.text_fitting import neutralised
from layers.api.statements import in_bounded_time
from projects.pages.refusals import unreadable_address
from projects.stalled import StalledWorks

if TYPE_CHECKING:
    from accounts.models import User

MARK = "\ufeff"  # by it Excel knows UTF-8
COLUMNS = (
    "id",
    "code",
    "name",
    "fiscal_year",
    "authority",
    "province",
    "percent",
    "begun",
    "last_report",
    "stands_since",
    "days",
    "longitude",
    "latitude",
)


@require_safe
def stalled_works_file(request: HttpRequest) -> HttpResponse:
    """The file. 400 with reasons for an address that cannot be read or asks for too much, 404 out of scope."""
    user = cast("User", request.user)
    today = timezone.localdate()
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    try:
        question = StalledWorks.from_params(request.GET.dict())
        found = question.projects(user, today=today).select_related("authority__province")
        found = found.defer("authority__boundary", "authority__province__boundary")
        with in_bounded_time(alias=DEFAULT_DB_ALIAS):
            rows = list(_rows(found, today))
    except ValidationError as error:
        return unreadable_address(request, error)
    answer.write(MARK)
    writer = csv.writer(answer)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    answer["Content-Disposition"] = f'attachment; filename="stalled-works-{today:%Y-%m-%d}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _rows(found: Any, today: Any) -> Iterator[list[Any]]:
    for one in found.iterator(chunk_size=2000):
        yield [
            one.pk,
            neutralised(one.code),
            neutralised(one.name),
            one.fiscal_year,
            neutralised(one.authority.short_name),
            one.authority.province.name,
            one.percent,
            one.begun,
            one.last_report or "",
            one.stands_since,
            (today - one.stands_since).days,
            repr(one.location.x) if one.location else "",
            repr(one.location.y) if one.location else "",
        ]
