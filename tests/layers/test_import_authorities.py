"""The registry file: every row is taken or refused with a reason, and running it again changes nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from layers.enums import AuthorityKind
from layers.importing.authorities import apply_authorities, plan_authorities
from layers.importing.findings import Outcome, UnusableFile
from layers.models import AuthorityPeriod, LocalAuthority
from tests.layers.files import TODAY, registry

pytestmark = pytest.mark.django_db

HUAI_SAI = "ThesabanTambon,ห้วยทราย,Huai Sai,19,5190301,12.50,14.55,101.02"


def remarks(path: Path) -> list[str]:
    return [remark.code for row in plan_authorities(path).rows for remark in row.remarks]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    call_command("import_authorities", registry(tmp_path, HUAI_SAI))
    assert not LocalAuthority.objects.exists()


def test_applying_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    path = registry(tmp_path, HUAI_SAI, "Mueang,พัทยา,Pattaya,20,,208.10,12.9497,100.8933")
    apply_authorities(plan_authorities(path), on=TODAY)
    again = plan_authorities(path)
    assert again.count(Outcome.SAME) == 2
    authority = LocalAuthority.objects.get(code="5190301")
    assert (authority.kind, authority.full_name) == (AuthorityKind.SUBDISTRICT, "เทศบาลตำบลห้วยทราย")
    assert authority.office.coords == (101.02, 14.55)


def test_a_registry_in_tis_620_with_thai_headings_is_read(tmp_path: Path) -> None:
    path = registry(tmp_path, "อบต.,ท่าคล้อ,สระบุรี,๖๑๙๐๓๐๒", head="ประเภท,ชื่อ,จังหวัด,รหัส", encoding="cp874")
    apply_authorities(plan_authorities(path), on=TODAY)
    authority = LocalAuthority.objects.get()
    assert (authority.code, authority.province_id, authority.kind) == ("6190302", "19", AuthorityKind.SAO)


def test_the_misspelt_provinces_of_the_annex_are_known(tmp_path: Path) -> None:
    plan = plan_authorities(registry(tmp_path, "TAO,แม่เงิน,,เขียงราย,6570806,,,"))
    assert plan.rows[0].values["province_id"] == "57"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("TAO,ห้วยทราย,,19,5190301,,,", "kind_digit"),
        ("TAO,ห้วยทราย,,19,6190301,,14.55,14.55", "office_repeated"),
        ("TAO,ห้วยทราย,,19,6190301,,18.79,98.98", "office_outside_province"),
        ("TAO,ห้วยทราย,,19,6190301,,101.02,14.55", "office_outside_thailand"),
        ("TAO,ห้วยทราย,,19,6190301,,11.5,100.9", "office_off_the_map"),
        ("TAO,ห้วยทราย,,19,6190301,,สิบสี่,101.02", "office_unreadable"),
    ],
)
def test_a_doubtful_row_is_taken_and_named(tmp_path: Path, row: str, code: str) -> None:
    plan = plan_authorities(registry(tmp_path, row))
    assert [remark.code for remark in plan.rows[0].remarks] == [code]
    assert plan.rows[0].outcome is Outcome.ADD


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("หน่วยงาน,ห้วยทราย,,19,6190301,,,", "unknown_kind"),
        ("TAO,,,19,6190301,,,", "no_name"),
        ("TAO,ห้วยทราย,,ดาวอังคาร,6190301,,,", "unknown_province"),
        ("TAO,ห้วยทราย,,19,,,,", "no_code"),
        ("TAO,ห้วยทราย,,19,619,,,", "code_length"),
    ],
)
def test_an_impossible_row_is_refused_with_the_reason(tmp_path: Path, row: str, code: str) -> None:
    plan = plan_authorities(registry(tmp_path, row, HUAI_SAI))
    assert [remark.code for remark in plan.rows[0].remarks] == [code]
    assert plan.rows[0].outcome is Outcome.REFUSE
    assert plan.rows[1].outcome is Outcome.ADD


def test_a_repeated_code_refuses_both_rows_and_a_repeated_name_none(tmp_path: Path) -> None:
    twice = registry(tmp_path, HUAI_SAI, HUAI_SAI)
    assert remarks(twice).count("code_repeated") == 2
    namesakes = registry(tmp_path, HUAI_SAI, HUAI_SAI.replace("5190301", "5190399"))
    assert remarks(namesakes) == ["name_repeated", "name_repeated"]
    assert plan_authorities(namesakes).count(Outcome.ADD) == 2


def test_an_upgrade_begins_a_new_period_and_the_past_stays(tmp_path: Path) -> None:
    row = "TAO,ห้วยทราย,,19,5190301,,,"
    apply_authorities(plan_authorities(registry(tmp_path, row)), on=TODAY)
    upgraded = registry(tmp_path, row.replace("TAO", "ThesabanTambon"))
    apply_authorities(plan_authorities(upgraded), on=dt.date(2018, 1, 1))
    kinds = list(AuthorityPeriod.objects.order_by("during").values_list("kind", flat=True))
    assert kinds == [AuthorityKind.SAO, AuthorityKind.SUBDISTRICT]
    assert LocalAuthority.objects.get().kind == AuthorityKind.SUBDISTRICT


def test_authorities_that_the_file_lacks_stay_and_are_named(tmp_path: Path) -> None:
    apply_authorities(plan_authorities(registry(tmp_path, HUAI_SAI)), on=TODAY)
    plan = plan_authorities(registry(tmp_path, "TAO,ท่าคล้อ,,19,6190302,,,"))
    assert [remark.code for remark in plan.remarks] == ["not_in_file"]
    apply_authorities(plan, on=TODAY)
    assert LocalAuthority.objects.count() == 2


def test_a_file_without_the_needed_columns_says_which(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="kind, province"):
        plan_authorities(registry(tmp_path, "x,y", head="name_th,code"))
    with pytest.raises(CommandError, match="no file"):
        call_command("import_authorities", tmp_path / "missing.csv")
