"""The planner's workspace: a plan's vision, strategies and projects, their approvals, and the plan's revisions."""
