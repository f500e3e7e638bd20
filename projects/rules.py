"""Rules of the life cycle as tables that can be read aloud. No database, clock or request here."""

from __future__ import annotations

from projects.enums import PROJECT_STAGES, Stage

# A later stage without the one that should have come before it. The annex shows that both exist, so they are allowed
# and marked: the first four of `projects.checks`.
GAPS: dict[Stage, Stage] = {
    Stage.BUDGET_APPROVED: Stage.PLAN_APPROVED,
    Stage.CONTRACT_SIGNED: Stage.BUDGET_APPROVED,
    Stage.DISBURSED: Stage.CONTRACT_SIGNED,
    Stage.COMPLETED: Stage.DISBURSED,
}


def latest_stage_of(stages: int) -> Stage:
    """The furthest stage a project has records of; a project is always in a plan."""
    return max((stage for stage in PROJECT_STAGES if stages & stage.bit), default=Stage.PLAN)
