-- As apply.sql: what rows change of projects that are there. Run only where rows do.

update projects_project as project set
    name = coalesce(line.changes ->> 'name', project.name),
    planned_budget = coalesce((line.changes ->> 'planned_budget')::numeric, project.planned_budget),
    programme_id = coalesce((line.changes ->> 'programme_id')::smallint, project.programme_id),
    fund = coalesce(line.changes ->> 'fund', project.fund),
    village = coalesce(line.changes ->> 'village', project.village),
    objective = coalesce(line.changes ->> 'objective', project.objective),
    target = coalesce(line.changes ->> 'target', project.target),
    strategy_id = coalesce((line.changes ->> 'strategy_id')::bigint, project.strategy_id),
    approach_id = coalesce((line.changes ->> 'approach_id')::bigint, project.approach_id),
    version = project.version + 1
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and line.outcome = 'change' and line.changes is not null
    and project.authority_id = %(authority)s and project.id = line.project_id;

update projects_plannedbudget as planned set amount = (line.changes ->> 'planned_budget')::numeric
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and line.outcome = 'change' and line.changes ? 'planned_budget'
    and planned.authority_id = %(authority)s and planned.project_id = line.project_id
    and planned.fiscal_year = line.fiscal_year and planned.set_aside_at is null;
