"""The completeness page, its paper and its files: what is shown, to whom, and how bad addresses are refused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.enums import Role
from gis_reports.templatetags.annex import STAGES_ON_PAPER
from layers.models import LocalAuthority
from projects.enums import LedgerState, Stage
from tests import factories as make
from tests.gis_reports.tiny import authority_in, entered, open_calendar

pytestmark = pytest.mark.django_db

SignIn = Callable[[object], Client]
ADDRESS = "/reports/completeness/"
DAY = "as_of=2559-09-29"


@pytest.fixture
def town() -> LocalAuthority:
    """One of two authorities of Saraburi, which has entered its vision, and one in Nan; the calendar of 2559."""
    open_calendar()
    own = authority_in("19", name_th="ห้วย<b>ทราย</b>", name_en="Huai <b>Sai</b>")
    authority_in("19")
    authority_in("55")
    entered(own, Stage.VISION, "2016-09-01 08:00")
    return own


@pytest.fixture
def department(signed_in: SignIn) -> Client:
    return signed_in(make.make_user(Role.DEPARTMENT_ANALYST))


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(("language", "words"), [("th", "อปท. ที่ยังไม่ได้นำเข้าข้อมูล"), ("en", "Data missing, by province")])
def test_the_page_speaks_both_languages(department: Client, language: str, words: str) -> None:
    department.cookies["django_language"] = language
    page = department.get(f"{ADDRESS}?{DAY}&stage=vision&fiscal_year=2559&province=19")
    assert page.status_code == 200
    assert words in text(page)
    assert "vision" not in re.sub(r"<[^>]*>", "", text(page)) or language == "en"


@pytest.mark.usefixtures("town")
def test_every_figure_is_a_link_to_its_names_and_zero_is_a_dash(department: Client) -> None:
    page = text(department.get(f"{ADDRESS}?{DAY}&stage=vision&fiscal_year=2559"))
    door = re.search(r'<td class="[^"]*"><a id="f-19-2559-1" href="([^"]*)"><span class="d-ar">(\d+)<', page)
    assert door
    assert door[2] == "1"
    assert door[1] == "?as_of=2559-09-29&amp;stage=vision&amp;fiscal_year=2559&amp;province=19#names"
    assert 'id="f-10-' not in page  # Bangkok
    assert 'id="f-11-2559-1"' not in page  # a province without authorities here: dashes
    behind = department.get(ADDRESS + door[1].replace("&amp;", "&"))
    (named,) = behind.context["names"]["authorities"]
    assert named["named"].province_code == "19"


@pytest.mark.usefixtures("town")
def test_the_page_counts_what_the_command_prints(department: Client) -> None:
    out = io.StringIO()
    call_command("report", "completeness", "--as-of", "2559-09-29", stdout=out)
    printed = {
        (row["province_code"], int(row["fiscal_year"]), Stage.from_slug(row["stage"])): int(row["missing"])
        for row in csv.DictReader(io.StringIO(out.getvalue()), delimiter="\t")
    }
    page = text(department.get(f"{ADDRESS}?{DAY}"))
    shown = {
        (code, int(year), Stage(int(stage))): int(number.replace(",", ""))
        for code, year, stage, number in re.findall(
            r'id="f-(\d\d)-(\d{4})-(\d)"[^>]*><span class="d-ar">([\d,]+)<', page
        )
    }
    assert shown == {key: number for key, number in printed.items() if number}


def test_names_are_escaped_everywhere(department: Client, town: LocalAuthority) -> None:
    department.cookies["django_language"] = "th"
    address = f"{ADDRESS}?{DAY}&stage=vision&fiscal_year=2559&province=19&state=entered"
    page = text(department.get(address))
    assert "ห้วย&lt;b&gt;ทราย" in page
    assert "<b>ทราย" not in page
    attack = text(department.get(f'{ADDRESS}?as_of=<script>alert(1)</script>&stage="><img>'))
    assert "<script>alert" not in attack
    assert '"><img>' not in attack


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("asked", "mended_by"),
    [
        ("as_of=abc", "29/9/2559"),
        ("as_of=2559-02-30", "29/9/2559"),
        ("as_of=2699-01-01", "วันก่อนหน้า"),
        ("fiscal_year=25599", "2559"),
        ("fiscal_year=2500", "2540"),
        ("stage=foo", "budget_approved"),
        ("province=99", "แผนที่"),
        ("province=10", "แผนที่"),
        ("province=x", "00"),
        ("kind=VILLAGE", "SAO"),
        ("state=late", "overdue"),
        ("sort=random", "annex"),
        ("page=0", "1"),
        ("page=99999999999999999999", "1"),
    ],
)
@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}names.csv", "/api/completeness/authorities/"])
def test_what_cannot_be_read_is_refused_with_a_way_to_mend_it(
    department: Client, asked: str, mended_by: str, address: str
) -> None:
    name = asked.split("=")[0]
    refused = department.get(f"{address}?{asked}", headers={"accept-language": "th"})
    assert refused.status_code == 400
    assert mended_by in text(refused)
    if address.startswith("/api/"):
        assert refused["Content-Type"].startswith("application/problem+json")
        assert refused.json()["errors"][0]["field"] == name


def test_a_province_sees_one_line_and_its_names_and_no_neighbour(signed_in: SignIn, town: LocalAuthority) -> None:
    client = signed_in(make.make_user(Role.PROVINCIAL_ANALYST, authority=town))
    page = client.get(f"{ADDRESS}?{DAY}")
    assert [line.code for line in page.context["report"].lines] == ["19"]
    assert page.context["names"]["line"].code == "19"
    for neighbour in (ADDRESS, f"{ADDRESS}figures.csv", f"{ADDRESS}names.csv", "/api/completeness/"):
        assert client.get(f"{neighbour}?{DAY}&province=55").status_code == 404
    assert "f-55-" not in text(page)


def test_staff_see_the_matrix_of_their_own_authority(signed_in: SignIn, town: LocalAuthority) -> None:
    client = signed_in(make.make_user(Role.ENGINEER, authority=town))
    page = client.get(f"{ADDRESS}?{DAY}")
    (own,) = page.context["authorities"]
    assert own["named"].authority_id == town.pk
    years = {year: {stage: state for stage, state, _due in cells} for year, _address, cells in own["years"]}
    assert years[2559][Stage.VISION] == "entered"
    assert years[2560][Stage.COMPLETED] == "not_open"
    assert client.get(f"{ADDRESS}?{DAY}&province=55").status_code == 404


def test_somebody_without_an_assignment_sees_no_figure(signed_in: SignIn, town: LocalAuthority) -> None:
    page = signed_in(make.make_user()).get(f"{ADDRESS}?{DAY}")
    assert page.status_code == 200
    assert page.context["report"].lines == ()
    assert town.name_th not in text(page)


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 302
    assert client.get("/api/completeness/").status_code == 401


def paper_of(client: Client, query: str = DAY) -> list[list[str]]:
    """The cells of the paper, line by line."""
    page = text(client.get(f"{ADDRESS}print/?{query}"))
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page, re.DOTALL)
    return [[re.sub(r"<[^>]*>", "", cell) for cell in re.split(r"</t[hd]>", row) if cell] for row in rows]


@pytest.mark.usefixtures("town")
def test_the_paper_has_thai_digits_dashes_and_the_order_of_the_annex(department: Client) -> None:
    rows = paper_of(department)
    assert len(rows) == 77
    saraburi = next(row for row in rows if row[0] == "สระบุรี")
    # vision of 60, 59, 58, 57: one of the two authorities has entered that of 59
    assert saraburi[1:6] == ["๒", "๒", "๑", "๒", "๒"]
    contract = 2 + 4 * 5
    assert saraburi[contract : contract + 4] == ["-", "๒", "๒", "๒"]
    assert rows[-1][:3] == ["รวมทั้งหมด", "๓", "๓"]
    assert not any(re.search(r"[0-9]", cell) for row in rows for cell in row)
    page = text(department.get(f"{ADDRESS}print/?{DAY}"))
    assert "ข้อมูล ณ วันที่ ๒๙\u00a0ก.ย.\u00a0๒๕๕๙" in page
    assert "พ.ศ. ๒๕๖๐ ให้ลงข้อมูลให้เป็นปัจจุบัน (ในเบื้องต้นควรถึงขั้นอนุมัติงบประมาณ)" in page
    assert [page.index(name) for name in STAGES_ON_PAPER.values()] == sorted(
        page.index(name) for name in STAGES_ON_PAPER.values()
    )


@pytest.mark.usefixtures("town")
def test_files_have_the_figures_of_the_page(department: Client) -> None:
    as_tsv = text(department.get(f"{ADDRESS}figures.tsv?{DAY}"))
    as_csv = text(department.get(f"{ADDRESS}figures.csv?{DAY}"))
    assert as_csv.startswith("\ufeffprovince_code,")
    rows = list(csv.reader(io.StringIO(as_tsv), delimiter="\t"))
    assert list(csv.reader(io.StringIO(as_csv.removeprefix("\ufeff")))) == rows
    book = department.get(f"{ADDRESS}figures.xlsx?{DAY}")
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    assert [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] == rows
    assert department.get(f"{ADDRESS}figures.exe?{DAY}").status_code == 404


def test_the_names_go_into_a_file_and_no_name_becomes_a_formula(department: Client, town: LocalAuthority) -> None:
    spy = authority_in("19", name_th="=HYPERLINK()", kind="SPECIAL", code=None)
    rows = text(department.get(f"{ADDRESS}names.csv?{DAY}&stage=vision&fiscal_year=2558&province=19")).splitlines()
    assert len(rows) == 1 + 3
    assert any(f"'{spy.name_th}" in row for row in rows)
    assert not any(",=HYPERLINK" in row for row in rows)


def test_the_number_of_queries_does_not_grow_with_the_country(department: Client, town: LocalAuthority) -> None:
    address = f"{ADDRESS}?{DAY}&stage=plan&fiscal_year=2559&province=19"

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert department.get(address).status_code == 200
        return len(counted)

    queries()
    before = queries()
    for _number in range(5):
        entered(authority_in("19"), Stage.VISION, "2016-09-01 08:00", state=LedgerState.ENTERED)
        authority_in("40")
    assert queries() == before
    assert before <= 14


@pytest.mark.usefixtures("town")
def test_the_api_has_every_state_and_the_named_authorities(department: Client) -> None:
    report = department.get(f"/api/completeness/?{DAY}&province=19").json()
    assert report["as_of"] == "2016-09-29"
    assert report["fiscal_years"] == [2560, 2559, 2558, 2557]
    assert len(report["columns"]) == 32
    (saraburi,) = report["provinces"]
    cell = next(c for c in saraburi["cells"] if (c["stage"], c["fiscal_year"]) == ("vision", 2559))
    assert (cell["missing"], cell["entered"], cell["overdue"], cell["not_open"]) == (1, 1, 0, 0)
    assert report["total"]["authorities"] == 3
    listed = department.get(f"/api/completeness/authorities/?{DAY}&stage=vision&fiscal_year=2559&province=19").json()
    assert (listed["count"], len(listed["authorities"])) == (1, 1)
    assert listed["authorities"][0]["stages"]["vision"] == "missing"
    assert listed["states"]["entered"] == 1


@pytest.mark.usefixtures("town")
def test_today_is_asked_for_when_no_day_is(department: Client) -> None:
    page = department.get(ADDRESS)
    assert page.context["question"].as_of == timezone.localdate()
