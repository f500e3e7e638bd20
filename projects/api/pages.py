"""Pages of projects, written as JSON by the database, in the order of their key: authority, then project.

A key never changes, so nothing is skipped or shown twice while others write, and both halves lead an index, so the last
page of ten million costs what the first costs.
"""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django.db.models import BigIntegerField, BooleanField
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from geo.thai import from_thai_digits
from layers.api.paging import KeysetPagination, limit_asked_for
from layers.api.statements import Later, in_bounded_time, run_as_bytes, statement
from layers.enums import SHORT_PREFIX_TH, SHORT_SUFFIX_EN
from layers.reading import reading_alias
from projects.enums import PROJECT_STAGES
from projects.models import Project
from projects.querysets import within_scope
from projects.selection import ProjectSelection

if TYPE_CHECKING:
    from accounts.models import User
    from projects.querysets import ProjectQuerySet

FOLDER = Path(__file__).parent
WALKED = FOLDER / "walked.sql"
SEARCHED = FOLDER / "searched.sql"
TOKEN = re.compile(r"(\d{1,18})-(\d{1,18})|\d{1,18}")
COLUMNS = (
    "id",
    "authority_id",
    "code",
    "name",
    "village",
    "fiscal_year",
    "programme_id",
    "fund",
    "stages",
    "latest_stage",
    "problems",
    "planned_budget",
    "budget_total",
    "contract_total",
    "paid_total",
    "percent",
    "location",
    "location_kind",
    "version",
)
SHORT_NAMES = json.dumps({kind: [SHORT_PREFIX_TH[kind], SHORT_SUFFIX_EN[kind]] for kind in SHORT_PREFIX_TH})
STAGE_NAMES = [stage.slug for stage in PROJECT_STAGES]
# For each mask of the six stages of a project, the JSON list of their words.
MASKS = [
    json.dumps([name for place, name in enumerate(STAGE_NAMES) if mask & 1 << place])
    for mask in range(1 << len(STAGE_NAMES))
]


class Key(NamedTuple):
    """Where a page begins: after this project of this authority."""

    authority: int
    project: int

    def __str__(self) -> str:
        return f"{self.authority}-{self.project}"


FIRST = Key(0, 0)
AFTER_AUTHORITY, AFTER_PROJECT = Later("after_authority"), Later("after_project")


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A page in UTF-8, how many rows it holds, and the key of its last row when more follow."""

    rows: bytes
    returned: int
    last: Key | None

    @property
    def following(self) -> str | None:
        """What `after` of the next page is."""
        return None if self.last is None else str(self.last)


def after_asked_for(request: Request, user: User) -> Key:
    """Where the page begins: what stands in `next`, or the id of a project. Raises ValidationError naming the field."""
    text = from_thai_digits(request.query_params.get("after", "").strip())
    found = TOKEN.fullmatch(text or "0")
    if found is None:
        raise ValidationError({"after": _("Take this from “next” of the page before.")}, code="out_of_range")
    if found.group(1):
        return Key(int(found.group(1)), int(found.group(2)))
    return _key_of(user, int(found.group())) if int(found.group()) else FIRST


def _key_of(user: User, project: int) -> Key:
    """The key of a project, also of one that was set aside since the page before."""
    kept = Project.objects.using(reading_alias()).filter(within_scope(user.scope), pk=project)
    authority = kept.order_by().values_list("authority_id", flat=True).first()
    if authority is None:
        raise ValidationError({"after": _("Take this from “next” of the page before.")}, code="out_of_range")
    return Key(authority, project)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Everything that the text of a statement depends on, so that the pages of one question are compiled once.

    Of the user only the scope matters, and what is within two equal keys is equal.
    """

    path: Path
    selection: ProjectSelection
    scope: str
    limit: int
    only_placed: bool
    user: User = field(compare=False)


def written_page(
    path: Path,
    request: Request,
    selection: ProjectSelection,
    user: User,
    *,
    default: int,
    only_placed: bool = False,
    **params: Any,
) -> WrittenPage:
    """The page asked for of what the user may see of a selection, as the statement in `path` writes it.

    Raises OutOfScope, and ValidationError for a wrong `after` or `limit`, or `too_wide` when it takes too long to find.
    """
    limit, after = limit_asked_for(request, default=default), after_asked_for(request, user)
    selection.require_scope(user)
    compiled = _compiled(_Asked(path, selection, user.scope.key, limit, only_placed, user))
    if compiled is None:
        return WrittenPage(b"", 0, None)
    sql, chosen = compiled
    params |= {"most": limit, "short_names": SHORT_NAMES, "stage_names": STAGE_NAMES}
    params |= {AFTER_AUTHORITY: after.authority, AFTER_PROJECT: after.project}
    with nullcontext() if selection.is_bounded else in_bounded_time():
        rows, returned, authority, project, has_more = run_as_bytes(sql, {**chosen, **params})
    return WrittenPage(rows, returned, Key(authority, project) if has_more else None)


@lru_cache(maxsize=512)
def _compiled(asked: _Asked) -> tuple[str, dict[str, Any]] | None:
    selection, user = asked.selection, asked.user
    if _is_searched(selection):
        after_key = "(projects_project.authority_id, projects_project.id) > (%s, %s)"
        projects = selection.queryset(user).filter(RawSQL(after_key, [AFTER_AUTHORITY, AFTER_PROJECT], BooleanField()))  # noqa: S611 - a fixed text; the numbers are parameters
        return statement(asked.path, _rows(asked, projects.order_by("authority_id", "id")), paged_rows=SEARCHED)
    whole = BigIntegerField()
    begins = RawSQL("case when place.id = %s then %s else 0 end", [AFTER_AUTHORITY, AFTER_PROJECT], whole)
    projects = selection.projects_of(RawSQL("place.id", [], whole)).filter(id__gt=begins).order_by("id")
    places = selection.authorities(user).filter(pk__gte=RawSQL("%s", [AFTER_AUTHORITY], whole))
    place_rows = places.order_by().values("id", "kind", "name_th", "name_en", "province_id")
    return statement(asked.path, _rows(asked, projects), paged_rows=WALKED, place_rows=place_rows)


def _is_searched(selection: ProjectSelection) -> bool:
    """Whether other indexes than those of authorities find the rows."""
    if selection.authority is not None:
        return False
    return bool(selection.ids or selection.bbox or (selection.q and selection.province is None))


def _rows(asked: _Asked, projects: ProjectQuerySet) -> Any:
    placed = projects.with_location() if asked.only_placed else projects
    return placed.values(*COLUMNS)[: asked.limit + 1]


class ProjectPages(KeysetPagination):
    """For the OpenAPI description: `after` is opaque here."""

    schema_of_after: ClassVar = {"type": "string", "pattern": "^[0-9]+(-[0-9]+)?$"}
    says_of_after = "Begin after this row; take it from `next`. The id of a project works as well."
