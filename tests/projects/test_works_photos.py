"""Photos: what is kept of what was sent, what is refused and with which words, and who is handed the file."""

from __future__ import annotations

import datetime as dt
import io
import struct
import uuid
import zlib
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from accounts.enums import Role
from layers.models import Province
from projects.models import ChangeLog, ProgressPhoto, Project
from projects.pictures import LONGEST_SIDE, read_picture
from projects.services.photos import add_photo
from projects.services.setting_aside import set_aside
from tests.factories import AuthorityFactory, ProgressFactory, ProjectFactory, make_user
from tests.pictures_sent import PDF, photo_bytes, sent

pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]
DURING = ProgressPhoto.Phase.DURING


def a_project() -> Project:
    project: Project = ProjectFactory()
    return project


def an_engineer(project: Project) -> object:
    return make_user(Role.ENGINEER, authority=project.authority)


def added(project: Project, content: bytes, **more: object) -> ProgressPhoto:
    by = more.pop("by", None) or an_engineer(project)
    return add_photo(project=project, by=by, file=sent(content), phase=DURING, **more)  # type: ignore[arg-type]  # in short


def refused_with(content: bytes, project: Project | None = None) -> str:
    with pytest.raises(ValidationError) as refused:
        added(project or a_project(), content)
    (errors,) = refused.value.error_dict.values()
    return str(errors[0].code)


def test_place_and_time_of_the_file_go_into_the_record_and_out_of_the_picture() -> None:
    project = a_project()
    content = photo_bytes(place=(101.05, 14.55), taken="2016:04:20 10:30:00")
    photo = added(project, content)
    assert photo.point is not None
    assert (round(photo.point.x, 5), round(photo.point.y, 5), photo.accuracy_m) == (101.05, 14.55, 4.5)
    assert photo.taken_at == dt.datetime(2016, 4, 20, 10, 30, tzinfo=ZoneInfo("Asia/Bangkok"))
    for kept in (photo.image, photo.thumbnail):
        with kept.open("rb") as file:
            picture = Image.open(io.BytesIO(file.read()))
            assert not dict(picture.getexif())
            assert "exif" not in picture.info
    project.refresh_from_db()
    assert project.location is None, "the place of a photo is not the place of the project"


def test_a_time_zone_in_the_file_is_heeded_and_nonsense_is_left_out() -> None:
    at = read_picture(photo_bytes(taken="2016:04:20 03:30:00", offset="+00:00")).taken.at
    assert at == dt.datetime(2016, 4, 20, 3, 30, tzinfo=dt.UTC)
    for nonsense in ("2016:13:45 99:00:00", "yesterday", "1904:01:01 00:00:00", "2999:01:01 00:00:00"):
        assert read_picture(photo_bytes(taken=nonsense)).taken.at is None
    assert read_picture(photo_bytes(place=(0.0, 0.0))).taken.longitude is None


def test_a_large_photo_is_made_smaller_and_a_turned_one_upright() -> None:
    picture = read_picture(photo_bytes(size=(4000, 3000)))
    assert (picture.width, picture.height) == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)
    turned = read_picture(photo_bytes(size=(640, 480), turned=True))
    assert (turned.width, turned.height) == (480, 640)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_content_says_what_a_file_is_and_not_its_name(kind: str) -> None:
    project = a_project()
    photo = add_photo(
        project=project,
        by=an_engineer(project),  # type: ignore[arg-type]  # a person
        file=sent(photo_bytes(kind=kind), "holiday.exe"),
        phase=DURING,
    )
    with photo.image.open("rb") as file:
        assert file.read(3) == b"\xff\xd8\xff"
    assert photo.image.name.endswith(".jpg")
    assert "holiday" not in photo.image.name


def test_transparent_parts_are_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(written, "PNG")
    picture = Image.open(io.BytesIO(read_picture(written.getvalue()).image))
    assert picture.getpixel((10, 10)) == (255, 255, 255)


def a_bomb() -> bytes:
    """A PNG of a few hundred bytes whose head promises 900 million pixels."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes(90_000))) + part(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"not a picture at all", "picture_unreadable"),
        (PDF, "picture_unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_unreadable"),
        (b"GIF89a" + bytes(40), "picture_unreadable"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "picture_heic"),
        (photo_bytes()[:700], "picture_unreadable"),
        (photo_bytes(kind="PNG")[:300], "picture_unreadable"),
        (a_bomb(), "picture_too_many_pixels"),
        (bytes(20 * 1024 * 1024 + 1), "file_too_large"),
    ],
    ids=["empty", "text", "pdf", "svg", "gif", "heic", "cut jpeg", "cut png", "bomb", "large"],
)
def test_what_cannot_be_a_photo_is_refused_with_a_reason(content: bytes, code: str) -> None:
    assert refused_with(content) == code
    assert not ProgressPhoto.objects.exists()


def test_damaged_notes_beside_a_good_picture_do_no_harm() -> None:
    content = bytearray(photo_bytes(place=(101.05, 14.55), taken="2016:04:20 10:30:00"))
    for at in range(30, 160, 3):
        content[at] ^= 0xFF
    picture = read_picture(bytes(content))
    assert picture.width == 640


def test_the_same_photo_is_kept_once_in_a_project_and_again_in_another() -> None:
    project = a_project()
    first = added(project, photo_bytes())
    assert added(project, photo_bytes()).pk == first.pk
    other = ProjectFactory(plan=project.plan)
    assert added(other, photo_bytes()).pk != first.pk
    assert ProgressPhoto.objects.count() == 2


def test_sending_twice_under_one_id_is_harmless_and_under_one_id_something_else_is_refused() -> None:
    project, sender = a_project(), uuid.uuid4()
    first = added(project, photo_bytes(), client_id=sender)
    assert added(project, photo_bytes(), client_id=sender).pk == first.pk
    with pytest.raises(ValidationError, match="client_id"):
        added(project, photo_bytes(colour="red"), client_id=sender)


def test_a_photo_taken_back_may_be_added_anew() -> None:
    project = a_project()
    engineer = an_engineer(project)
    first = added(project, photo_bytes(), by=engineer)
    set_aside(record=first, by=engineer, reason="ผิดโครงการ")  # type: ignore[arg-type]  # a person
    assert added(project, photo_bytes(), by=engineer).pk != first.pk
    assert ChangeLog.objects.filter(table_name="projects_progressphoto", action="U").exists()


def test_only_the_engineer_of_the_authority_adds_photos() -> None:
    project = a_project()
    for role in Role:
        if role is not Role.ENGINEER:
            with pytest.raises(PermissionDenied):
                added(project, photo_bytes(), by=make_user(role, authority=project.authority))
    with pytest.raises(PermissionDenied):
        added(project, photo_bytes(), by=make_user(Role.ENGINEER, authority=AuthorityFactory()))


def test_a_report_of_another_project_takes_no_photo_and_no_file_is_left() -> None:
    project = a_project()
    report = ProgressFactory(project=ProjectFactory(plan=project.plan))
    with pytest.raises(ValidationError) as refused:
        added(project, photo_bytes(), progress=report)
    assert refused.value.error_dict["progress"][0].code == "report_of_another_project"
    assert not default_storage.exists("photos")


def test_the_file_is_private_to_those_who_see_the_project(signed_in: SignIn) -> None:
    project = a_project()
    photo = added(project, photo_bytes())
    neighbour = AuthorityFactory()
    elsewhere = AuthorityFactory(province=Province.objects.get(pk="20"))
    for address in (f"/projects/{project.pk}/photos/{photo.pk}/", f"/projects/{project.pk}/photos/{photo.pk}/small/"):
        for role, place, expected in (
            (Role.FINANCE, project.authority, 200),
            (Role.PROVINCIAL_ANALYST, project.authority, 200),
            (Role.DEPARTMENT_ANALYST, project.authority, 200),
            (Role.ENGINEER, neighbour, 404),
            (Role.PROVINCIAL_ANALYST, elsewhere, 404),
        ):
            answer = signed_in(make_user(role, authority=place)).get(address)
            assert answer.status_code == expected, (role, address)
            if expected == 200:
                assert answer["Content-Type"] == "image/jpeg"
                assert "private" in answer["Cache-Control"]
                assert answer.content[:3] == b"\xff\xd8\xff"


def test_a_photo_of_another_project_or_one_set_aside_is_not_there(signed_in: SignIn) -> None:
    project = a_project()
    engineer = an_engineer(project)
    photo = added(project, photo_bytes(), by=engineer)
    other = ProjectFactory(plan=project.plan)
    client = signed_in(engineer)
    address = f"/projects/{project.pk}/photos/{photo.pk}/"
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    assert client.get(f"/projects/{other.pk}/photos/{photo.pk}/").status_code == 404
    set_aside(record=photo, by=engineer, reason="ผิด")  # type: ignore[arg-type]  # a person
    assert client.get(address, headers={"if-none-match": etag}).status_code == 404


def test_a_photo_of_a_project_set_aside_is_not_there(signed_in: SignIn) -> None:
    project = a_project()
    engineer = an_engineer(project)
    photo = added(project, photo_bytes(), by=engineer)
    Project.objects.filter(pk=project.pk).update(set_aside_at="2016-10-01T00:00:00Z", set_aside_reason="ซ้ำ")
    assert signed_in(engineer).get(f"/projects/{project.pk}/photos/{photo.pk}/").status_code == 404


def test_nobody_reaches_a_file_by_its_name(signed_in: SignIn) -> None:
    project = a_project()
    photo = added(project, photo_bytes())
    client = signed_in(an_engineer(project))
    for address in (f"/{photo.image.name}", f"/media/{photo.image.name}", f"/static/{photo.image.name}"):
        assert client.get(address).status_code == 404
