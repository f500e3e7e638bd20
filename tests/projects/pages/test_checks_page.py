"""The page of checks: its counts, the projects behind them, and who sees and answers what."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from accounts.enums import Role
from projects.checks import BY_CODE
from projects.models import CheckReason, Project, ProjectComment
from projects.pages.checks_mending import open_comments_about
from projects.services.comments import comment_on, settle_comment
from tests import factories as make
from tests.factories import make_user
from tests.projects.test_checks import sound_project

pytestmark = pytest.mark.django_db

SignIn = Callable[[object], Client]
CODE = "complete_without_handover"


@pytest.fixture
def failing_project() -> Project:
    project = sound_project()
    project.handovers.all().delete()
    return project


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/checks/?{query}")
    assert answer.status_code == 200
    return arabic(answer.content.decode())


def arabic(text: str) -> str:
    """The page with its figures in Arabic digits only."""
    text = re.sub(r'<span class="d-th">[^<]*</span>', "", unescape(text))
    return re.sub(r'<span class="d-ar">([^<]*)</span>', r"\1", text).replace("\xa0", " ")


def totals(text: str) -> dict[str, str]:
    return dict(re.findall(r'data-total="(\w+)">([^<]+)<', text))


def test_a_count_leads_to_its_projects_and_says_what_to_do(signed_in: SignIn, failing_project: Project) -> None:
    client = signed_in(make_user(Role.FINANCE, authority=failing_project.authority))
    text = page(client)
    assert totals(text) == {"all": "1", "conflict": "0", "doubt": "1"}
    link = re.search(
        r'href="\?([^"]*check=complete_without_handover&fiscal_year=2559)"|'
        r'href="\?([^"]*fiscal_year=2559&check=complete_without_handover)"',
        text,
    )
    assert link
    opened = page(client, link[1] or link[2])
    assert failing_project.code in opened
    assert str(BY_CODE[CODE].button) in opened
    assert "1 เม.ย. 2559" in opened


def test_a_neighbour_sees_neither_count_nor_project(signed_in: SignIn, failing_project: Project) -> None:
    neighbour = make.AuthorityFactory(province=failing_project.authority.province)
    client = signed_in(make_user(Role.FINANCE, authority=neighbour))
    text = page(client, f"check={CODE}")
    assert totals(text)["all"] == "0"
    assert failing_project.code not in text
    assert client.get(f"/checks/?authority={failing_project.authority_id}").status_code == 404
    assert client.get(f"/checks/?province={failing_project.authority.province_id}").status_code == 404
    sent = {"project": failing_project.pk, "check": CODE, "reason": "x"}
    assert client.post("/checks/reason/", sent).status_code == 404
    assert not CheckReason.objects.exists()


def test_the_province_sees_its_authorities_and_changes_nothing(signed_in: SignIn, failing_project: Project) -> None:
    client = signed_in(make_user(Role.PROVINCIAL_ANALYST, authority=failing_project.authority))
    text = page(client, f"check={CODE}")
    assert failing_project.authority.short_name in text
    assert f">{BY_CODE[CODE].button}</a>" not in text
    sent = {"project": failing_project.pk, "check": CODE, "reason": "x"}
    assert client.post("/checks/reason/", sent).status_code == 403


def test_a_reason_is_kept_listed_and_taken_back(signed_in: SignIn, failing_project: Project) -> None:
    client = signed_in(make_user(Role.FINANCE, authority=failing_project.authority))
    sent = {"project": failing_project.pk, "check": CODE, "reason": "ซื้อวัสดุ ไม่มีใบตรวจรับ", "back": f"check={CODE}"}
    answer = client.post("/checks/reason/", sent, follow=True)
    text = arabic(answer.content.decode())
    assert answer.redirect_chain == [(f"/checks/?check={CODE}", 302)]
    assert totals(text)["all"] == "0"
    assert "ซื้อวัสดุ ไม่มีใบตรวจรับ" in text
    kept = CheckReason.objects.get()
    text = arabic(client.post("/checks/reason/", {"answer": kept.pk, "reason": ""}, follow=True).content.decode())
    assert totals(text)["all"] == "0", "no reason, nothing taken back"
    client.post("/checks/reason/", {"answer": kept.pk, "reason": "ผิดโครงการ"})
    assert totals(page(client))["all"] == "1"


@pytest.mark.parametrize(
    "query",
    ["check=nonsense", "kind=x", "role=nobody", "fiscal_year=abc", "province=ก", "role=EXECUTIVE"],
)
def test_an_address_that_cannot_be_read_is_refused_in_words(
    signed_in: SignIn, failing_project: Project, query: str
) -> None:
    client = signed_in(make_user(Role.FINANCE, authority=failing_project.authority))
    assert client.get(f"/checks/?{query}").status_code == 400


def test_a_province_that_is_none_is_not_found(signed_in: SignIn, failing_project: Project) -> None:
    client = signed_in(make_user(Role.DEPARTMENT_ANALYST, authority=failing_project.authority))
    assert client.get("/checks/?province=99").status_code == 404
    assert client.get(f"/checks/?province={failing_project.authority.province_id}&page={'9' * 5000}").status_code == 200


def test_a_reason_of_nothing_but_a_null_is_none(signed_in: SignIn, failing_project: Project) -> None:
    client = signed_in(make_user(Role.FINANCE, authority=failing_project.authority))
    sent = {"project": failing_project.pk, "check": CODE, "reason": "\x00"}
    assert client.post("/checks/reason/", sent).status_code == 302
    assert not CheckReason.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"project": "x"}, {"project": "9" * 30}, {"answer": "-1"}, {"answer": "7"}])
def test_a_form_of_nonsense_is_not_found(signed_in: SignIn, failing_project: Project, sent: dict[str, str]) -> None:
    client = signed_in(make_user(Role.FINANCE, authority=failing_project.authority))
    assert client.post("/checks/reason/", sent).status_code == 404


def test_the_question_costs_the_same_for_many_projects(
    signed_in: SignIn, failing_project: Project, django_assert_max_num_queries: Callable
) -> None:
    client = signed_in(make_user(Role.FINANCE, authority=failing_project.authority))
    page(client, f"check={CODE}")
    for _number in range(4):
        other = make.ProjectFactory(authority=failing_project.authority, plan=failing_project.plan)
        make.ProgressFactory(project=other)
        make.DisbursementFactory(project=other)
    with django_assert_max_num_queries(24):
        text = page(client, f"check={CODE}")
    assert text.count('class="ck-item"') == 5


def test_lists_maps_and_exports_know_the_check(signed_in: SignIn, failing_project: Project) -> None:
    sound = make.ProjectFactory(authority=failing_project.authority, plan=failing_project.plan)
    client = signed_in(make_user(Role.FINANCE, authority=failing_project.authority))
    found = client.get(f"/api/projects/?check={CODE}").json()
    assert [one["id"] for one in found["results"]] == [failing_project.pk]
    text = unescape(client.get(f"/projects/map/?authority={sound.authority_id}&check={CODE}").content.decode())
    assert str(BY_CODE[CODE].title) in text
    assert client.get(f"/tiles/projects/10/799/472?check={CODE}").status_code in (200, 204)


def test_open_comments_about_a_check_are_counted_and_one_is_written_from_the_finding(
    signed_in: SignIn, failing_project: Project
) -> None:
    analyst = make_user(Role.PROVINCIAL_ANALYST, authority=failing_project.authority)
    client, address = signed_in(analyst), f"/projects/{failing_project.pk}/"
    assert f'href="{address}?about=CHECK_4#comments"' in page(client, f"check={CODE}")
    form = client.get(f"{address}?about=CHECK_4").context["comment_form"]
    assert form.initial["about"] == "CHECK_4"
    sent = {"action": "comment", "about": "CHECK_4", "text": "โปรดแนบใบตรวจรับ"}
    assert client.post(f"{address}comments/", sent).status_code == 302
    assert "ความเห็นที่ยังไม่ยุติ 1 เรื่อง" in page(client, f"check={CODE}")
    assert "ความเห็นที่ยังไม่ยุติ 1 เรื่อง" in arabic(client.get(address).content.decode())

    officer = signed_in(make_user(Role.FINANCE, authority=failing_project.authority))
    seen = page(officer, f"check={CODE}")
    assert "ความเห็นที่ยังไม่ยุติ 1 เรื่อง" in seen
    assert "?about=" not in seen
    settle_comment(comment=ProjectComment.objects.get(), by=analyst, expected_version=1)
    assert "ความเห็นที่ยังไม่ยุติ" not in page(officer, f"check={CODE}")


def test_counting_comments_asks_one_question_for_a_page(
    signed_in: SignIn, failing_project: Project, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    analyst = make_user(Role.PROVINCIAL_ANALYST, authority=failing_project.authority)
    comment_on(project=failing_project, by=analyst, text="โปรดชี้แจง", about="CHECK_4")
    with django_assert_max_num_queries(1):
        counts = open_comments_about(BY_CODE[CODE], [failing_project], analyst)
    assert counts == {failing_project.pk: 1}
    neighbour = make_user(Role.FINANCE, authority=make.AuthorityFactory())
    assert open_comments_about(BY_CODE[CODE], [failing_project], neighbour) == {}
