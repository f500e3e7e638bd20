"""The beginning of an import: the file is taken in and looked at; then a person says what its columns mean."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from geo.errors import GeoError
from geo.front_door import UploadKind, sniff_upload
from geo.systems import SYSTEM_NAMES
from projects.enums import Record
from projects.importing.fields import BY_KEY, NEEDED, records_in
from projects.importing.heads import Head, fingerprint, fold, suggest
from projects.importing.sources import best_sheet, describe, head_in
from projects.models import ImportJob, ImportMapping, Programme
from projects.models.imports import ImportState, folder
from projects.permissions import may_enter
from projects.services.acting import act_as
from projects.services.checking import refusal_of, text_of, wrong

if TYPE_CHECKING:
    from accounts.models import User
    from layers.models import LocalAuthority

IMPORTS: Final = (
    Record.PROJECT,
    Record.PLAN_APPROVAL,
    Record.BUDGET_APPROVAL,
    Record.CONTRACT,
    Record.DISBURSEMENT,
    Record.PROGRESS,
    Record.POSITION,
)
MOST_BYTES: Final = 60_000_000
# Our own files are known by columns that nobody else has.
_OURS: Final = ({"id", "latest_stage"}, {"เลขประจำโครงการในระบบ", "รหัสขั้นตอนล่าสุด"}, {"project_id", "stage_th"})
OWN_EXPORT: Final = "e-Plan"
_NOT_OF_OURS: Final = {"system", "fund"}


def may_import(user: User, *, authority_id: int) -> bool:
    """Whether the person may enter anything here that a file can bring."""
    return any(may_enter(user, record, authority_id=authority_id) for record in IMPORTS)


def require_import(user: User, *, authority_id: int) -> None:
    """Raise PermissionDenied, in words, unless `may_import`."""
    if not may_import(user, authority_id=authority_id):
        raise PermissionDenied(_("Your role in this local authority does not include this entry."))


def start_import(*, authority: LocalAuthority, by: User, name: str, path: Path) -> ImportJob:
    """Take a file in: it is kept, looked at in a child process, and its columns get their likely meanings.

    `path` is where the bytes lie now; they are copied. Raises PermissionDenied, and ValidationError on `file` with the
    code of `geo.front_door` that says what is wrong with it.
    """
    require_import(by, authority_id=authority.pk)
    try:
        upload = sniff_upload(name, path, max_bytes=MOST_BYTES)
        sheets = describe(path, upload.kind)
    except GeoError as error:
        raise refusal_of(error, field="file") from error
    content = path.read_bytes()
    job = ImportJob(
        authority=authority,
        owner=by,
        name=upload.name[:200] or "-",
        kind=upload.kind.value,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sheets=_storable(sheets),
        sheet=best_sheet(sheets),
    )
    look_at_sheet(job, by=by, sheet=job.sheet)
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    job.path.write_bytes(content)
    job.save(force_insert=True)
    return job


def _storable(value: Any) -> Any:
    """Without the one sign that the database keeps in no text."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {key: _storable(one) for key, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, (list, tuple)) else value


def look_at_sheet(job: ImportJob, *, by: User, sheet: int, head_line: int | None = None) -> Head:
    """Set sheet, head and likely meanings on the job, without saving. Raises ValidationError `sheet_unknown`."""
    if not 0 <= sheet < len(job.sheets):
        raise wrong("sheet", _("The file has no such sheet."), code="sheet_unknown")
    head = head_in(job.sheets[sheet], head_line)
    job.sheet, job.head_line, job.columns = sheet, head.line, list(head.names)
    remembered = remembered_for(job.authority_id, head.names)
    if remembered is not None:
        job.mapping, job.mapping_name = list(remembered.columns), remembered.name
        job.options = {**remembered.options}
    elif is_own_export(head.names):
        found = suggest(head.names, head.samples)
        job.mapping = ["" if key in _NOT_OF_OURS else key for key in found]
        job.mapping_name, job.options = OWN_EXPORT, {"restore": True, "system": "wgs84"}
    else:
        job.mapping, job.mapping_name = suggest(head.names, head.samples), ""
    job.mapping = [key if not key or may_map(by, key, job.authority_id) else "" for key in job.mapping]
    return head


def remembered_for(authority_id: int, names: Sequence[str]) -> ImportMapping | None:
    """What the authority said of a file with this head before."""
    return (
        ImportMapping.objects.live().filter(authority_id=authority_id, fingerprint=fingerprint(names)).first()
        if any(names)
        else None
    )


def is_own_export(names: Sequence[str]) -> bool:
    """Whether the file is an export of this site."""
    here = {fold(name) for name in names}
    return any({fold(name) for name in sign} <= here for sign in _OURS)


def may_map(user: User, key: str, authority_id: int) -> bool:
    """Whether the person may enter what a column with this meaning brings."""
    record = BY_KEY[key].record
    return record is None or may_enter(user, record, authority_id=authority_id)


@transaction.atomic
def match_columns(
    *, job: ImportJob, by: User, mapping: Sequence[str], options: dict[str, Any], remember_as: str = ""
) -> ImportJob:
    """Say what the columns mean, and what holds for the whole file; the job is then to be checked.

    `options` may give `two_digits` (be, ce), `system`, `fiscal_year` and `programme` for rows without one. With
    `remember_as` the authority keeps the matching under that name. Raises PermissionDenied, and ValidationError: a list
    that names each column at fault.
    """
    require_import(by, authority_id=job.authority_id)
    act_as(by)
    held = held_job(job)
    _require_state(held, ImportState.READ, ImportState.CHECKED, ImportState.FAILED, ImportState.CANCELLED)
    held.sheet, held.head_line, held.columns = job.sheet, job.head_line, job.columns
    mapping = list(mapping)
    problems = _problems(held, by, mapping, options)
    if problems:
        raise ValidationError(problems)
    held.mapping, held.options = mapping, _clean(options, held)
    held.state, held.error, held.cancel_requested = ImportState.CHECKING, "", False
    held.counts, held.done, held.total, held.heartbeat_at = {}, 0, 0, None
    if remember_as.strip():
        held.mapping_name = _remember(held, by, text_of(remember_as, field="remember_as", most=80))
    held.save()
    return held


def held_job(job: ImportJob) -> ImportJob:
    """The job as it stands, locked until the transaction ends."""
    return ImportJob.objects.select_for_update(of=("self",)).get(authority_id=job.authority_id, pk=job.pk)


def _require_state(job: ImportJob, *states: ImportState) -> None:
    if job.state not in states:
        raise ValidationError(
            _("This cannot be done now: the import is “%(state)s”.") % {"state": job.get_state_display()},
            code="wrong_state",
        )


def _problems(job: ImportJob, by: User, mapping: list[str], options: dict[str, Any]) -> list[ValidationError]:
    found: list[ValidationError] = []
    if len(mapping) != len(job.columns) or any(key and key not in BY_KEY for key in mapping):
        return [ValidationError(_("The columns have changed. Open the page again."), code="columns_unknown")]
    for place, key in enumerate(mapping):
        column = job.columns[place] or str(place + 1)
        if key and key in mapping[:place]:
            words = {"column": column, "field": BY_KEY[key].label}
            found.append(
                ValidationError(
                    _("Column “%(column)s”: another column is “%(field)s” already.") % words, code="field_twice"
                )
            )
        if key and not may_map(by, key, job.authority_id):
            words = {"column": column, "field": BY_KEY[key].label}
            found.append(
                ValidationError(
                    _("Column “%(column)s”: “%(field)s” is not yours to enter. Set it to “not imported”.") % words,
                    code="not_yours",
                )
            )
    if "code" not in mapping:
        found.append(ValidationError(_("No column is the project code. Choose one."), code="code_missing"))
    if "fiscal_year" not in mapping and not options.get("fiscal_year"):
        found.append(
            ValidationError(
                _("No column is the fiscal year. Choose one, or say one for all rows."), code="year_missing"
            )
        )
    found += _incomplete(mapping)
    return found


def _incomplete(mapping: list[str]) -> list[ValidationError]:
    found = []
    for record, names in NEEDED.items():
        if record in records_in(mapping):
            found += [
                ValidationError(
                    _("No column is “%(field)s”, which %(other)s needs.")
                    % {
                        "field": BY_KEY[name].label,
                        "other": next(BY_KEY[key].label for key in mapping if key and BY_KEY[key].record == record),
                    },
                    code="incomplete",
                )
                for name in names
                if name not in mapping
            ]
    return found


def _clean(options: dict[str, Any], job: ImportJob) -> dict[str, Any]:
    """The options that are known, each checked. Raises ValidationError on the option."""
    kept: dict[str, Any] = {}
    if options.get("two_digits") in ("be", "ce"):
        kept["two_digits"] = options["two_digits"]
    if system := options.get("system"):
        if system not in SYSTEM_NAMES:
            raise wrong("system", _("This reference system is not known here."), code="unknown_system")
        kept["system"] = system
    if year := options.get("fiscal_year"):
        if not 2500 <= int(year) <= 2700:
            raise wrong(
                "fiscal_year", _("%(year)d is not a fiscal year.") % {"year": int(year)}, code="year_out_of_range"
            )
        kept["fiscal_year"] = int(year)
    if programme := options.get("programme"):
        if not Programme.objects.filter(pk=int(programme)).exists():
            raise wrong("programme", _("This programme is not known here."), code="programme_unknown")
        kept["programme"] = int(programme)
    if is_own_export(job.columns):
        kept["restore"] = job.kind == UploadKind.CSV
    return kept


def _remember(job: ImportJob, by: User, name: str) -> str:
    known = remembered_for(job.authority_id, job.columns)
    if known is None:
        ImportMapping.objects.create(
            authority_id=job.authority_id,
            recorded_by=by,
            name=name,
            fingerprint=fingerprint(job.columns),
            names=job.columns,
            columns=job.mapping,
            options=job.options,
        )
    else:
        known.name, known.columns, known.options = name, job.mapping, job.options
        known.version += 1
        known.save(update_fields=["name", "columns", "options", "version"])
    return name
