"""The demonstration accounts: one for each role, with one password that everybody may know."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.enums import AUTHORITY_ROLES, PROVINCE_ROLES, Role
from accounts.models import Assignment, User
from geo_eplan.demo.registry import HUAI_SAI_NGAM_CODE, NEIGHBOURS
from layers.models import LocalAuthority

PASSWORD = "eplan-demo-2559"  # noqa: S105 - a shared demonstration password, shown to everybody on purpose
PROVINCE = "19"
SINCE = dt.date(2012, 10, 1)

OURS, NEIGHBOUR, WIDE = "ours", "neighbour", "wide"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration: who it is and where it works."""

    username: str
    full_name: str
    role: Role
    where: str = OURS
    is_staff: bool = False


ACCOUNTS = (
    DemoAccount("planner", "นางสาวกานดา วางแผนดี", Role.PLANNER),
    DemoAccount("finance", "นางมาลี การคลังกิจ", Role.FINANCE),
    DemoAccount("education", "นายสมพร ศึกษาธรรม", Role.EDUCATION),
    DemoAccount("engineer", "นายวิชัย ช่างสำรวจ", Role.ENGINEER),
    DemoAccount("executive", "นายประเสริฐ ห้วยทราย", Role.EXECUTIVE),
    DemoAccount("neighbour-planner", "นางสาวพรทิพย์ เขาขวาง", Role.PLANNER, NEIGHBOUR),
    DemoAccount("provincial-analyst", "นางสาวอรุณี ติดตามผล", Role.PROVINCIAL_ANALYST, WIDE),
    DemoAccount("provincial-chief", "นายธีรพล ท้องถิ่นสระบุรี", Role.PROVINCIAL_CHIEF, WIDE),
    DemoAccount("department-analyst", "นายชาตรี วิเคราะห์นโยบาย", Role.DEPARTMENT_ANALYST, WIDE),
    DemoAccount("department-admin", "นางสุภาพร ดูแลระบบ", Role.DEPARTMENT_ADMIN, WIDE, is_staff=True),
)


def create_accounts() -> dict[str, User]:
    """Make the people, by user name; they get their assignments when the authorities exist."""
    password = make_password(PASSWORD)
    return {
        account.username: User.objects.create(
            username=account.username,
            full_name=account.full_name,
            email=f"{account.username}@example.org",
            is_demo=True,
            is_staff=account.is_staff,
            is_superuser=account.is_staff,
            password=password,
            date_joined=dt.datetime(2012, 10, 1, 2, tzinfo=dt.UTC),
        )
        for account in ACCOUNTS
    }


def assign(people: dict[str, User]) -> None:
    """Give everybody the role and the place."""
    ours = LocalAuthority.objects.get(code=HUAI_SAI_NGAM_CODE)
    neighbour = LocalAuthority.objects.get(
        province_id=PROVINCE, kind="SAO", name_th=NEIGHBOURS["SAO"][0][0], district=ours.district
    )
    Assignment.objects.bulk_create(
        Assignment(
            user=people[account.username],
            role=account.role,
            authority=(neighbour if account.where == NEIGHBOUR else ours) if account.role in AUTHORITY_ROLES else None,
            province_id=PROVINCE if account.role in PROVINCE_ROLES else None,
            since=SINCE,
        )
        for account in ACCOUNTS
    )
