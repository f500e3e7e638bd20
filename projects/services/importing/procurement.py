"""Linking the national procurement file: agencies to local authorities, and their rows to projects."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from geo.errors import GeoError
from layers.models import LocalAuthority
from projects.enums import Record
from projects.importing.heads import fold
from projects.importing.procurement import Agency, agencies_of, is_part_of_one, kind_and_name, read_rows
from projects.models import Contract, ContractShare, ProcurementAgency, ProcurementRow, Project
from projects.models.procurement import AgencyState
from projects.permissions import require_entry
from projects.services.checking import refusal_of

if TYPE_CHECKING:
    from accounts.models import User

BATCH: Final = 2_000
NOBODY: Final = (None, None)


@dataclass(slots=True)
class Match:
    """An agency of the file, what is known of it, and who it may be."""

    agency: Agency
    state: AgencyState
    authority: LocalAuthority | None
    candidates: list[LocalAuthority]


class Registry:
    """The local authorities of today by kind, name and province, read once."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[LocalAuthority]] = defaultdict(list)
        found = LocalAuthority.objects.filter(dissolved_on__isnull=True).select_related("province", "district")
        for authority in found.defer("boundary", "office", "province__boundary", "district__boundary"):
            self.by_name[fold(authority.name_th)].append(authority)

    def candidates(self, name: str, province: str, district: str = "") -> tuple[list[LocalAuthority], bool]:
        """Who an agency may be, and whether they are of the kind it names. Empty for one that is not local."""
        said = kind_and_name(name)
        if said is None:
            return [], False
        kind, bare = said
        here = [one for one in self.by_name.get(fold(bare), []) if province in ("", one.province.name_th)]
        of_kind = [one for one in here if one.kind == kind]
        if district and len(of_kind) > 1:
            near = [one for one in of_kind if one.district and one.district.name_th == district]
            of_kind = near or of_kind
        return (of_kind, True) if of_kind else (here, False)


def match_file(path: Path, name: str = "") -> list[Match]:
    """Every agency of a procurement file with what is known of it; nothing is written. Raises RefusedUpload."""
    registry = Registry()
    decided = {
        (one.name, one.province, one.district): one
        for one in ProcurementAgency.objects.filter(is_decided=True).select_related("matched")
    }
    found = []
    for agency in agencies_of(read_rows(path, name)):
        known = decided.get((agency.name, agency.province, agency.district))
        candidates, sure = registry.candidates(agency.name, agency.province, agency.district)
        if known is not None:
            found.append(Match(agency, AgencyState(known.state), known.matched, candidates))
        elif kind_and_name(agency.name) is None and not is_part_of_one(agency.name):
            found.append(Match(agency, AgencyState.NOT_LOCAL, None, []))
        elif sure and len(candidates) == 1:
            found.append(Match(agency, AgencyState.LINKED, candidates[0], candidates))
        else:
            found.append(Match(agency, AgencyState.AMBIGUOUS, None, candidates))
    return found


def totals_of(matches: list[Match]) -> dict[AgencyState, tuple[int, Decimal]]:
    """Rows and baht of each state; together they are the file."""
    rows: Counter[AgencyState] = Counter()
    amounts: dict[AgencyState, Decimal] = defaultdict(Decimal)
    for match in matches:
        rows[match.state] += len(match.agency.rows)
        amounts[match.state] += match.agency.amount
    return {state: (rows[state], amounts[state]) for state in AgencyState}


def link_to_projects(matches: list[Match]) -> Counter[str]:
    """Of the rows of linked agencies, how many stand in a contract (`contract`), bear the name of one project of their
    year (`name`), of several (`several`), or of none (`none`)."""
    linked = {match.authority.pk: match for match in matches if match.authority is not None}
    numbers = set(
        Contract.objects.live()
        .filter(authority_id__in=linked)
        .exclude(egp_number="")
        .values_list("authority_id", "egp_number")
    )
    names: Counter[tuple[int, int, str]] = Counter(
        (authority, year, fold(name))
        for authority, year, name in Project.objects.live()
        .filter(authority_id__in=linked)
        .values_list("authority_id", "fiscal_year", "name")
        .iterator()
    )
    found: Counter[str] = Counter()
    for match in matches:
        if match.authority is None:
            continue
        for row in match.agency.rows:
            alike = names[(match.authority.pk, row.year or 0, fold(row.name))]
            in_contract = (match.authority.pk, row.number) in numbers
            found["contract" if in_contract else "name" if alike == 1 else "several" if alike else "none"] += 1
    return found


@transaction.atomic
def keep_matches(matches: list[Match]) -> None:
    """Keep agencies and rows. What somebody decided before is not changed, and a number that was read before is read
    anew: the same file twice is the same rows once."""
    agencies = ProcurementAgency.objects.bulk_create(
        [
            ProcurementAgency(
                name=match.agency.name,
                province=match.agency.province,
                district=match.agency.district,
                state=match.state,
                matched=match.authority,
            )
            for match in matches
        ],
        update_conflicts=True,
        unique_fields=["name", "province", "district"],
        update_fields=["state", "matched"],
        batch_size=BATCH,
    )
    read = {
        (agency.pk, row.number) for agency, match in zip(agencies, matches, strict=True) for row in match.agency.rows
    }
    before = ProcurementRow.objects.filter(agency__in=[agency.pk for agency in agencies])
    kept = list(before.values_list("pk", "agency_id", "number", "left_out_at", "left_out_by_id"))
    again = [row for row in kept if (row[1], row[2]) in read]
    left_out = {(agency, number): (at, by) for _pk, agency, number, at, by in again if at is not None}
    ProcurementRow.objects.filter(pk__in=[row[0] for row in again]).delete()
    ProcurementRow.objects.bulk_create(
        [
            ProcurementRow(
                agency=agency,
                number=row.number,
                name=row.name,
                amount=row.amount,
                fiscal_year=row.year,
                line=row.line,
                left_out_at=left_out.get((agency.pk, row.number), NOBODY)[0],
                left_out_by_id=left_out.get((agency.pk, row.number), NOBODY)[1],
            )
            for agency, match in zip(agencies, matches, strict=True)
            for row in match.agency.rows
        ],
        batch_size=BATCH,
    )


def link_file(*, path: Path, name: str, by: User) -> list[Match]:
    """Read a procurement file that the department sends, and keep it. Raises PermissionDenied, ValidationError."""
    require_deciding(by)
    try:
        matches = match_file(path, name)
    except GeoError as error:
        raise refusal_of(error, field="file") from error
    keep_matches(matches)
    return matches


@dataclass(frozen=True, slots=True)
class Purchase:
    """A row of one authority, the contract that bears its number, and the projects of its year that bear its name,
    each with the contract it has, which may lack the number."""

    row: ProcurementRow
    contract: Contract | None
    projects: tuple[tuple[Project, Contract | None], ...]


def purchases_of(user: User, *, authority_id: int, year: int) -> list[Purchase]:
    """The rows of an authority that the person may see: of a fiscal year, and those without a year in the file."""
    of_year = Q(fiscal_year=year) | Q(fiscal_year__isnull=True)
    found = ProcurementRow.objects.visible_to(user).filter(of_year, agency__matched=authority_id)
    rows = list(found.select_related("left_out_by").order_by(F("amount").desc(nulls_last=True), "number", "line"))
    if not rows:
        return []
    shares = ContractShare.objects.visible_to(user).filter(
        authority_id=authority_id, contract__set_aside_at__isnull=True
    )
    shares = shares.select_related("contract").order_by("-id")
    of_project = {share.project_id: share.contract for share in shares.filter(project__fiscal_year=year)}
    contracts = Contract.objects.visible_to(user).filter(authority_id=authority_id).exclude(egp_number="")
    by_number = {one.egp_number: one for one in contracts}
    named: dict[str, list[tuple[Project, Contract | None]]] = defaultdict(list)
    projects = Project.objects.visible_to(user).filter(authority_id=authority_id, fiscal_year=year)
    for project in projects.only("authority", "code", "name"):
        named[fold(project.name)].append((project, of_project.get(project.pk)))
    return [Purchase(row, by_number.get(row.number), tuple(named.get(fold(row.name), ()))) for row in rows]


@transaction.atomic
def leave_row_out(*, row: ProcurementRow, by: User, is_left_out: bool) -> ProcurementRow:
    """Say that a row belongs to no project, or that it does after all. Raises PermissionDenied."""
    held = ProcurementRow.objects.select_for_update(of=("self",)).select_related("agency").get(pk=row.pk)
    if held.agency.matched_id is None:
        raise PermissionDenied(_("The row belongs to no local authority."))
    require_entry(by, Record.CONTRACT, authority_id=held.agency.matched_id)
    held.left_out_at, held.left_out_by = (timezone.now(), by) if is_left_out else (None, None)
    held.save(update_fields=["left_out_at", "left_out_by"])
    return held


def require_deciding(user: User) -> None:
    """Raise PermissionDenied unless the person works for the whole country."""
    if not user.scope.is_national:
        raise PermissionDenied(_("Only the department decides whose the rows of the procurement file are."))


@transaction.atomic
def decide_agency(*, agency: ProcurementAgency, by: User, authority: LocalAuthority | None) -> ProcurementAgency:
    """Say which local authority an agency of the file is; None for no local authority. Raises PermissionDenied, and
    ValidationError `decided_already` when somebody else has said so meanwhile."""
    require_deciding(by)
    held = ProcurementAgency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    if held.is_decided and held.decided_by_id != by.pk:
        raise ValidationError(_("Somebody decided this meanwhile. Look at it again."), code="decided_already")
    held.state = AgencyState.NOT_LOCAL if authority is None else AgencyState.LINKED
    held.matched, held.is_decided, held.decided_by, held.decided_at = authority, True, by, timezone.now()
    held.save(update_fields=["state", "matched", "is_decided", "decided_by", "decided_at"])
    return held
