"""When an authority entered each stage of a year, and when the steps of a project happened.

Recording moments follow the annex: a stage entered by 29 September 2559 has its first record by then, and a missing one
has its first record later or never. What happened and when it was recorded are kept apart, as in life.
"""

from __future__ import annotations

from random import Random

from geo_eplan.demo import moments
from geo_eplan.demo.moments import DAY_END, DEADLINE, END, LATER_STAGES_OPEN, MINUTES, YEAR_END, in_office_hours
from projects.enums import PROJECT_STAGES, Stage

Moments = dict[Stage, int]
Days = dict[Stage, int]

# Of the authorities that have a stage of 2560 before it, how many come to enter each of the stages opened in November.
COMES_IN_2560 = {Stage.CONTRACT_SIGNED: 0.72, Stage.DISBURSED: 0.62, Stage.COMPLETED: 0.6}


def days_of(fiscal_year: int, chance: Random) -> Days:
    """The days on which a project was approved, contracted, paid and finished, in the right order."""
    start = moments.begins(fiscal_year)
    days: Days = {Stage.PLAN_APPROVED: start - chance.randint(70, 140)}
    if fiscal_year < 2560 and chance.random() < 0.18:
        days[Stage.BUDGET_APPROVED] = start + chance.randint(20, 150)
    else:
        days[Stage.BUDGET_APPROVED] = start - chance.randint(8, 45)
    soonest = max(start + 12, days[Stage.BUDGET_APPROVED] + 20)
    if fiscal_year == 2560:
        soonest = max(soonest, LATER_STAGES_OPEN // MINUTES)
    # whatever comes, the work is done and paid before the fiscal year ends
    days[Stage.CONTRACT_SIGNED] = min(soonest + int(chance.random() * 130), start + 240)
    finished = days[Stage.CONTRACT_SIGNED] + chance.randint(25, 80)
    days[Stage.COMPLETED] = finished
    days[Stage.DISBURSED] = finished + chance.randint(3, 18)
    return days


def first_moments(fiscal_year: int, missing: frozenset[Stage], days: Days, delay: float, chance: Random) -> Moments:
    """When each stage of a year was entered first; a stage that never came is not in it.

    `missing` are the stages not entered by the end of the annex's day, `days` those of the project that leads the
    others, `delay` the usual days between a step and its recording.
    """
    opening = moments.opens(fiscal_year) * MINUTES
    # even punctual authorities have a year in which they are late
    delay *= chance.lognormvariate(0, 0.8)
    found: Moments = {}
    before = opening
    for stage in PROJECT_STAGES:
        happened = days.get(stage, 0) * MINUTES
        if stage not in missing:
            low = max(happened + OFFICE, min(before, DAY_END - 300), opening)
            found[stage] = before = _by_the_day(chance, low, delay)
        else:
            if stage != Stage.PLAN and _previous(stage) not in found:
                continue
            later = _later(fiscal_year, stage, max(before, happened + OFFICE, DAY_END), chance)
            if later is not None:
                found[stage] = before = later
    for stage in (Stage.VISION, Stage.STRATEGY):
        if stage not in missing:
            plan = found.get(Stage.PLAN, DAY_END)
            latest = plan if plan < DAY_END and chance.random() < 0.9 else DAY_END
            found[stage] = in_office_hours(chance, opening + int((latest - opening) * chance.random()), opening, latest)
        elif (moment := _later(fiscal_year, stage, DAY_END, chance)) is not None:
            found[stage] = moment
    return found


OFFICE = moments.OPENING


def _previous(stage: Stage) -> Stage:
    return Stage(stage - 1)


def _by_the_day(chance: Random, low: int, delay: float) -> int:
    """Some time after `low`, but by the end of the annex's day."""
    moment = low + int(chance.expovariate(1 / delay) * MINUTES)
    if moment >= DAY_END:
        moment = low + int((DAY_END - low) * (0.55 + 0.45 * chance.random()))
    return in_office_hours(chance, moment, low, DAY_END)


def _later(fiscal_year: int, stage: Stage, low: int, chance: Random) -> int | None:
    """A moment after `low`: mostly before the deadline, then ever more thinly; or never."""
    if fiscal_year == 2560 and stage in COMES_IN_2560:
        if chance.random() > COMES_IN_2560[stage]:
            return None
        low = max(low, LATER_STAGES_OPEN)
        moment = low + int(chance.expovariate(1 / 30) * MINUTES)
        return in_office_hours(chance, moment, low, END) if moment < END else None
    draw = chance.random()
    high = DEADLINE if draw < 0.6 else YEAR_END if draw < 0.84 else END if draw < 0.92 else 0
    if not high:
        return None
    high = max(high, low + 12 * MINUTES)
    return (
        in_office_hours(chance, low + int((high - low) * chance.random()), low, high) if high < END + MINUTES else None
    )


# How often a project that has reached a stage reaches the next one in a closed year and in 2560.
GOES_ON = {
    Stage.PLAN_APPROVED: (0.93, 0.8),
    Stage.BUDGET_APPROVED: (0.83, 0.75),
    Stage.CONTRACT_SIGNED: (0.9, 0.75),
    Stage.DISBURSED: (0.93, 0.75),
    Stage.COMPLETED: (0.95, 0.8),
}


def following_moments(
    fiscal_year: int, first: Moments, entered: int, days: Days, *, delay: float, deepest: Stage | None, chance: Random
) -> Moments:
    """When the stages of a project were entered that does not lead: never before the authority's first of the kind.

    `entered` is the moment the project itself was; `deepest` the stage it is to reach (None: as chance will have it).
    """
    found: Moments = {Stage.PLAN: entered}
    before = entered
    for stage in PROJECT_STAGES[1:]:
        goes_on = stage <= deepest if deepest else chance.random() < GOES_ON[stage][fiscal_year == 2560]
        if not goes_on or stage not in first:
            break
        low = max(before, first[stage], days[stage] * MINUTES + OFFICE)
        moment = in_office_hours(chance, low + int(chance.expovariate(1.6 / delay) * MINUTES), low, END)
        if moment >= END:
            break
        found[stage] = before = moment
    return found


def with_gap(moments_of: Moments, chance: Random) -> Moments:
    """The same without one stage that a later one stands on: what the checks of the site are there to find."""
    removable = [stage for stage in moments_of if stage != Stage.PLAN and stage + 1 in moments_of]
    if not removable:
        return moments_of
    gone = chance.choice(removable)
    return {stage: moment for stage, moment in moments_of.items() if stage != gone}
