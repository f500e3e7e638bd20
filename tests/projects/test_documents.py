"""Papers of a project: known by their content, kept byte for byte, handed only to those who see the project."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from layers.models import Province
from projects.models import Project, ProjectDocument
from projects.services.documents import file_document
from projects.services.history import history_of_project
from projects.services.setting_aside import set_aside
from tests.factories import AuthorityFactory, ProjectFactory, make_user
from tests.pictures_sent import PDF, photo_bytes, sent

pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]


def planner_of(project: Project) -> User:
    return make_user(Role.PLANNER, authority=project.authority)


def filed(project: Project, content: bytes = PDF, *, by: User | None = None, **more: object) -> ProjectDocument:
    given = {"title": "แบบแปลน", "kind": "DRAWING", **more}
    return file_document(project=project, by=by or planner_of(project), file=sent(content, "x.pdf"), **given)  # type: ignore[arg-type]  # in short


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (b"\xef\xbb\xbf\n" + PDF, "application/pdf"),
        (photo_bytes(), "image/jpeg"),
        (photo_bytes(kind="PNG"), "image/png"),
    ],
    ids=["pdf", "pdf after a mark", "jpeg", "png"],
)
def test_the_content_says_what_a_paper_is_and_it_is_kept_as_sent(content: bytes, media_type: str) -> None:
    document = filed(ProjectFactory(), content)
    assert (document.media_type, document.size) == (media_type, len(content))
    with document.file.open("rb") as file:
        assert file.read() == content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"MZ\x90\x00" + bytes(200), "file_unknown"),
        (b"<html><script>alert(1)</script></html>", "file_unknown"),
        (photo_bytes(kind="WEBP"), "file_unknown"),
        (PDF[:-8], "file_damaged"),
        (photo_bytes(kind="PNG")[:400], "file_damaged"),
        (bytes(20 * 1024 * 1024 + 1), "file_too_large"),
    ],
    ids=["empty", "program", "page", "webp", "cut pdf", "cut png", "large"],
)
def test_what_is_no_paper_is_refused_with_a_reason(content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        filed(ProjectFactory(), content)
    assert refused.value.error_dict["file"][0].code == code
    assert not ProjectDocument.objects.exists()
    assert not default_storage.exists("documents")


def test_the_same_paper_is_kept_once_and_one_id_names_one_paper() -> None:
    project, sender = ProjectFactory(), uuid.uuid4()
    first = filed(project, client_id=sender)
    assert filed(project, client_id=sender).pk == first.pk
    assert filed(project, title="อีกชื่อ").pk == first.pk
    with pytest.raises(ValidationError):
        filed(project, photo_bytes(), client_id=sender)


def test_staff_that_enters_data_files_papers_and_nobody_else() -> None:
    project = ProjectFactory()
    for role in Role:
        by = make_user(role, authority=project.authority)
        if role in {Role.PLANNER, Role.FINANCE, Role.ENGINEER}:
            assert filed(project, by=by)
        else:
            with pytest.raises(PermissionDenied):
                filed(project, by=by)
    with pytest.raises(PermissionDenied):
        filed(project, by=make_user(Role.PLANNER, authority=AuthorityFactory()))


def test_the_file_is_private_to_those_who_see_the_project(signed_in: SignIn) -> None:
    project = ProjectFactory()
    document = filed(project)
    address = f"/projects/{project.pk}/documents/{document.pk}/"
    for role, place, expected in (
        (Role.ENGINEER, project.authority, 200),
        (Role.PROVINCIAL_ANALYST, project.authority, 200),
        (Role.PLANNER, AuthorityFactory(), 404),
        (Role.PROVINCIAL_CHIEF, AuthorityFactory(province=Province.objects.get(pk="20")), 404),
    ):
        answer = signed_in(make_user(role, authority=place)).get(address)
        assert answer.status_code == expected, role
        if expected == 200:
            assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]  # a streamed file
            assert answer["Content-Disposition"].startswith("attachment")
            assert "private" in answer["Cache-Control"]
            assert "sandbox" in answer["Content-Security-Policy"]
    planner = planner_of(project)
    set_aside(record=document, by=planner, reason="ผิดฉบับ")
    assert signed_in(planner).get(address).status_code == 404


def test_filing_and_taking_back_on_the_page(signed_in: SignIn) -> None:
    project = ProjectFactory()
    client = signed_in(planner_of(project))
    address = f"/projects/{project.pk}/documents/"
    given = {"title": "รายงานประชุม <b>", "kind": "MINUTES"}
    refused = client.post(address, {**given, "file": sent(b"nothing", "a.pdf")})
    assert refused.status_code == 200
    assert "ไม่ใช่ชนิดดังกล่าว" in refused.content.decode()
    assert 'value="รายงานประชุม &lt;b&gt;"' in refused.content.decode(), "what was typed stays"
    assert client.post(address, {**given, "file": sent(PDF, "a.pdf")}).status_code == 302
    document = ProjectDocument.objects.get()
    page = client.get(f"/projects/{project.pk}/").content.decode()
    assert f"/projects/{project.pk}/documents/{document.pk}/" in page
    back = {"action": "take_back", "record": document.pk, "expected_version": 1}
    assert "ยังไม่ได้ยกเลิกรายการ" in client.post(address, back).content.decode(), "a reason is asked for"
    assert client.post(address, {**back, "reason": "ผิดฉบับ"}).status_code == 302
    assert not ProjectDocument.objects.live().exists()
    assert any(change.table == "projects_projectdocument" for change in history_of_project(project))


def test_a_neighbour_files_and_takes_back_nothing(signed_in: SignIn) -> None:
    project = ProjectFactory()
    document = filed(project)
    client = signed_in(make_user(Role.PLANNER, authority=AuthorityFactory()))
    address = f"/projects/{project.pk}/documents/"
    assert client.post(address, {"title": "x", "kind": "OTHER", "file": sent(PDF)}).status_code == 404
    back = {"action": "take_back", "record": document.pk, "expected_version": 1, "reason": "x"}
    assert client.post(address, back).status_code == 404
    mine = ProjectFactory(plan__authority=AuthorityFactory())
    own = signed_in(planner_of(mine))
    assert own.post(f"/projects/{mine.pk}/documents/", back).status_code == 404, "a paper of another project"
    assert ProjectDocument.objects.live().count() == 1
