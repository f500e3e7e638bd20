"""The page of the works: reporting, photos, handover, taking back, and what the page points out."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from accounts.enums import Role
from projects.enums import Stage
from projects.models import Handover, Progress, ProgressPhoto, Project, StageLedger
from tests.factories import (
    AuthorityFactory,
    ContractShareFactory,
    ProgressFactory,
    ProjectFactory,
    make_user,
)
from tests.pictures_sent import photo_bytes, sent
from tests.projects.test_project_page import plain

pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]
REPORT = {"action": "report", "percent": "60", "reported_on": "20/4/2559", "note": "เทพื้นแล้ว", "phase": "DURING"}


def address(project: Project) -> str:
    return f"/projects/{project.pk}/works/"


def engineer_of(project: Project, signed_in: SignIn) -> Client:
    return signed_in(make_user(Role.ENGINEER, authority=project.authority))


def test_a_report_with_thai_digits_a_buddhist_day_and_two_photos_is_kept(signed_in: SignIn) -> None:
    project = ProjectFactory()
    photos = [sent(photo_bytes(colour=colour)) for colour in ("red", "blue")]
    given = {**REPORT, "percent": "๖๐.๕ %", "reported_on": "๒๐ เม.ย. ๒๕๕๙", "photos": photos}
    answer = engineer_of(project, signed_in).post(address(project), given)
    assert answer.status_code == 302
    report = Progress.objects.get()
    assert (report.percent, report.reported_on, report.note) == (Decimal("60.5"), dt.date(2016, 4, 20), "เทพื้นแล้ว")
    assert report.photos.count() == 2
    project.refresh_from_db()
    assert project.percent == Decimal("60.50")


def test_one_hundred_percent_moves_stage_and_ledger_and_asks_for_the_handover(signed_in: SignIn) -> None:
    project = ProjectFactory()
    client = engineer_of(project, signed_in)
    client.post(address(project), {**REPORT, "percent": "100"})
    project.refresh_from_db()
    assert project.latest_stage == Stage.COMPLETED
    assert StageLedger.objects.get(authority=project.authority, fiscal_year=2559).at_completed == 1
    assert "ยังไม่ได้บันทึกการตรวจรับ" in client.get(address(project)).content.decode()
    given = {"action": "handover", "accepted_on": "25 เม.ย. 2559", "paper": "ใบตรวจรับ 1/2559"}
    assert client.post(address(project), given).status_code == 302
    assert client.post(address(project), given).status_code == 302, "sent twice, kept once"
    assert Handover.objects.get().accepted_on == dt.date(2016, 4, 25)
    assert "ยังไม่ได้บันทึกการตรวจรับ" not in client.get(address(project)).content.decode()


def test_a_report_that_goes_down_is_kept_and_pointed_out(signed_in: SignIn) -> None:
    project = ProjectFactory()
    ProgressFactory(project=project, percent=Decimal(80), reported_on=dt.date(2016, 4, 1))
    client = engineer_of(project, signed_in)
    client.post(address(project), REPORT)
    words = plain(client.get(address(project)).content.decode())
    assert "รายงานล่าสุดต่ำกว่าครั้งก่อนร้อยละ 20 : 60 %" in words
    assert "รายงานล่าสุดต่ำกว่าครั้งก่อน" in plain(client.get(f"/projects/{project.pk}/").content.decode())


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"percent": "sixty"}, "ไม่ใช่ตัวเลข"),
        ({"percent": "101"}, "ร้อยละต้องอยู่ระหว่าง"),
        ({"percent": ""}, "id_percent"),
        ({"percent": "NaN"}, "ไม่ใช่ตัวเลข"),
        ({"reported_on": "31/2/2559"}, "ไม่มีวันที่ 31"),
        ({"reported_on": "1/1/2599"}, "ยังไม่ถึงวัน"),
        ({"note": "ก" * 5001}, "5000"),
        ({"photos": [sent(b"not a photo", "IMG_1.heic")]}, "IMG_1.heic"),
    ],
    ids=["words", "101", "none", "nan", "no such day", "future", "endless", "no photo"],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(signed_in: SignIn, wrong: dict[str, str], words: str) -> None:
    project = ProjectFactory()
    answer = engineer_of(project, signed_in).post(address(project), {**REPORT, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "ยังไม่ได้บันทึกรายงาน" in page
    assert words in page
    if "note" not in wrong:
        assert "เทพื้นแล้ว" in page
    assert not Progress.objects.exists()


def test_when_one_photo_is_refused_nothing_is_kept(signed_in: SignIn) -> None:
    project = ProjectFactory()
    photos = [sent(photo_bytes()), sent(b"broken", "second.jpg")]
    page = engineer_of(project, signed_in).post(address(project), {**REPORT, "photos": photos}).content.decode()
    assert "second.jpg" in page
    assert "เลือกรูปถ่ายอีกครั้ง" in page
    assert not Progress.objects.exists()
    assert not default_storage.exists("photos")


def test_the_same_form_sent_twice_is_one_report(signed_in: SignIn) -> None:
    project = ProjectFactory()
    client = engineer_of(project, signed_in)
    given = {**REPORT, "client_id": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(address(project), {**given, "photos": [sent(photo_bytes())]}).status_code == 302
    assert (Progress.objects.count(), ProgressPhoto.objects.count()) == (1, 1)
    other = client.post(address(project), {**given, "percent": "70"})
    assert other.status_code == 200
    assert Progress.objects.count() == 1


def test_a_form_sent_by_script_is_told_where_to_go(signed_in: SignIn) -> None:
    project = ProjectFactory()
    client = engineer_of(project, signed_in)
    answer = client.post(address(project), REPORT, headers={"hx-request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith(address(project))


def test_who_reports_and_who_only_looks(signed_in: SignIn) -> None:
    project = ProjectFactory()
    for role in Role:
        client = signed_in(make_user(role, authority=project.authority))
        page = client.get(address(project)).content.decode()
        reports = role in {Role.ENGINEER, Role.FINANCE}
        assert ("ส่งรายงาน" in page) is reports, role
        assert ('name="photos"' in page) is (role is Role.ENGINEER), role
        answer = client.post(address(project), {**REPORT, "client_id": str(uuid.uuid4())})
        assert answer.status_code == (302 if reports else 403), role
    finance = signed_in(make_user(Role.FINANCE, authority=project.authority))
    assert finance.post(address(project), {**REPORT, "photos": [sent(photo_bytes())]}).status_code == 403


def test_a_neighbour_sees_and_changes_nothing(signed_in: SignIn) -> None:
    project = ProjectFactory()
    report = ProgressFactory(project=project)
    client = signed_in(make_user(Role.ENGINEER, authority=AuthorityFactory()))
    assert client.get(address(project)).status_code == 404
    for given in (REPORT, {"action": "take_back", "kind": "report", "record": report.pk, "expected_version": 1}):
        assert client.post(address(project), given).status_code == 404
    mine = ProjectFactory(plan__authority=AuthorityFactory())
    own = engineer_of(mine, signed_in)
    back = {"action": "take_back", "kind": "report", "record": report.pk, "expected_version": 1, "reason": "x"}
    assert own.post(address(mine), back).status_code == 404, "a report of another project"
    assert Progress.objects.live().count() == 1


def test_a_report_is_taken_back_with_a_reason_and_the_one_before_counts_again(signed_in: SignIn) -> None:
    project = ProjectFactory()
    ProgressFactory(project=project, percent=Decimal(40), reported_on=dt.date(2016, 4, 1))
    slip = ProgressFactory(project=project, percent=Decimal(90), reported_on=dt.date(2016, 4, 2))
    client = engineer_of(project, signed_in)
    back = {"action": "take_back", "kind": "report", "record": slip.pk, "expected_version": 1}
    assert "ยังไม่ได้ยกเลิกรายการ" in client.post(address(project), back).content.decode()
    assert client.post(address(project), {**back, "reason": "พิมพ์ผิด"}).status_code == 302
    project.refresh_from_db()
    assert project.percent == 40


def test_photos_without_a_report_are_kept_one_by_one(signed_in: SignIn) -> None:
    project = ProjectFactory()
    client = engineer_of(project, signed_in)
    given = {"action": "photos", "phase": "BEFORE", "caption": "ก่อนเริ่มงาน"}
    assert "โปรดเลือกรูปถ่ายอย่างน้อยหนึ่งรูป" in client.post(address(project), given).content.decode()
    mixed = [sent(photo_bytes()), sent(b"broken", "second.jpg")]
    page = client.post(address(project), {**given, "photos": mixed}, follow=True).content.decode()
    assert "second.jpg" in page
    photo = ProgressPhoto.objects.get()
    assert (photo.phase, photo.caption, photo.progress) == ("BEFORE", "ก่อนเริ่มงาน", None)
    assert f"/projects/{project.pk}/photos/{photo.pk}/small/" in page


def test_the_page_costs_the_same_however_many_records_there_are(
    signed_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    project = ProjectFactory()
    for day in range(1, 9):
        ContractShareFactory(project=project)
        ProgressFactory(project=project, reported_on=dt.date(2016, 4, day), percent=Decimal(day))
    client = engineer_of(project, signed_in)
    with django_assert_max_num_queries(18):  # type: ignore[attr-defined]  # a context manager
        assert client.get(address(project)).status_code == 200
