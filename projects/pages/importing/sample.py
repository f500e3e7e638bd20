"""A workbook to begin with: the columns under the names that are known here, and one row that can be imported.

Made on the fly for the person and the local authority: the columns are those the person may enter, the row is of a
project of theirs, or a new one where the person enters projects.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from geo.thai import BE_OFFSET, fiscal_year_of
from layers.models import LocalAuthority
from projects.importing.fields import FIELDS, Field
from projects.models import DevelopmentPlan, Project
from projects.pages.importing.refused import XLSX
from projects.pages.importing.worklist import importer_of, places_of
from projects.services.importing.starting import may_map

_FIRST_THAI = "\u0e00"


@never_cache
@require_safe
def import_sample(request: HttpRequest) -> HttpResponse:
    """The workbook for `?authority=`, or the only one there is; 404 for one in which the person enters nothing."""
    user = importer_of(request)
    places = places_of(user)
    asked = request.GET.get("authority", "")
    place = next((one for one in places if str(one.pk) == asked), places[0] if len(places) == 1 and not asked else None)
    if place is None:
        raise Http404
    response = HttpResponse(_workbook(place, user), content_type=XLSX)
    name = f"{_('sample for importing')}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def head_of_field(field: Field) -> str:
    """What the column of a field is called in the sample: its first Thai name."""
    return next(name for name in field.names if any(sign >= _FIRST_THAI for sign in name))


def _workbook(place: LocalAuthority, user: User) -> bytes:
    from openpyxl import Workbook

    columns = [field for field in FIELDS if may_map(user, field.key, place.pk)]
    row = _row(place, may_create=may_map(user, "name", place.pk), today=timezone.localdate())
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("sample for importing")[:31])
    sheet.append([head_of_field(field) for field in columns])
    sheet.append([row.get(field.key) for field in columns])
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def _row(place: LocalAuthority, *, may_create: bool, today: dt.date) -> dict[str, Any]:
    """A value for the fields that need one; the others stay empty, and empty cells import nothing."""
    year, code = _new_project(place, today) if may_create else _a_project(place, today)
    starts = dt.date(year - BE_OFFSET - 1, 10, 1)

    def day(month: int, of_month: int, *, before: bool = False) -> str:
        """A day of the fiscal year, or of the months before it, written as people do; never one to come."""
        calendar_year = starts.year if before or month >= starts.month else starts.year + 1
        written = min(dt.date(calendar_year, month, of_month), today)
        return f"{written.day}/{written.month}/{written.year + BE_OFFSET}"

    row: dict[str, Any] = {
        "authority_code": place.code,
        "code": code,
        "fiscal_year": year,
        "name": _("Example: concrete road, village 1, 4 m wide, 250 m long"),
        "planned_budget": 500_000,
        "programme": "แผนงานอุตสาหกรรมและการโยธา",
        "village": "หมู่ 1",
        "plan_approved_on": day(6, 15, before=True),
        "budget_amount": 480_000,
        "budget_on": day(9, 15, before=True),
        "contract_number": f"ตัวอย่าง {code}",
        "contract_on": day(1, 20),
        "contract_amount": 450_000,
        "contractor": "หจก. ตัวอย่างก่อสร้าง",
        "method": "เฉพาะเจาะจง",
        "paid_amount": 200_000,
        "paid_on": day(4, 20),
        "voucher": f"ตัวอย่าง {code}",
        "percent": 50,
        "percent_on": day(4, 1),
    }
    if place.boundary is not None:
        inside = place.boundary.point_on_surface
        row |= {"latitude": round(inside.y, 6), "longitude": round(inside.x, 6)}
    return row


def _new_project(place: LocalAuthority, today: dt.date) -> tuple[int, str]:
    """A fiscal year (BE) that a plan covers, the running one if any does, and a code that nobody uses in it."""
    running = fiscal_year_of(today)
    plans = DevelopmentPlan.objects.live().filter(authority_id=place.pk).order_by("first_year")
    covered = [year for plan in plans for year in range(plan.first_year, plan.last_year + 1)] or [running]
    year = max((one for one in covered if one <= running), default=min(covered))
    of_year = Project.objects.live().filter(authority_id=place.pk, fiscal_year=year, code__startswith="ตัวอย่าง-")
    taken = set(of_year.values_list("code", flat=True))
    return year, next(code for number in range(1, len(taken) + 2) if (code := f"ตัวอย่าง-{number}") not in taken)


def _a_project(place: LocalAuthority, today: dt.date) -> tuple[int, str]:
    """A project of theirs, of the running year if there is one; a made-up one where there is none yet."""
    running = fiscal_year_of(today)
    is_later = Case(When(fiscal_year__gt=running, then=Value(1)), default=Value(0), output_field=IntegerField())
    found = Project.objects.live().filter(authority_id=place.pk).order_by(is_later, "-fiscal_year", "code")
    return found.values_list("fiscal_year", "code").first() or (running, "ตัวอย่าง-1")
