-- What the records say of the projects that say something else themselves, for a range of authorities.
-- %(first)s    the first authority of the range
-- %(last)s     the last one
select
    facts.authority_id, facts.id, facts.stages, facts.latest_stage, facts.problems, facts.budget_total,
    facts.contract_total, facts.paid_total, facts.percent, facts.location, facts.location_kind
from projects_project as project
inner join projects_facts_between(%(first)s::bigint, %(last)s::bigint) as facts
    on facts.authority_id = project.authority_id and facts.id = project.id
where project.authority_id between %(first)s::bigint and %(last)s::bigint
    and (
        (project.stages, project.latest_stage, project.problems, project.budget_total, project.contract_total,
         project.paid_total, project.percent, project.location_kind)
        is distinct from (facts.stages, facts.latest_stage, facts.problems, facts.budget_total,
         facts.contract_total, facts.paid_total, facts.percent, facts.location_kind)
        -- as bytes: the operator of the type would call two places equal whose boxes are
        or project.location::bytea is distinct from facts.location::bytea
    )
