"""The verbs of the site with what each writes and how it is called, for the walk over who may: one line for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.enums import Role
from accounts.models import Assignment, User
from geo.coordinates import Reading
from layers.models import LocalAuthority
from projects.checks import BY_CODE
from projects.enums import Capture, Fund, PlanLength, PositionKind, Record, RevisionKind
from projects.models import (
    Approach,
    CheckReason,
    ImportJob,
    PlanRevision,
    ProcurementAgency,
    ProcurementRow,
    Programme,
    ProjectComment,
)
from projects.services.scheduling import InstalmentLine
from projects.services.setting_aside import set_aside
from tests import factories as make
from tests.pictures_sent import PDF, photo_bytes

DAY = dt.date(2016, 1, 20)
BAHT = Decimal(100)
PROCUREMENT_FILE = Path(__file__).with_name("procurement.csv")


@dataclass
class World:
    """Records of one authority, and the people who try to write there."""

    own: LocalAuthority
    plan: Any
    strategy: Any
    project: Any
    contract: Any
    position: Any
    gone: Any
    staff: User
    assignment: Assignment
    new: User
    vision: Any
    approach: Any
    revision: Any
    comment: Any
    answered: Any
    reason: Any
    job: Any
    agency: Any
    purchase: Any


def make_world() -> World:
    """One record of each kind in one authority."""
    own = make.AuthorityFactory()
    plan = make.PlanFactory(authority=own)
    project, other = make.ProjectFactory(plan=plan), make.ProjectFactory(plan=plan)
    contract = make.ContractFactory(authority=own)
    make.ContractShareFactory(contract=contract, project=project, authority=own)
    staff, new = make.make_user(Role.PLANNER, authority=own), make.make_user(Role.FINANCE, authority=own)
    new.set_unusable_password()
    new.save()
    strategy = make.StrategyFactory(plan=plan)
    comment = {"project": project, "authority": own, "text": "โปรดตรวจ"}
    return World(
        own=own,
        plan=plan,
        strategy=strategy,
        project=project,
        contract=contract,
        position=make.PositionFactory(project=project),
        gone=set_aside(record=other, by=staff, reason="ซ้ำ"),
        staff=staff,
        assignment=Assignment.objects.get(user=staff),
        new=new,
        vision=make.VisionFactory(plan=plan),
        approach=Approach.objects.create(strategy=strategy, authority=own, number=1, name="ถนน"),
        revision=PlanRevision.objects.create(plan=plan, authority=own, kind=RevisionKind.ADDITION, number=1),
        comment=ProjectComment.objects.create(**comment),
        answered=ProjectComment.objects.create(**comment),
        reason=CheckReason.objects.create(project=project, authority=own, number=19, reason="ถูกต้อง"),
        job=ImportJob.objects.create(authority=own, owner=staff, name="x.csv", kind="csv", size=1, sha256="0" * 64),
        agency=ProcurementAgency.objects.create(name="อบต.ทดสอบ"),
        purchase=ProcurementRow.objects.create(
            agency=ProcurementAgency.objects.create(name="อบต.ของเรา", state="linked", matched=own), number="1", line=2
        ),
    )


# Verb → what kind of record it writes, and how it is called: one line for each.
VERBS: dict[str, tuple[Record, Callable[[World], dict[str, Any]]]] = {
    "plans.enter_plan": (Record.PLAN, lambda w: {"authority": w.own, "first_year": 2562, "length": PlanLength.FIVE}),
    "plans.enter_vision": (Record.PLAN, lambda w: {"plan": w.plan, "text": "น่าอยู่"}),
    "plans.enter_strategy": (Record.STRATEGY, lambda w: {"plan": w.plan, "number": 90, "name": "คน"}),
    "plans.enter_approach": (Record.STRATEGY, lambda w: {"strategy": w.strategy, "number": 90, "name": "คน"}),
    "entering.enter_project": (
        Record.PROJECT,
        lambda w: {
            "plan": w.plan, "fiscal_year": 2559, "code": "N", "name": "ถนน", "programme": Programme.objects.first(),
            "planned_budget": BAHT,
        },
    ),
    "entering.change_project": (
        Record.PROJECT, lambda w: {"project": w.project, "expected_version": w.project.version, "name": "ถนน"},
    ),
    "entering.approve_plan": (Record.PLAN_APPROVAL, lambda w: {"project": w.project, "approved_on": DAY}),
    "entering.approve_budget": (
        Record.BUDGET_APPROVAL, lambda w: {"project": w.project, "approved_on": DAY, "amount": BAHT},
    ),
    "contracting.sign_contract": (
        Record.CONTRACT,
        lambda w: {
            "number": "9/2559", "signed_on": DAY, "contractor_name": "หจก.", "amount": BAHT,
            "shares": [(w.project, BAHT)],
        },
    ),
    "contracting.amend_contract": (
        Record.CONTRACT, lambda w: {"contract": w.contract, "signed_on": DAY, "new_due_on": dt.date(2016, 9, 1)},
    ),
    "contracting.pay": (
        Record.DISBURSEMENT,
        lambda w: {
            "project": w.project, "fiscal_year": 2559, "voucher_number": "ฎ9", "paid_on": DAY, "amount": BAHT,
        },
    ),
    "works.report_progress": (
        Record.PROGRESS, lambda w: {"project": w.project, "reported_on": DAY, "percent": Decimal(5)},
    ),
    "works.hand_over": (Record.PROGRESS, lambda w: {"project": w.project, "accepted_on": DAY}),
    "positions.pin_project": (
        Record.POSITION,
        lambda w: {
            "project": w.project, "reading": Reading(*w.position.point.coords, system="wgs84"),
            "capture": Capture.MAP_CLICK,
            "kind": PositionKind.PLANNED,
        },
    ),
    "positions.withdraw_position": (Record.POSITION, lambda w: {"position": w.position, "reason": "ผิด"}),
    "setting_aside.set_aside": (Record.PROJECT, lambda w: {"record": w.project, "reason": "ซ้ำ"}),
    "bringing_back.bring_back": (Record.PROJECT, lambda w: {"record": w.gone}),
    "plans.change_plan": (
        Record.PLAN, lambda w: {"plan": w.plan, "expected_version": 1, "first_year": 2559, "length": PlanLength.FOUR},
    ),
    "plans.change_vision": (Record.PLAN, lambda w: {"vision": w.vision, "expected_version": 1, "text": "น่าอยู่"}),
    "plans.change_strategy": (
        Record.STRATEGY, lambda w: {"strategy": w.strategy, "expected_version": 1, "number": 8, "name": "คน"},
    ),
    "plans.change_approach": (
        Record.STRATEGY, lambda w: {"approach": w.approach, "expected_version": 1, "number": 8, "name": "คน"},
    ),
    "planned_years.plan_years": (
        Record.PROJECT, lambda w: {"project": w.project, "expected_version": 1, "amounts": {2559: BAHT}},
    ),
    "entering.move_project": (
        Record.PROJECT,
        lambda w: {"project": w.project, "expected_version": 1, "strategy": w.strategy, "approach": w.approach},
    ),
    "entering_rows.enter_rows": (
        Record.PROJECT, lambda w: {"plan": w.plan, "rows": []},
    ),
    "entering_rows.try_rows": (Record.PROJECT, lambda w: {"plan": w.plan, "rows": []}),
    "revising.enter_revision": (
        Record.PLAN_REVISION, lambda w: {"plan": w.plan, "kind": RevisionKind.CHANGE, "reason": "งบเพิ่ม"},
    ),
    "revising.change_revision": (
        Record.PLAN_REVISION,
        lambda w: {"revision": w.revision, "expected_version": 1, "kind": RevisionKind.CHANGE, "number": 1},
    ),
    "revising.approve_revision": (
        Record.PLAN_REVISION, lambda w: {"revision": w.revision, "approved_on": DAY, "paper": "มติสภา"},
    ),
    "approving.approve_plans": (Record.PLAN_APPROVAL, lambda w: {"projects": [w.project], "approved_on": DAY}),
    "approving.approve_budgets": (
        Record.BUDGET_APPROVAL,
        lambda w: {"amounts": [(w.project, BAHT)], "approved_on": DAY, "source": Fund.ORDINANCE},
    ),
    "contracting.change_contract": (
        Record.CONTRACT, lambda w: {"contract": w.contract, "expected_version": 1, "contractor_name": "หจก. ใหม่"},
    ),
    "scheduling.enter_schedule": (
        Record.CONTRACT,
        lambda w: {"contract": w.contract, "expected_version": 1, "lines": [InstalmentLine(1, BAHT)]},
    ),
    "carrying_over.carry_over": (
        Record.DISBURSEMENT, lambda w: {"project": w.project, "amount": BAHT, "approved_on": dt.date(2016, 9, 20)},
    ),
    "closing.release_retention": (
        Record.DISBURSEMENT, lambda w: {"contract": w.contract, "released_on": DAY, "amount": BAHT},
    ),
    "closing.close_contract": (
        Record.CONTRACT, lambda w: {"contract": w.contract, "closed_on": DAY, "expected_version": 1},
    ),
    "closing.reopen_contract": (
        Record.CONTRACT, lambda w: {"contract": w.contract, "reason": "ผิด", "expected_version": 1},
    ),
    "documents.file_document": (
        Record.DOCUMENT,
        lambda w: {
            "project": w.project, "title": "แบบ", "kind": "OTHER", "file": SimpleUploadedFile("a.pdf", PDF),
        },
    ),
    "photos.add_photo": (
        Record.PROGRESS_PHOTO,
        lambda w: {"project": w.project, "phase": "DURING", "file": SimpleUploadedFile("a.jpg", photo_bytes())},
    ),
    "reporting.report_works": (
        Record.PROGRESS, lambda w: {"project": w.project, "reported_on": DAY, "percent": Decimal(5)},
    ),
    "explaining.explain_check": (
        Record.CONTRACT,
        lambda w: {"project": w.project, "check": BY_CODE["contract_above_budget"], "reason": "ถูกต้อง"},
    ),
    "importing.procurement.leave_row_out": (
        Record.CONTRACT, lambda w: {"row": w.purchase, "is_left_out": True},
    ),
    "explaining.withdraw_reason": (Record.CONTRACT, lambda w: {"answer": w.reason, "reason": "ผิด"}),
}  # fmt: skip

# What several roles do, each for the kind of record it enters.
BY_STAFF: dict[str, Callable[[World], dict[str, Any]]] = {
    "importing.starting.start_import": lambda w: {"authority": w.own, "name": "a.csv", "path": Path("/dev/null")},
    "importing.starting.match_columns": lambda w: {"job": w.job, "mapping": [], "options": {}},
    "importing.applying.request_apply": lambda w: {"job": w.job},
    "importing.applying.cancel_import": lambda w: {"job": w.job},
    "importing.undoing.undo_import": lambda w: {"job": w.job},
}

# Comments are the analysts', answers those of the staff (projects.permissions.COMMENTS and ANSWERS).
BY_COMMENTERS: dict[str, Callable[[World], dict[str, Any]]] = {
    "comments.comment_on": lambda w: {"project": w.project, "text": "โปรดตรวจ"},
    "comments.settle_comment": lambda w: {"comment": w.comment, "expected_version": 1},
    "comments.reopen_comment": lambda w: {"comment": w.comment, "expected_version": 1},
    "comments.answer_comment": lambda w: {"comment": w.answered, "answer": "แก้แล้ว", "expected_version": 1},
}

# What only the author does, who is none of those who try.
BY_THE_AUTHOR: dict[str, Callable[[World], dict[str, Any]]] = {
    "comments.withdraw_comment": lambda w: {"comment": w.comment, "reason": "ผิด", "expected_version": 1},
}

# What whoever works for the whole country does.
BY_THE_DEPARTMENT: dict[str, Callable[[World], dict[str, Any]]] = {
    "importing.procurement.decide_agency": lambda w: {"agency": w.agency, "authority": w.own},
    "importing.procurement.link_file": lambda w: {"path": PROCUREMENT_FILE, "name": "egp.csv"},
}

# Steps of other verbs, which have asked before.
PARTS = {"photos.keep_photo", "planned_years.keep_planned_years", "importing.starting.look_at_sheet"}

# What is done to people: the executive of the authority, and the department's administrators (accounts.permissions).
ABOUT_PEOPLE: dict[str, Callable[[World], dict[str, Any]]] = {
    "open_account": lambda w: {
        "username": "new", "email": "", "full_name": "ใหม่", "role": Role.PLANNER, "authority": w.own,
    },
    "renew_activation": lambda w: {"user": w.new},
    "assign_role": lambda w: {"user": w.staff, "role": Role.FINANCE, "authority": w.own},
    "end_assignment": lambda w: {"assignment": w.assignment},
    "hand_over_role": lambda w: {"assignment": w.assignment, "to": w.new},
    "record_training": lambda w: {"round_name": "1/2559", "completed_on": DAY, "authority": w.own},
}  # fmt: skip
