-- Writes what the records say into the projects that said something else, for a range of authorities.
-- %(first)s    the first authority of the range
-- %(last)s     the last one
update projects_project as project set
    stages = facts.stages, latest_stage = facts.latest_stage, problems = facts.problems,
    budget_total = facts.budget_total, contract_total = facts.contract_total, paid_total = facts.paid_total,
    percent = facts.percent, location = facts.location, location_kind = facts.location_kind,
    checks = facts.checks
from projects_differing as facts
where project.authority_id = facts.authority_id and project.id = facts.id
    and facts.authority_id between %(first)s::bigint and %(last)s::bigint
