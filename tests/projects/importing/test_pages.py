"""The pages of imports: the way from a file to its projects, and nothing of it for a neighbour."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from layers.models import LocalAuthority
from projects.models import ImportJob, ImportMapping, Project
from projects.services.importing import running
from tests.factories import AuthorityFactory, make_user
from tests.projects.importing.test_apply import lines
from tests.projects.importing.workbooks import messy_workbook

pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]


def sent(client: Client, name: str, content: bytes) -> Any:
    return client.post("/imports/", {"file": SimpleUploadedFile(name, content)})


def matched(client: Client, job: ImportJob, **more: str) -> Any:
    columns = {f"column_{place}": key for place, key in enumerate(job.mapping)}
    return client.post(
        f"/imports/{job.pk}/columns/", {"sheet": job.sheet, "head_line": job.head_line, **columns, **more}
    )


def test_a_file_becomes_projects_and_is_taken_back_without_a_script(signed_in: SignIn, planner: User) -> None:
    client = signed_in(planner)
    assert "ยังไม่มีสิ่งใดถูกบันทึก" in client.get("/imports/").content.decode()
    answer = sent(client, "แผน 59.csv", lines(3).encode("cp874"))
    job = ImportJob.objects.get()
    assert answer["Location"] == f"/imports/{job.pk}/"
    assert "จับคู่คอลัมน์" in client.get(f"/imports/{job.pk}/").content.decode()
    matched(client, job, remember_as="แผนของกองช่าง")
    page = client.get(f"/imports/{job.pk}/").content.decode()
    assert "เพิ่มใหม่" in page
    assert not Project.objects.exists()
    client.post(f"/imports/{job.pk}/apply/")
    assert Project.objects.count() == 3
    assert "ย้อนกลับทั้งชุด" in client.get(f"/imports/{job.pk}/").content.decode()
    assert client.get(f"/imports/{job.pk}/undo/").status_code == 200
    client.post(f"/imports/{job.pk}/undo/")
    assert not Project.objects.live().exists()
    assert ImportMapping.objects.get().name == "แผนของกองช่าง"
    sent(client, "แผน 60.csv", lines(1, first=9).encode())
    assert ImportJob.objects.order_by("-id")[0].mapping_name == "แผนของกองช่าง"


def test_refused_rows_are_shown_downloaded_and_come_back_mended(
    signed_in: SignIn, planner: User, tmp_path: Path
) -> None:
    client = signed_in(planner)
    sent(client, "แผนงาน.xlsx", messy_workbook(tmp_path).read_bytes())
    job = ImportJob.objects.get()
    matched(client, job)
    page = client.get(f"/imports/{job.pk}/?show=refused").content.decode()
    assert "เป็นปี ค.ศ. ในช่องปีงบประมาณ" in page
    assert "=SUM(E5:E7)" in page
    book = openpyxl.load_workbook(BytesIO(client.get(f"/imports/{job.pk}/refused.xlsx").content))
    table = list(book.worksheets[0].values)
    assert len(table) == 9
    assert table[0][-1] == "reason" or table[0][-1] == "เหตุผล"
    text = b"".join(client.get(f"/imports/{job.pk}/refused.csv")).decode("utf-8-sig")
    assert "'=SUM(E5:E7)" in text
    mended = text.replace("2016", "2559")
    sent(client, "แก้แล้ว.csv", mended.encode())
    again = ImportJob.objects.order_by("-id")[0]
    matched(client, again)
    again.refresh_from_db()
    assert again.counts["new"] >= 1


@pytest.mark.parametrize("address", ["", "?step=columns", "progress/", "undo/", "refused.csv", "refused.xlsx"])
def test_a_neighbour_does_not_know_of_the_import(
    signed_in: SignIn, planner: User, authority: LocalAuthority, address: str, client: Client
) -> None:
    sent(signed_in(planner), "plan.csv", (lines(1) + "P1,,,,\n").encode())
    job = ImportJob.objects.get()
    matched(client, job)
    stranger = make_user(Role.PLANNER, authority=AuthorityFactory())
    other = signed_in(stranger)
    assert other.get(f"/imports/{job.pk}/{address}").status_code == 404
    assert "plan.csv" not in other.get("/imports/").content.decode()
    for verb in ("columns", "apply", "cancel", "undo"):
        assert other.post(f"/imports/{job.pk}/{verb}/").status_code == 404
    assert not Project.objects.exists()


def test_whoever_enters_nothing_brings_nothing_in(signed_in: SignIn, authority: LocalAuthority) -> None:
    for role in (Role.EXECUTIVE, Role.PROVINCIAL_ANALYST, Role.DEPARTMENT_ANALYST):
        assert signed_in(make_user(role, authority=authority)).get("/imports/").status_code == 403


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04 not a workbook"),
        ("a.csv", b""),
        ("a.csv", b"<html>"),
        ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 200),
        ("a.csv", b'"never closed,\n1,2\n' * 3),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [{"type": "Feature"'),
        ("a.csv", b"\xff\xfe\x00\x01"),
    ],
)
def test_a_hostile_file_gives_a_sentence(signed_in: SignIn, planner: User, name: str, content: bytes) -> None:
    answer = sent(signed_in(planner), name, content)
    assert answer.status_code in (302, 400)
    if answer.status_code == 400:
        assert "ไม่รับไฟล์นี้" in answer.content.decode()


def test_a_wrong_matching_names_the_column_and_keeps_what_was_chosen(signed_in: SignIn, planner: User) -> None:
    client = signed_in(planner)
    sent(client, "plan.csv", b"a,b,c\n1,2,3\n")
    job = ImportJob.objects.get()
    answer = client.post(
        f"/imports/{job.pk}/columns/",
        {"sheet": 0, "head_line": 1, "column_0": "name", "column_1": "name", "fiscal_year": "๒๕๕๙"},
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "ยังไม่มีคอลัมน์รหัสโครงการ" in page
    assert "คอลัมน์ “b”" in page
    assert "๒๕๕๙" in page


def test_a_large_file_is_left_to_the_worker(signed_in: SignIn, planner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from projects.pages.importing import job as pages
    from projects.services.importing import applying
    from projects.tasks import import_step

    for module in (running, pages, applying):
        monkeypatch.setattr(module, "AT_ONCE", 1)
    monkeypatch.setattr("projects.tasks.close_old_connections", lambda: None)  # the test is within one connection
    client = signed_in(planner)
    sent(client, "plan.csv", lines(4).encode())
    job = ImportJob.objects.get()
    matched(client, job)
    assert "กำลังตรวจ" in client.get(f"/imports/{job.pk}/").content.decode()
    import_step(job_id=job.pk, authority_id=job.authority_id)
    client.post(f"/imports/{job.pk}/apply/")
    assert "นำเข้าแล้ว" in client.get(f"/imports/{job.pk}/progress/").content.decode()
    import_step(job_id=job.pk, authority_id=job.authority_id)
    assert client.get(f"/imports/{job.pk}/progress/")["HX-Refresh"] == "true"
    assert Project.objects.count() == 4


def test_the_pages_ask_the_database_little(
    signed_in: SignIn, planner: User, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client = signed_in(planner)
    sent(client, "plan.csv", lines(60).encode())
    job = ImportJob.objects.get()
    matched(client, job)
    with django_assert_max_num_queries(12):
        client.get(f"/imports/{job.pk}/?show=all")
    with django_assert_max_num_queries(12):
        client.get("/imports/")
