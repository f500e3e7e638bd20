"""A country of six authorities in three provinces, with the people who enter their data and those who look at it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from accounts.enums import Role
from accounts.models import User
from coordination.models import WorkCalendarEntry
from layers.models import LocalAuthority, Province
from projects.enums import Stage
from projects.models import DevelopmentPlan
from projects.services.bulk import bulk_loading
from tests import factories as make

YEARS = (2559, 2560)
PROVINCES = ("19", "55", "14")
WEST, SOUTH, SIDE = 101.0, 14.5, 0.1  # the authorities are squares beside each other, in degrees
OPENED = dt.datetime(2016, 6, 1, tzinfo=dt.UTC)


@dataclass
class Town:
    """One authority: its plan, which covers both years, and its people."""

    authority: LocalAuthority
    plan: DevelopmentPlan
    planner: User
    finance: User
    engineer: User
    west: float
    south: float


@dataclass
class Country:
    """Everything a test writes to, and its readers by name: those who see more come first."""

    towns: list[Town] = field(default_factory=list)
    readers: dict[str, User] = field(default_factory=dict)

    def reach_of(self, reader: str) -> set[int]:
        """Ids of the authorities a reader sees."""
        if reader == "department":
            return {town.authority.pk for town in self.towns}
        if reader == "province":
            return {town.authority.pk for town in self.towns if town.authority.province_id == PROVINCES[0]}
        return {self.towns[0].authority.pk}


def found_country() -> Country:
    """The country with open stages, plans entered long ago, and no project yet."""
    for year in YEARS:
        for stage in Stage:
            WorkCalendarEntry.objects.create(
                fiscal_year=year, stage=stage, opens_on=dt.date(2016, 6, 1), due_on=dt.date(2016, 10, 10)
            )
    country = Country()
    for number in range(6):
        west, south = WEST + SIDE * (number % 3), SOUTH + SIDE * (number // 3)
        authority = make.AuthorityFactory(
            province=Province.objects.get(code=PROVINCES[number % 3]), boundary=make.square(west, south, SIDE)
        )
        with bulk_loading():
            plan = make.PlanFactory(authority=authority, length=4, recorded_at=OPENED)
        country.towns.append(
            Town(
                authority=authority,
                plan=plan,
                planner=make.make_user(Role.PLANNER, authority=authority),
                finance=make.make_user(Role.FINANCE, authority=authority),
                engineer=make.make_user(Role.ENGINEER, authority=authority),
                west=west,
                south=south,
            )
        )
    country.readers = {
        "department": make.make_user(Role.DEPARTMENT_ANALYST),
        "province": make.make_user(Role.PROVINCIAL_ANALYST, authority=country.towns[0].authority),
        "authority": make.make_user(Role.PLANNER, authority=country.towns[0].authority),
    }
    return country
