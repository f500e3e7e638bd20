"""The twelve standard programmes of local budgets and the urgent policies, which every installation starts with.

Codes and names: the budget classification of the Department of Local Administration (form of the budget ordinance).
"""

from __future__ import annotations

from typing import Any

from django.db import connections

PROGRAMMES = (
    (1, "00110", "แผนงานบริหารงานทั่วไป", "General administration"),
    (2, "00120", "แผนงานการรักษาความสงบภายใน", "Public order and safety"),
    (3, "00210", "แผนงานการศึกษา", "Education"),
    (4, "00220", "แผนงานสาธารณสุข", "Public health"),
    (5, "00230", "แผนงานสังคมสงเคราะห์", "Social welfare"),
    (6, "00240", "แผนงานเคหะและชุมชน", "Housing and community"),
    (7, "00250", "แผนงานสร้างความเข้มแข็งของชุมชน", "Community strengthening"),
    (8, "00260", "แผนงานการศาสนาวัฒนธรรมและนันทนาการ", "Religion, culture and recreation"),
    (9, "00310", "แผนงานอุตสาหกรรมและการโยธา", "Industry and civil works"),
    (10, "00320", "แผนงานการเกษตร", "Agriculture"),
    (11, "00330", "แผนงานการพาณิชย์", "Commerce"),
    (12, "00410", "แผนงานงบกลาง", "Central budget"),
)
URGENT_POLICIES = (("drugs", "การป้องกันและแก้ไขปัญหายาเสพติด", "Drug prevention and suppression"),)


def ensure_programmes(using: str = "default", **_signal: Any) -> None:
    """Enter the programmes and policies that are missing. Runs after every migration and changes none that exists."""
    from projects.models import Programme, UrgentPolicy

    if Programme._meta.db_table not in connections[using].introspection.table_names():
        return
    Programme.objects.using(using).bulk_create(
        [
            Programme(code=code, budget_code=budget_code, name_th=name_th, name_en=name_en)
            for code, budget_code, name_th, name_en in PROGRAMMES
        ],
        ignore_conflicts=True,
    )
    UrgentPolicy.objects.using(using).bulk_create(
        [UrgentPolicy(code=code, name_th=name_th, name_en=name_en) for code, name_th, name_en in URGENT_POLICIES],
        ignore_conflicts=True,
    )
