"""Finding by what one remembers: any part of a name, with typing errors, and numbers; within what one may see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from layers.models import LocalAuthority
from projects.models import Project
from projects.searching import asking, looking
from projects.searching.asking import Found, search
from projects.searching.words import cut, form_of, marked, misspellings, pieces_of, words_of
from projects.services.setting_aside import set_aside
from tests.factories import (
    AuthorityFactory,
    ContractFactory,
    ContractShareFactory,
    DisbursementFactory,
    PlanFactory,
    ProjectFactory,
    make_user,
)

pytestmark = pytest.mark.django_db

ROAD = "ก่อสร้างถนน คสล. สายบ้านหนองบัว–บ้านน้ำใส หมู่ที่ 12"


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is near is looked for however long it takes: a busy machine is no reason to find less."""
    monkeypatch.setattr(asking, "PATIENCE_S", 60)
    monkeypatch.setattr(looking, "PATIENCE_MS", 60_000)


@pytest.fixture
def own() -> LocalAuthority:
    return AuthorityFactory(name_th="ห้วยทรายงาม", name_en="Huai Sai Ngam", code="6190123")


@pytest.fixture
def planner(own: LocalAuthority) -> User:
    return make_user(Role.PLANNER, authority=own)


@pytest.fixture
def road(own: LocalAuthority) -> Project:
    return ProjectFactory(plan=PlanFactory(authority=own), name=ROAD, village="บ้านหนองบัว", code="P59-0147")


@pytest.fixture
def department() -> User:
    return make_user(Role.DEPARTMENT_ANALYST)


def lines(found: Found, kind: str = "projects") -> list[str]:
    return [hit.text for group in found.groups if group.kind == kind for hit in group.hits]


def asked(user: User, text: str) -> Found:
    return search(user, text, few=20)


@pytest.mark.parametrize(
    "text",
    [ROAD, "ท่อระบายนํ้า", "ท่อระบายน้ำ", "P59-0147", "๐๑๒ หมู่ที่ ๑๒", "เเก้ไข แก้", "ABC-xyz ‘ฯลฯ’", "1,234.50 (ก/ข): “ค”", ""],
)
def test_the_database_and_the_site_have_the_same_form(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select projects_search_form(%s)", [text])
        assert cursor.fetchone()[0] == form_of(text)


def test_what_is_typed_without_spaces_is_cut_at_the_words_of_works() -> None:
    assert cut(form_of("ถนนหนองบัว")) == ("ถนน", "หนองบัว")
    assert pieces_of("ก" * 19) == ("ก" * 8, "ก" * 11)
    assert words_of(" ถนน  คสล. %_\\| 100% ") == ("ถนน", "คสล", "100")
    assert words_of("ก" * 500) == ("ก" * 100,)
    assert misspellings("กขค") == ()
    assert "หนองบ_ว" in misspellings("หนองบว")


def test_marks_stand_where_the_letters_stand_tone_marks_included() -> None:
    pieces = marked("สายบ้านน้ำใส", (form_of("บานนำ"),))
    assert [(piece.text, piece.is_hit) for piece in pieces] == [("สาย", False), ("บ้านน้ำ", True), ("ใส", False)]


@pytest.mark.parametrize(
    "typed",
    ["ถนน คสล.", "หนองบัว", "ถนนหนองบัว", "กอสร้างถนน", "บ้านน้ําใส", "หมู่ที่ ๑๒", "p59-0147", "P590147", "0147", "59/0147"],
)
def test_a_project_is_found_by_any_part(typed: str, planner: User, road: Project, department: User) -> None:
    for reader in (planner, department):
        found = asked(reader, typed)
        assert lines(found) == [ROAD]
        assert not found.is_near


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("ก่อร้สางถนน", "letters exchanged"),
        ("ก่อส้างถนน", "a letter missing"),
        ("ก่อสสร้างถนน", "a letter too many"),
        ("ก่อสล้างถนน", "another letter"),
        ("บ้านหนองบว", "a vowel missing"),
        ("สายบ้านหนงบัว", "a letter missing in a long word"),
    ],
)
def test_a_typing_error_finds_what_is_near_and_says_so(
    typed: str, error: str, planner: User, road: Project, department: User
) -> None:
    for reader in (planner, department):
        found = asked(reader, typed)
        assert lines(found) == [ROAD], error
        assert found.is_near


def test_a_missing_tone_mark_is_no_error(planner: User, road: Project) -> None:
    found = asked(planner, "กอสรางถนน บานหนองบัว")
    assert lines(found) == [ROAD]
    assert not found.is_near


def test_every_word_must_be_there_and_nonsense_finds_nothing(planner: User, road: Project) -> None:
    assert lines(asked(planner, "ถนน โรงเรียน")) == []
    assert lines(asked(planner, "ฟหกดเ้าสวงงง")) == []
    assert asked(planner, "  ").count == 0


def test_numbers_are_found_by_their_beginning_and_without_dashes(
    planner: User, road: Project, own: LocalAuthority
) -> None:
    contract = ContractFactory(
        authority=own, number="กจ-12/2559", egp_number="59017123456", contractor_tax_id="0105559123456",
        contractor_name="บริษัท เจริญทวีทรัพย์ จำกัด",
    )  # fmt: skip
    ContractShareFactory(contract=contract, project=road, authority=own)
    DisbursementFactory(project=road, contract=contract, voucher_number="ฎ.77/2559")
    for typed in ("กจ-12/2559", "กจ122559", "12/2559", "590171", "๕๙๐๑๗๑๒๓๔๕๖", "0105559"):
        found = asked(planner, typed)
        assert lines(found, "contracts") == ["กจ-12/2559"], typed
        assert found.groups[-1].hits[0].url == f"/projects/{road.pk}/"
    assert lines(asked(planner, "ฎ77"), "vouchers") == ["ฎ.77/2559"]
    assert lines(asked(planner, "เจริญทวีทรัพย์"), "contractors") == ["บริษัท เจริญทวีทรัพย์ จำกัด"]
    assert lines(asked(planner, "เจริญทวีทรพย์"), "contractors") == ["บริษัท เจริญทวีทรัพย์ จำกัด"]
    assert lines(asked(planner, "กจ-12/2559"), "contractors") == []


def test_a_wrong_number_is_another_number(planner: User, road: Project) -> None:
    assert asked(planner, "P59-0174").count == 0


@pytest.mark.parametrize("typed", ["ห้วยทรายงาม", "ทต.ห้วยทราย", "เทศบาลตำบลห้วยทรายงาม", "huai sai", "6190123"])
def test_an_authority_is_found_by_name_kind_and_code(typed: str, own: LocalAuthority, department: User) -> None:
    assert lines(asked(department, typed), "authorities") == [own.full_name]
    assert lines(asked(department, "อบต.ห้วยทรายงาม"), "authorities") == []


@pytest.mark.parametrize("role", list(Role))
def test_a_neighbour_and_another_province_find_nothing(role: Role, road: Project, own: LocalAuthority) -> None:
    from layers.models import Province

    contract = ContractFactory(authority=own, number="ลับ-99/2559", contractor_name="หจก. ความลับ")
    ContractShareFactory(contract=contract, project=road, authority=own)
    DisbursementFactory(project=road, contract=contract, voucher_number="ฎลับ99")
    abroad = AuthorityFactory(province=Province.objects.get(code="50"))
    neighbour = make_user(role, authority=abroad)
    may = role in {Role.DEPARTMENT_ANALYST, Role.DEPARTMENT_ADMIN}
    for typed in ("หนองบัว", "หนองบว", "ลับ-99", "ความลับ", "ฎลับ99", "ห้วยทรายงาม"):
        assert bool(asked(neighbour, typed).count) is may, typed
    assert asked(make_user(), "หนองบัว").count == 0
    assert asked(make_user(Role.PLANNER, authority=AuthorityFactory()), "หนองบัว").count == 0


def test_the_analyst_of_the_province_finds_it(road: Project, own: LocalAuthority) -> None:
    assert lines(asked(make_user(Role.PROVINCIAL_ANALYST, authority=own), "หนองบัว")) == [ROAD]


def test_what_was_set_aside_is_not_found(road: Project, planner: User) -> None:
    set_aside(record=road, by=planner, reason="พิมพ์ผิด")
    assert asked(planner, "หนองบัว").count == 0


def test_two_letters_are_enough_in_one_authority_only(road: Project, planner: User, department: User) -> None:
    assert lines(asked(planner, "บว")) == []
    assert lines(asked(planner, "น้ำ")) == [ROAD]
    assert asked(department, "น้ำ").is_too_short


def test_the_page_shows_groups_marks_and_links(
    road: Project, planner: User, signed_in: Callable[[object], Client], django_assert_max_num_queries: Callable
) -> None:
    client = signed_in(planner)
    client.get("/search/")
    with django_assert_max_num_queries(14):
        page = client.get("/search/", {"q": "หนองบัว"})
    text = page.content.decode()
    assert "<mark>หนองบัว</mark>" in text
    assert f'href="/projects/{road.pk}/"' in text
    whole = client.get("/search/", {"q": "หนองบัว", "in": "projects", "page": "9"})
    assert whole.context["page"].number == 1
    assert "ไม่พบ" in client.get("/search/", {"q": "ไม่มีที่ไหน"}).content.decode()


@pytest.mark.parametrize("q", ["%", "_", "'; drop table--", "\x00", "<script>alert(1)</script>", "ก" * 5000, "|", "\\"])
def test_hostile_texts_are_only_texts(q: str, road: Project, planner: User, signed_in: Callable) -> None:
    client = signed_in(planner)
    page = client.get("/search/", {"q": q, "in": "nothing", "page": "x"})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert client.get("/api/search/", {"q": q}).status_code == 200


def test_suggestions_come_in_few_lines_and_only_ones_own(
    road: Project, planner: User, signed_in: Callable[[object], Client]
) -> None:
    answer = signed_in(planner).get("/api/search/", {"q": "หนองบัว"}).json()
    assert answer == {
        "near": False,
        "results": [
            {"kind": "projects", "title": ROAD, "place": road.authority.short_name, "url": f"/projects/{road.pk}/"}
        ],
    }
    neighbour = make_user(Role.PLANNER, authority=AuthorityFactory())
    assert signed_in(neighbour).get("/api/search/", {"q": "หนองบัว"}).json()["results"] == []
    assert Client().get("/api/search/", {"q": "หนองบัว"}).status_code == 401
