"""The national procurement file: whose each row is, what a person decides, and sums that are the file."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import Sum
from django.test import Client

from accounts.enums import Role
from layers.enums import AuthorityKind
from layers.importing.authorities import apply_authorities, plan_authorities
from layers.models import District, LocalAuthority, Province
from projects.importing.procurement import kind_and_name
from projects.models import ProcurementAgency, ProcurementRow, Project
from projects.models.procurement import AgencyState
from projects.services.importing.procurement import (
    keep_matches,
    link_to_projects,
    match_file,
    purchases_of,
    totals_of,
)
from tests.factories import (
    AuthorityFactory,
    ContractFactory,
    ContractShareFactory,
    PlanFactory,
    ProjectFactory,
    make_user,
)
from tests.layers.files import TODAY

pytestmark = pytest.mark.django_db
REAL = os.environ.get("GEO_EPLAN_REAL_DATA", "")
HEAD = "ลำดับ,รหัสโครงการ,ชื่อโครงการ,ชื่อหน่วยงาน,ชื่อหน่วยงานย่อย,ราคาตกลงซื้อ/จ้าง,ปีงบประมาณ,จังหวัด"


def file_of(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "egp.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Two of one name in one province, one alone, one that was upgraded, one that is not local."""
    for _twin in range(2):
        AuthorityFactory(name_th="บ้านใหม่")
    AuthorityFactory(name_th="แม่ริม", province=Province.objects.get(code="50"))
    AuthorityFactory(name_th="ยกฐานะ", kind=AuthorityKind.TOWN)
    return file_of(
        tmp_path,
        "1,67119257386,ซื้อน้ำมัน จำนวน ๒ รายการ,เทศบาลตำบลแม่ริม,เทศบาลตำบลแม่ริม,1480,2568,เชียงใหม่",
        '2,67119257387,จ้าง,เทศบาลตำบลบ้านใหม่,เทศบาลตำบลบ้านใหม่,"2,000.50",2568,สระบุรี',
        "3,67119257388,จ้าง,องค์การบริหารส่วนตำบลยกฐานะ,กองช่าง,3000,2568,สระบุรี",
        "4,67119257389,จ้าง,โรงพยาบาลซำสูง,โรงพยาบาลซำสูง,4000,2568,ขอนแก่น",
        "5,67119257390,จ้าง,เทศบาลตำบลแม่ริม,โรงเรียนเทศบาล,5000,2568,เขียงใหม่",
    )


def test_a_name_alone_never_decides_and_the_sums_are_the_file(small: Path) -> None:
    matches = match_file(small)
    states = {match.agency.name: match.state for match in matches}
    assert states == {
        "เทศบาลตำบลแม่ริม": AgencyState.LINKED,
        "เทศบาลตำบลบ้านใหม่": AgencyState.AMBIGUOUS,
        "องค์การบริหารส่วนตำบลยกฐานะ": AgencyState.AMBIGUOUS,
        "โรงพยาบาลซำสูง": AgencyState.NOT_LOCAL,
    }
    totals = totals_of(matches)
    assert totals[AgencyState.LINKED] == (2, Decimal(6480))
    assert sum(rows for rows, _baht in totals.values()) == 5
    assert sum(baht for _rows, baht in totals.values()) == Decimal("15480.50")


def test_the_district_settles_what_the_province_does_not(tmp_path: Path) -> None:
    district = District.objects.create(code="1901", name_th="เมือง", province_id="19")
    right = AuthorityFactory(name_th="บ้านใหม่", district=district)
    AuthorityFactory(name_th="บ้านใหม่")
    path = file_of(tmp_path, "1,6711,จ้าง,เทศบาลตำบลบ้านใหม่,,5,2568,สระบุรี,เมือง", head=f"{HEAD},อำเภอ")
    (match,) = match_file(path)
    assert (match.state, match.authority) == (AgencyState.LINKED, right)


def test_rows_are_linked_to_projects_by_contract_or_by_name(small: Path) -> None:
    here = next(match.authority for match in match_file(small) if match.authority)
    plan = PlanFactory(authority=here, first_year=2568)
    ProjectFactory(plan=plan, name="ซื้อน้ำมัน จำนวน 2 รายการ")
    ContractFactory(authority=here, egp_number="67119257390")
    assert link_to_projects(match_file(small)) == {"contract": 1, "name": 1}


def test_what_a_person_decided_stays(small: Path, signed_in: Callable[[object], Client]) -> None:
    keep_matches(match_file(small))
    agency = ProcurementAgency.objects.get(name="เทศบาลตำบลบ้านใหม่")
    analyst = make_user(Role.DEPARTMENT_ANALYST)
    client = signed_in(analyst)
    page = client.get("/imports/procurement/").content.decode()
    assert page.count('name="agency"') == 2
    candidate = match_file(small)[1].candidates[1]
    assert client.post("/imports/procurement/", {"agency": agency.pk, "authority": "code"}).status_code == 400
    client.post("/imports/procurement/", {"agency": agency.pk, "authority": candidate.pk})
    keep_matches(match_file(small))
    agency.refresh_from_db()
    assert (agency.state, agency.matched, agency.decided_by) == (AgencyState.LINKED, candidate, analyst)


def test_only_the_department_knows_of_the_page(small: Path, signed_in: Callable[[object], Client]) -> None:
    keep_matches(match_file(small))
    planner = make_user(Role.PLANNER, authority=AuthorityFactory())
    assert signed_in(planner).get("/imports/procurement/").status_code == 403


def test_the_command_names_what_is_doubtful_and_keeps_nothing_by_itself(small: Path) -> None:
    said = io.StringIO()
    call_command("link_procurement", str(small), stdout=said)
    assert "the file: 5 rows, 15,480.50 baht" in said.getvalue()
    assert "โรงพยาบาลซำสูง" in said.getvalue()
    assert not ProcurementAgency.objects.exists()


@pytest.mark.parametrize(
    ("agency", "expected"),
    [
        ("องค์การบริหารส่วนจังหวัดสระบุรี", (AuthorityKind.PAO, "สระบุรี")),
        ("อบต. ยายชา", (AuthorityKind.SAO, "ยายชา")),
        ("เทศบาลนครนครสวรรค์", (AuthorityKind.CITY, "นครสวรรค์")),
        ("สำนักงานเทศบาล", None),
        ("โรงเรียนเทศบาล ๑", None),
    ],
)
def test_the_kind_is_read_from_the_name(agency: str, expected: object) -> None:
    assert kind_and_name(agency) == expected


def test_the_file_twice_is_its_rows_once_and_a_row_without_a_sum_is_named(tmp_path: Path) -> None:
    AuthorityFactory(name_th="แม่ริม", province=Province.objects.get(code="50"))
    rows = (
        "1,67119257386,ซื้อน้ำมัน,เทศบาลตำบลแม่ริม,,1480,2568,เชียงใหม่",
        "2,67119257387,จ้าง,เทศบาลตำบลแม่ริม,,ไม่ระบุ,2568,เชียงใหม่",
        f"3,67119257388,จ้าง,เทศบาลตำบลแม่ริม,,{'9' * 40},25680,เชียงใหม่",
    )
    path = file_of(tmp_path, *rows)
    for _time in range(2):
        keep_matches(match_file(path))
    kept = ProcurementRow.objects.order_by("line").values_list("amount", "fiscal_year")
    assert list(kept) == [(Decimal(1480), 2568), (None, 2568), (None, None)]
    said = io.StringIO()
    call_command("link_procurement", str(path), stdout=said)
    assert "without a sum that can be read: 2 rows, lines 3, 4" in said.getvalue()


def test_the_department_sends_the_file_in(small: Path, signed_in: Callable[[object], Client]) -> None:
    client = signed_in(make_user(Role.DEPARTMENT_ANALYST))
    with small.open("rb") as sent:
        page = client.post("/imports/procurement/", {"file": sent}, follow=True)
    assert "15,480.50" in page.content.decode()
    assert ProcurementRow.objects.count() == 5
    assert ProcurementRow.objects.aggregate(baht=Sum("amount"))["baht"] == Decimal("15480.50")


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"PK\x03\x04", HEAD.encode() + b'\n1,"' + b"x" * 200_000]
)
def test_what_is_no_procurement_file_is_refused_and_nothing_is_kept(
    content: bytes, signed_in: Callable[[object], Client]
) -> None:
    client = signed_in(make_user(Role.DEPARTMENT_ANALYST))
    answer = client.post("/imports/procurement/", {"file": SimpleUploadedFile("egp.csv", content)})
    assert answer.status_code == 400
    assert not ProcurementAgency.objects.exists()
    assert client.post("/imports/procurement/", {}).status_code == 400


@pytest.fixture
def bought(small: Path) -> LocalAuthority:
    """Mae Rim, with a project of the name of one purchase and a contract with the number of the other."""
    keep_matches(match_file(small))
    here = LocalAuthority.objects.get(name_th="แม่ริม")
    plan = PlanFactory(authority=here, first_year=2568)
    ProjectFactory(plan=plan, name="ซื้อน้ำมัน จำนวน 2 รายการ")
    ContractFactory(authority=here, egp_number="67119257390")
    return here


def test_a_purchase_leads_to_its_contract(bought: LocalAuthority, signed_in: Callable[[object], Client]) -> None:
    officer = make_user(Role.FINANCE, authority=bought)
    client = signed_in(officer)
    waiting, standing = purchases_of(officer, authority_id=bought.pk, year=2568)[::-1]
    assert standing.contract is not None
    assert (waiting.contract, len(waiting.projects)) == (None, 1)
    page = client.get("/finance/purchases/?year=2568").content.decode()
    assert f"row={waiting.row.pk}&amp;project={waiting.projects[0][0].pk}" in page
    form = client.get(f"/finance/contracts/new/?year=2568&row={waiting.row.pk}").content.decode()
    assert 'value="67119257386"' in form
    assert 'value="1,480.00"' in form


def test_a_contract_that_lacks_the_number_is_corrected_and_not_signed_twice(
    bought: LocalAuthority, signed_in: Callable[[object], Client]
) -> None:
    project = Project.objects.get(authority=bought)
    share = ContractShareFactory(project=project, contract__egp_number="")
    page = signed_in(make_user(Role.FINANCE, authority=bought)).get("/finance/purchases/?year=2568").content.decode()
    assert f"/finance/contracts/{share.contract_id}/change/" in page
    assert f"project={project.pk}" not in page


def test_a_purchase_in_no_project_is_left_out_and_stays_so(
    small: Path, bought: LocalAuthority, signed_in: Callable[[object], Client]
) -> None:
    officer = make_user(Role.FINANCE, authority=bought)
    client = signed_in(officer)
    row = ProcurementRow.objects.get(number="67119257386")
    client.post("/finance/purchases/?year=2568", {"row": row.pk, "action": "out"})
    keep_matches(match_file(small))
    row = ProcurementRow.objects.get(number="67119257386")
    assert row.left_out_by == officer
    assert "67119257386" in client.get("/finance/purchases/?year=2568&list=left_out").content.decode()
    client.post("/finance/purchases/?year=2568&list=left_out", {"row": row.pk, "action": "back"})
    row.refresh_from_db()
    assert row.left_out_at is None


def test_a_neighbour_sees_no_purchase(bought: LocalAuthority, signed_in: Callable[[object], Client]) -> None:
    neighbour = AuthorityFactory(province=bought.province)
    officer = make_user(Role.FINANCE, authority=neighbour)
    client = signed_in(officer)
    row = ProcurementRow.objects.get(number="67119257386")
    assert purchases_of(officer, authority_id=bought.pk, year=2568) == []
    assert client.get(f"/finance/purchases/?authority={bought.pk}&year=2568").status_code == 404
    assert client.post("/finance/purchases/?year=2568", {"row": row.pk}).status_code == 404
    assert client.get(f"/finance/contracts/new/?row={row.pk}").status_code == 404
    assert client.get("/finance/contracts/new/?row=๙x").status_code == 404


if REAL:

    def test_the_published_rows_are_all_accounted_for() -> None:
        folder = Path(REAL)
        apply_authorities(plan_authorities(folder / "lao_dola_2017-03.csv"), on=TODAY)
        matches = match_file(folder / "dga-egp-contract-2568-250.csv")
        totals = totals_of(matches)
        assert sum(rows for rows, _baht in totals.values()) == 250
        assert sum(baht for _rows, baht in totals.values()) == Decimal("369998.54")
        # 133 rows name a local authority, four a school or a centre of one that they do not name
        assert (totals[AgencyState.LINKED][0], totals[AgencyState.AMBIGUOUS][0]) == (129, 8)
