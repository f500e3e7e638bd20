"""Rules of the life cycle as tables that can be read aloud. No database, clock or request here."""

from __future__ import annotations

from projects.enums import PROJECT_STAGES, Stage

# A later stage without the one that should have come before it. The annex shows that both exist, so they are allowed
# and marked; the database holds the same table in `projects_problems_of`.
GAPS: dict[Stage, Stage] = {
    Stage.BUDGET_APPROVED: Stage.PLAN_APPROVED,
    Stage.CONTRACT_SIGNED: Stage.BUDGET_APPROVED,
    Stage.DISBURSED: Stage.CONTRACT_SIGNED,
    Stage.COMPLETED: Stage.DISBURSED,
}


def problems_of(stages: int) -> int:
    """The stages (as a mask) of a project that stand without the stage before them."""
    return sum(later.bit for later, earlier in GAPS.items() if stages & later.bit and not stages & earlier.bit)


def latest_stage_of(stages: int) -> Stage:
    """The furthest stage a project has records of; a project is always in a plan."""
    return max((stage for stage in PROJECT_STAGES if stages & stage.bit), default=Stage.PLAN)
