-- The projects that say something else than the records, both in words.
-- %(limit)s    rows at the most
select
    'project' as what,
    project.authority_id,
    project.id::text as key,
    concat_ws(' ', project.stages, project.latest_stage, project.problems, project.budget_total, project.contract_total,
              project.paid_total, project.percent, st_astext(project.location), project.location_kind, project.checks) as kept,
    concat_ws(' ', facts.stages, facts.latest_stage, facts.problems, facts.budget_total, facts.contract_total,
              facts.paid_total, facts.percent, st_astext(facts.location), facts.location_kind, facts.checks) as true
from projects_differing as facts
inner join projects_project as project on project.authority_id = facts.authority_id and project.id = facts.id
where (project.stages, project.latest_stage, project.problems, project.budget_total, project.contract_total,
       project.paid_total, project.percent, project.location_kind, project.checks)
    is distinct from (facts.stages, facts.latest_stage, facts.problems, facts.budget_total,
       facts.contract_total, facts.paid_total, facts.percent, facts.location_kind, facts.checks)
    or project.location::bytea is distinct from facts.location::bytea
order by project.authority_id, project.id
limit %(limit)s
