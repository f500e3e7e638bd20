-- One batch of a checked import: the rows of the job with %(low)s < number <= %(high)s, in one transaction.
-- %(authority)s, %(job)s, %(user)s   ids of the authority, the job and the person who imports
-- %(today)s            the day of a progress for which the file names none
-- %(system)s           the reference system of places for which none is kept
-- %(unknown_accuracy_m)s   how well a boundary is known, in metres, of which nobody says so
-- %(wgs84)s            the SRID of all our geometry
-- Statements are divided by blank lines.

-- The plans of new projects stay as they are until the batch is in: what a project begins with follows from its plan.
select plan.id from projects_developmentplan as plan
where plan.authority_id = %(authority)s and plan.id in (
    select line.plan_id from projects_importrow as line
    where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
        and line.outcome = 'new'
)
order by plan.id
for share;

-- Then the projects, in the order of their ids, as every verb locks them: by their keys, whatever the planner knows of the rows.
select project.id from projects_project as project
where project.authority_id = %(authority)s and project.id = any(array(
    select line.project_id from projects_importrow as line
    where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
        and line.outcome = 'change'
))
order by project.authority_id, project.id
for no key update;

-- What somebody changed or entered after the check is not overwritten.
update projects_importrow as line set
    outcome = 'refused', remarks = projects_with_remark(line.remarks, 'code', 'bad', 'changed_meanwhile', null)
from projects_project as project
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and line.outcome = 'change' and project.authority_id = %(authority)s and project.id = line.project_id
    and (project.version <> line.project_version or project.set_aside_at is not null);

update projects_importrow as line set
    outcome = 'refused', remarks = projects_with_remark(line.remarks, 'code', 'bad', 'entered_meanwhile', null)
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and (
        (
            line.outcome = 'new'
            and exists (
                select from projects_project as project
                where project.authority_id = %(authority)s and project.fiscal_year = line.fiscal_year
                    and project.code = line.code and project.set_aside_at is null
            )
        )
        or (
            line.outcome = 'change' and line.plan_approval_id is not null
            and exists (
                select from projects_planapproval as held
                where held.authority_id = %(authority)s and held.project_id = line.project_id and held.set_aside_at is null
            )
        )
        or (
            line.outcome in ('new', 'change') and line.contract_id is not null
            and exists (
                select from projects_contract as held
                where held.authority_id = %(authority)s and held.number = line.contract_number
                    and held.signed_on = line.contract_on and held.set_aside_at is null
            )
        )
    );

-- What a new project begins with, worked out here for all of them: the trigger b_begin_insert stands aside.
select set_config('geo_eplan.begun', 'on', true);

insert into projects_project (
    id, authority_id, recorded_by_id, plan_id, strategy_id, approach_id, programme_id, fiscal_year, code, name, village,
    objective, target, fund, planned_budget, stages, checks
)
select
    line.project_id, line.authority_id, %(user)s, line.plan_id, line.strategy_id, line.approach_id, line.programme,
    line.fiscal_year, line.code, line.name, coalesce(line.village, ''), coalesce(line.objective, ''),
    coalesce(line.target, ''), coalesce(line.fund, 'ORDINANCE'), line.planned_budget,
    case when plan.set_aside_at is null and plan.in_force @> line.fiscal_year::integer then 4 else 0 end,
    case when line.fiscal_year not between plan.first_year and plan.first_year + plan.length - 1 then 64 else 0 end
from projects_importrow as line
inner join projects_developmentplan as plan on plan.authority_id = line.authority_id and plan.id = line.plan_id
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and line.outcome = 'new'
order by line.number;

select set_config('geo_eplan.begun', '', true);

insert into projects_plannedbudget (authority_id, recorded_by_id, project_id, fiscal_year, amount)
select line.authority_id, %(user)s, line.project_id, line.fiscal_year, line.planned_budget
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and line.outcome = 'new'
order by line.number;
