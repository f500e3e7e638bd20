"""Projects with hard names and amounts, for every format alike."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import Point

from gis_reports.outputs.about import About
from layers.models import LocalAuthority
from projects.models import Project
from tests.factories import AuthorityFactory, BudgetApprovalFactory, PlanFactory, PositionFactory, ProjectFactory

# Marks above and below, sara am, quotes, a line end in Latin, an emoji that CP874 lacks, and a formula.
NAMES = (
    "ปรับปรุงน้ำประปาหมู่ที่ ๑๒ บ้านเก่าทุ่งไผ่ (ฝั่งตะวันตก)",
    'ก่อสร้างถนน คสล. "สายกลาง", กว้าง 4 ม.; ยาว 1,250 ม.',
    '=HYPERLINK("http://example.org";"กด")',
    "ซ่อมแซมสะพานไม้ 🌉 ข้ามคลองท่าข้าม</script><b>",
    "ขุดลอกคลองส่งน้ำ " + "บ้านน้ำพุร้อนหมู่ที่กี่ปู่" * 9,
    "'@ผู้สูงอายุ ๒๕๕๙",
)
AMOUNTS = tuple(map(Decimal, ("9999999999999.99", "0.01", "1234567.89", "480000.00", "3.10", "70000000000.07")))
MOMENT = dt.datetime(2016, 9, 29, 16, 30, tzinfo=ZoneInfo("Asia/Bangkok"))
ABOUT = About(
    title="โครงการทดสอบ",
    selection=(("จังหวัด", "สระบุรี"), ("ปีงบประมาณ", "2559")),
    moment=MOMENT,
    demonstration=True,
)


def make_world(authority: LocalAuthority | None = None) -> list[Project]:
    """Six projects; the second and the last have no place yet."""
    authority = authority or AuthorityFactory(name_th="น้ำพุ")
    plan = PlanFactory(authority=authority)
    projects = []
    for index, (name, amount) in enumerate(zip(NAMES, AMOUNTS, strict=True)):
        project = ProjectFactory(plan=plan, authority=authority, name=name, planned_budget=amount)
        BudgetApprovalFactory(project=project, amount=amount)
        if index not in {1, 5}:
            point = Point(100.9 + index / 7, 14.5 + index / 13, srid=4326)
            PositionFactory(project=project, point=point, system="utm47-indian1975", accuracy_m=3.25)
        project.refresh_from_db()
        projects.append(project)
    return projects
