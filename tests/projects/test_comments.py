"""Comments: the analyst remarks, the authority answers, the analyst settles, and no data of the project changes."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.enums import Role
from accounts.models import Assignment, User
from layers.models import Province
from projects.checks import BY_CODE
from projects.errors import StaleVersion
from projects.models import ChangeLog, Project, ProjectComment
from projects.permissions import ANSWERS, COMMENTS
from projects.remarks import about_check
from projects.services.comments import (
    answer_comment,
    comment_on,
    reopen_comment,
    settle_comment,
    withdraw_comment,
)
from tests.factories import AuthorityFactory, ProjectFactory, make_user

pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]


def analyst_of(project: Project) -> User:
    return make_user(Role.PROVINCIAL_ANALYST, authority=project.authority)


def planner_of(project: Project) -> User:
    return make_user(Role.PLANNER, authority=project.authority)


def a_comment(project: Project | None = None, *, by: User | None = None) -> ProjectComment:
    project = project or ProjectFactory()
    return comment_on(project=project, by=by or analyst_of(project), text="โปรดชี้แจง", about="CONTRACT")


def test_analysts_comment_and_staff_answers_by_the_table() -> None:
    project = ProjectFactory()
    comment = a_comment(project)
    for role in Role:
        person = make_user(role, authority=project.authority)
        if role in COMMENTS:
            assert comment_on(project=project, by=person, text=role.value)
        else:
            with pytest.raises(PermissionDenied):
                comment_on(project=project, by=person, text="x")
        comment.refresh_from_db()
        if role in ANSWERS:
            assert answer_comment(comment=comment, by=person, answer="ได้แก้ไขแล้ว", expected_version=comment.version)
        else:
            with pytest.raises(PermissionDenied):
                answer_comment(comment=comment, by=person, answer="x", expected_version=comment.version)


def test_another_province_or_authority_says_nothing_here() -> None:
    project = ProjectFactory()
    comment = a_comment(project)
    elsewhere = AuthorityFactory(province=Province.objects.get(pk="20"))
    with pytest.raises(PermissionDenied):
        comment_on(project=project, by=make_user(Role.PROVINCIAL_ANALYST, authority=elsewhere), text="x")
    with pytest.raises(PermissionDenied):
        answer_comment(
            comment=comment, by=make_user(Role.PLANNER, authority=AuthorityFactory()), answer="x", expected_version=1
        )
    analyst_elsewhere = make_user(Role.PROVINCIAL_ANALYST, authority=elsewhere)
    Assignment.objects.create(
        user=analyst_elsewhere, role=Role.PROVINCIAL_CHIEF, province=project.authority.province, since="2010-10-01"
    )
    with pytest.raises(PermissionDenied):
        settle_comment(
            comment=comment,
            by=make_user(Role.PROVINCIAL_CHIEF, authority=project.authority),
            expected_version=1,
        )


def test_a_comment_changes_no_data_and_is_in_the_history() -> None:
    project: Project = ProjectFactory()
    project.refresh_from_db()
    before = {name: value for name, value in vars(project).items() if not name.startswith("_")}
    comment = a_comment(project)
    answer_comment(comment=comment, by=planner_of(project), answer="แล้ว", expected_version=1)
    project.refresh_from_db()
    assert {name: value for name, value in vars(project).items() if not name.startswith("_")} == before
    log = ChangeLog.objects.filter(table_name="projects_projectcomment", record_id=comment.pk)
    assert sorted(log.values_list("action", flat=True)) == ["I", "U"]


def test_sending_twice_keeps_one_and_empty_or_endless_words_are_refused() -> None:
    project, sender = ProjectFactory(), uuid.uuid4()
    analyst = analyst_of(project)
    first = comment_on(project=project, by=analyst, text="หนึ่ง", client_id=sender)
    assert comment_on(project=project, by=analyst, text="หนึ่ง", client_id=sender).pk == first.pk
    for wrong in (
        {"text": "สอง", "client_id": sender},
        {"text": "  "},
        {"text": "ก" * 4001},
        {"text": "x", "about": "WEATHER"},
    ):
        with pytest.raises(ValidationError):
            comment_on(project=project, by=analyst, **wrong)  # type: ignore[arg-type]  # in short
    assert ProjectComment.objects.count() == 1


def test_the_second_of_two_answers_is_refused_with_the_first_beside_it() -> None:
    comment = a_comment()
    planner, engineer = planner_of(comment.project), make_user(Role.ENGINEER, authority=comment.authority)
    answer_comment(comment=comment, by=planner, answer="คนแรก", expected_version=1)
    with pytest.raises(StaleVersion) as stale:
        answer_comment(comment=comment, by=engineer, answer="คนที่สอง", expected_version=1)
    assert stale.value.current.answer == "คนแรก"


def test_a_settled_comment_keeps_its_answer_until_it_is_opened_again() -> None:
    comment = a_comment()
    analyst, planner = analyst_of(comment.project), planner_of(comment.project)
    settled = settle_comment(comment=comment, by=analyst, expected_version=1)
    with pytest.raises(ValidationError, match="ยุติแล้ว"):
        answer_comment(comment=comment, by=planner, answer="สาย", expected_version=settled.version)
    opened = reopen_comment(comment=comment, by=analyst, expected_version=settled.version)
    assert opened.is_open
    answer_comment(comment=comment, by=planner, answer="ทัน", expected_version=opened.version)


def test_only_the_writer_takes_a_comment_back_and_only_before_the_answer() -> None:
    project = ProjectFactory()
    writer = analyst_of(project)
    comment = a_comment(project, by=writer)
    with pytest.raises(PermissionDenied):
        withdraw_comment(comment=comment, by=analyst_of(project), reason="x", expected_version=1)
    answered = a_comment(project, by=writer)
    answer_comment(comment=answered, by=planner_of(project), answer="แล้ว", expected_version=1)
    with pytest.raises(ValidationError):
        withdraw_comment(comment=answered, by=writer, reason="ผิด", expected_version=2)
    withdraw_comment(comment=comment, by=writer, reason="ผิดโครงการ", expected_version=1)
    assert [one.pk for one in ProjectComment.objects.live()] == [answered.pk]


def test_the_page_shows_comments_to_all_who_see_the_project_and_forms_to_those_who_may(signed_in: SignIn) -> None:
    comment = a_comment()
    address = f"/projects/{comment.project_id}/"
    for role, comments, answers in (
        (Role.PROVINCIAL_ANALYST, True, False),
        (Role.DEPARTMENT_ANALYST, True, False),
        (Role.PROVINCIAL_CHIEF, False, False),
        (Role.PLANNER, False, True),
        (Role.EXECUTIVE, False, False),
    ):
        page = signed_in(make_user(role, authority=comment.authority)).get(address).content.decode()
        assert "โปรดชี้แจง" in page
        assert ("ส่งความเห็น" in page) is comments, role
        assert ("ส่งคำชี้แจง" in page) is answers, role


def test_a_conversation_on_the_page(signed_in: SignIn) -> None:
    project = ProjectFactory()
    address = f"/projects/{project.pk}/comments/"
    analyst = signed_in(analyst_of(project))
    assert "ยังไม่ได้บันทึกความเห็น" in analyst.post(address, {"action": "comment", "text": " "}).content.decode()
    said = analyst.post(address, {"action": "comment", "text": "วันลงนามอยู่ก่อนวันอนุมัติ", "about": "CONTRACT"})
    assert said.status_code == 302
    comment = ProjectComment.objects.get()
    planner = signed_in(planner_of(project))
    answer = {"action": "answer", "comment": comment.pk, "expected_version": 1, "answer": "แก้ไขวันที่แล้ว"}
    assert planner.post(address, answer).status_code == 302
    late = planner.post(address, {**answer, "answer": "อีกคำตอบ"}).content.decode()
    assert "แก้ไขวันที่แล้ว" in late
    assert "อีกคำตอบ" in late
    assert "คำชี้แจงของท่านยังไม่ได้บันทึก" in late
    analyst = signed_in(analyst_of(project))
    act = {"comment": comment.pk, "expected_version": 2}
    assert analyst.post(address, {**act, "action": "settle"}).status_code == 302
    assert "ความเห็นยังเป็นอย่างเดิม" in analyst.post(address, {**act, "action": "reopen"}).content.decode(), "stale"
    for nonsense in (
        {"action": "eat"},
        {"action": "settle", "comment": "x"},
        {"action": "settle", "comment": "9" * 30},
    ):
        assert analyst.post(address, nonsense).status_code == 404


def test_a_neighbour_sees_and_changes_nothing(signed_in: SignIn) -> None:
    comment = a_comment()
    client = signed_in(make_user(Role.PLANNER, authority=AuthorityFactory()))
    address = f"/projects/{comment.project_id}/comments/"
    answer = {"action": "answer", "comment": comment.pk, "expected_version": 1, "answer": "x"}
    assert client.post(address, answer).status_code == 404
    assert "โปรดชี้แจง" not in client.get("/comments/").content.decode()
    mine = ProjectFactory(plan__authority=AuthorityFactory())
    own = signed_in(planner_of(mine))
    assert own.post(f"/projects/{mine.pk}/comments/", answer).status_code == 404, "a comment of another project"
    comment.refresh_from_db()
    assert (comment.answer, comment.version) == ("", 1)


def test_the_list_of_comments_by_state_costs_the_same_however_many(
    signed_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    project = ProjectFactory()
    analyst = analyst_of(project)
    open_one, answered, settled = (a_comment(project, by=analyst) for _ in range(3))
    answer_comment(comment=answered, by=planner_of(project), answer="แล้ว", expected_version=1)
    settle_comment(comment=settled, by=analyst, expected_version=1)
    client = signed_in(analyst)
    for state, expected in (
        ("open", [open_one, answered]),
        ("unanswered", [open_one]),
        ("answered", [answered]),
        ("settled", [settled]),
    ):
        with django_assert_max_num_queries(12):  # type: ignore[attr-defined]  # a context manager
            page = client.get(f"/comments/?state={state}")
        assert [one.pk for one in page.context["page"]] == [one.pk for one in expected]
    assert client.get("/comments/?state=eaten").status_code == 400


def test_a_comment_is_about_a_check_by_its_number_and_shown_by_its_title() -> None:
    project = ProjectFactory()
    check = BY_CODE["complete_without_handover"]
    comment = comment_on(project=project, by=analyst_of(project), text="โปรดชี้แจง", about=about_check(check))
    assert comment.about == "CHECK_4"
    assert str(check.title) in comment.get_about_display()
    for unknown in ("CHECK_63", "CHECK_04", "CHECK_", "CHECK_๔", "check_4"):
        with pytest.raises(ValidationError, match="ความเห็น") as refused:
            comment_on(project=project, by=analyst_of(project), text="x", about=unknown)
        assert refused.value.error_dict["about"][0].code == "about_unknown"
