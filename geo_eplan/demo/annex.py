"""Who had not entered what on 29 September 2559: chosen so that every figure of the annex comes out.

The annex prints 23 provinces and the total of all 76. The other 53 share what is left of the totals by their size.
Within a province the same authorities tend to be behind everywhere, and whoever has no project in the plan of a year
has none of the later stages either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from random import Random

from geo_eplan.demo.chance import stream
from geo_eplan.demo.recipe import ProvinceFact, annex, provinces
from geo_eplan.demo.registry import Authority
from projects.enums import PROJECT_STAGES, Stage

DAY = dt.date(2016, 9, 29)
YEARS = (2557, 2558, 2559, 2560)
TOTAL = "รวมทั้งหมด"
# On that day the last three stages of 2560 were not open; nobody had entered them.
NOT_OPEN = frozenset((2560, stage) for stage in (Stage.CONTRACT_SIGNED, Stage.DISBURSED, Stage.COMPLETED))

Figures = dict[tuple[int, Stage], int]


@cache
def figures() -> dict[str, Figures]:
    """Missing authorities by province code: as printed for 23 provinces, a share of the rest for the others."""
    printed = annex()
    found = {province.code: printed[province.name_th] for province in provinces() if province.name_th in printed}
    others = [province for province in provinces() if province.code not in found]
    for province in others:
        found[province.code] = {}
    for year in YEARS:
        _share_year(year, others, found)
    return found


def _share_year(year: int, others: list[ProvinceFact], found: dict[str, Figures]) -> None:
    """Share the rest of one year's totals: vision and strategy by themselves, later stages each on top of the last."""
    printed = annex()
    chance = stream("shares", year)
    weights = [province.total * chance.lognormvariate(0, 0.45) for province in others]
    before = [0] * len(others)
    for stage in Stage:
        rest = printed[TOTAL][year, stage] - sum(
            figures_of[year, stage] for name, figures_of in printed.items() if name != TOTAL
        )
        follows = stage in PROJECT_STAGES and rest >= sum(before)
        base = before if follows else [0] * len(others)
        room = [province.total - has for province, has in zip(others, base, strict=True)]
        added = _shares(rest - sum(base), weights, room)
        shared = [has + more for has, more in zip(base, added, strict=True)]
        for province, missing in zip(others, shared, strict=True):
            found[province.code][year, stage] = missing
        if stage in PROJECT_STAGES:
            before = shared


def _shares(total: int, weights: list[float], room: list[int]) -> list[int]:
    """Divide a number in proportion to weights, by largest remainders, with no share beyond its room."""
    shares = [0] * len(weights)
    while total:
        open_to = [i for i in range(len(weights)) if shares[i] < room[i]]
        sum_of = sum(weights[i] for i in open_to)
        exact = {i: total * weights[i] / sum_of for i in open_to}
        given = {i: min(int(exact[i]), room[i] - shares[i]) for i in open_to}
        if not any(given.values()):
            for i in sorted(open_to, key=lambda i: (-exact[i], i))[:total]:
                given[i] = 1
        for i, more in given.items():
            shares[i] += more
        total -= sum(given.values())
    return shares


def missing_on_the_day(authorities: Sequence[Authority]) -> list[dict[int, frozenset[Stage]]]:
    """For each authority of a province: the stages of each year it had not entered by the end of the day."""
    province = authorities[0].province
    wanted = figures()[province.code]
    behind = [_behind(authority) for authority in authorities]
    found: list[dict[int, frozenset[Stage]]] = [{} for _ in authorities]
    for year in YEARS:
        chance = stream("missing", province.code, year)
        chosen = _of_year(year, wanted, authorities, behind, chance)
        for index in range(len(authorities)):
            found[index][year] = frozenset(stage for stage in Stage if index in chosen[stage])
    return found


def _behind(authority: Authority) -> float:
    """How far behind an authority tends to be: 0 punctual, 1 late. Larger ones have more staff."""
    lightens = {"PAO": 0.5, "CITY": 0.6, "TOWN": 0.75, "SUBDISTRICT": 0.9}.get(authority.kind, 1.0)
    return authority.chance("behind").random() * lightens


def _of_year(
    year: int, wanted: Figures, authorities: Sequence[Authority], behind: list[float], chance: Random
) -> dict[Stage, set[int]]:
    everybody = set(range(len(authorities)))
    score = [late + chance.gauss(0, 0.2) for late in behind]
    chosen: dict[Stage, set[int]] = {}
    last: set[int] = set()
    for stage in (Stage.PLAN, *PROJECT_STAGES[1:]):
        if (year, stage) in NOT_OPEN:
            chosen[stage] = everybody
            continue
        rank = {
            i: score[i] + chance.gauss(0, 0.1) + (10 if i in last else 0) + _wish(authorities[i], year, stage)
            for i in sorted(everybody)
        }
        last = chosen[stage] = _highest(rank, wanted[year, stage])
    for stage in (Stage.VISION, Stage.STRATEGY):
        rank = {
            i: score[i]
            + chance.gauss(0, 0.25)
            + (0.4 if i in chosen[Stage.PLAN] else 0)
            + _wish(authorities[i], year, stage)
            for i in sorted(everybody)
        }
        chosen[stage] = _highest(rank, wanted[year, stage])
    return chosen


def _wish(authority: Authority, year: int, stage: Stage) -> float:
    """The municipality of the demonstration accounts keeps its data in order, but has approved nothing of 2560 yet."""
    if not authority.is_the_demonstration_municipality:
        return 0
    return 100 if year == 2560 and stage in (Stage.PLAN_APPROVED, Stage.BUDGET_APPROVED) else -100


def _highest(rank: dict[int, float], count: int) -> set[int]:
    return set(sorted(rank, key=lambda i: (-rank[i], i))[:count])
