"""What hangs on projects comes in too, each by whoever may enter it, once; and our own export changes nothing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from accounts.enums import Role
from gis_reports.enums import Format
from gis_reports.services.writing import write_selection
from layers.models import LocalAuthority
from projects.models import Contract, Disbursement, ImportRow, PlanApproval, Position, Progress, Project
from projects.selection import ProjectSelection
from projects.services.importing.undoing import undo_import
from projects.services.ledger import differences
from tests.factories import AuthorityFactory, PlanFactory, PositionFactory, ProjectFactory, make_user
from tests.projects.importing.test_apply import applied, brought

pytestmark = pytest.mark.django_db
CONTRACTS = (
    "รหัสโครงการ,ปีงบประมาณ,เลขที่สัญญา,วันที่ทำสัญญา,วงเงินสัญญา,คู่สัญญา,เลขประจำตัวผู้เสียภาษี,วิธีการจัดหา,"
    "จำนวนเงินเบิกจ่าย,วันที่เบิกจ่าย,เลขที่ฎีกา,ความก้าวหน้า\n"
)


@pytest.fixture
def authority() -> LocalAuthority:
    made: LocalAuthority = AuthorityFactory()
    plan = PlanFactory(authority=made)
    for number in (1, 2):
        ProjectFactory(plan=plan, code=f"P59-000{number}")
    return made


def test_a_finance_officer_brings_contracts_payments_and_progress_in(authority: LocalAuthority, tmp_path: Path) -> None:
    finance = make_user(Role.FINANCE, authority=authority)
    text = (
        CONTRACTS
        + "P59-0001,2559,1/2559,20/1/2559,450000,หจก. ก,0994000617721,เฉพาะเจาะจง,200000,20/4/2559,ฎ1,๑๐๐\n"
        + "P59-0003,2559,2/2559,20/1/2559,450000,หจก. ก,,,,,,\n"
        + "P59-0002,2559,3/2559,20/1/2559,450000,,1234567890123,,,,,\n"
    )
    job = brought(authority, finance, tmp_path, text)
    said = {row.line: [one["c"] for one in row.remarks or []] for row in ImportRow.objects.all()}
    assert said == {2: ["read_as"], 3: ["project_unknown"], 4: ["tax_id_wrong", "needed_with"]}
    applied(job, finance)
    project = Project.objects.get(code="P59-0001")
    assert (project.contract_total, project.paid_total, project.percent) == (Decimal(450000), Decimal(200000), 100)
    assert Contract.objects.get().contractor_tax_id == "0994000617721"
    assert differences() == []
    again = brought(authority, finance, tmp_path, text)
    assert again.counts["same"] == 1
    undo_import(job=job, by=finance)
    assert not any(model.objects.live().exists() for model in (Contract, Disbursement, Progress))
    assert differences() == []


def test_an_engineer_brings_places_in_and_outside_needs_a_reason(authority: LocalAuthority, tmp_path: Path) -> None:
    engineer = make_user(Role.ENGINEER, authority=authority)
    middle = authority.boundary.centroid
    older = PositionFactory(project=Project.objects.get(code="P59-0001"))
    Position.objects.filter(pk=older.pk).update(point=authority.boundary.point_on_surface)
    text = (
        "code,fiscal_year,latitude,longitude\n"
        f"P59-0001,2559,{middle.y + 0.01},{middle.x}\nP59-0002,2559,{middle.y + 0.4},{middle.x}\n"
    )
    job = brought(authority, engineer, tmp_path, text)
    assert [row.outcome for row in ImportRow.objects.order_by("number")] == ["change", "refused"]
    applied(job, engineer)
    now = Position.objects.get(is_current=True)
    assert (now.sequence, now.capture, now.inside) == (2, "IMPORT", "INSIDE")
    undo_import(job=job, by=engineer)
    assert Position.objects.get(is_current=True).pk == older.pk
    assert differences() == []


def test_a_planner_approves_plans_by_file_once(authority: LocalAuthority, tmp_path: Path) -> None:
    planner = make_user(Role.PLANNER, authority=authority)
    text = "รหัส,ปี,วันที่อนุมัติแผน,หนังสืออนุมัติแผน\nP59-0001,2559,15 มิ.ย. 2558,มติสภา ๑\n"
    applied(brought(authority, planner, tmp_path, text), planner)
    assert PlanApproval.objects.get().paper == "มติสภา ๑"
    assert brought(authority, planner, tmp_path, text).counts["same"] == 1
    other = brought(authority, planner, tmp_path, text.replace("15 มิ", "16 มิ"))
    assert other.counts["refused"] == 1


@pytest.mark.parametrize("form", [Format.CSV, Format.XLSX, Format.GEOJSON, Format.GPKG])
def test_our_own_export_brought_in_again_changes_nothing(
    authority: LocalAuthority, tmp_path: Path, form: Format
) -> None:
    planner = make_user(Role.PLANNER, authority=authority)
    Project.objects.filter(code="P59-0001").update(name='=สูตร หรือชื่อ, "มีเครื่องหมาย"')
    PositionFactory(project=Project.objects.get(code="P59-0002"))
    path = tmp_path / f"projects.{form.value}"
    write_selection(selection=ProjectSelection(), reader=planner, form=form, path=path)
    from projects.services.importing.checking import check_import
    from projects.services.importing.starting import match_columns, start_import

    job = start_import(authority=authority, by=planner, name=path.name, path=path)
    assert job.mapping_name == "e-Plan"
    match_columns(job=job, by=planner, mapping=job.mapping, options=job.options)
    check_import(job_id=job.pk, authority_id=authority.pk)
    job.refresh_from_db()
    # a GeoPackage keeps projects without a place in a layer of their own
    whole = 1 if form == Format.GPKG else 2
    assert (job.state, job.counts.get("same"), job.total) == ("checked", whole, whole), (job.error, job.counts)
