-- Takes an import back: what it made is set aside, what it changed is given back. In one transaction.
-- %(authority)s, %(job)s, %(user)s   ids of the authority, the job and the person
-- %(done)s             the number of the last row that was written
-- %(reason)s           the reason that is kept with every record
-- Statements are divided by blank lines.

-- The projects first, in the order of their ids, as every verb locks them: by their keys, whatever the planner knows of the rows.
select project.id from projects_project as project
where project.authority_id = %(authority)s and project.id = any(array(
    select line.project_id from projects_importrow as line
    where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s
        and line.outcome in ('new', 'change')
))
order by project.authority_id, project.id
for no key update;

update projects_disbursement as held set
    set_aside_at = now(), set_aside_by_id = %(user)s, set_aside_reason = %(reason)s, version = held.version + 1
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s
    and line.outcome in ('new', 'change')
    and held.authority_id = %(authority)s and held.id = line.disbursement_id and held.set_aside_at is null;

update projects_contractshare as held set
    set_aside_at = now(), set_aside_by_id = %(user)s, set_aside_reason = %(reason)s, version = held.version + 1
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s
    and line.outcome in ('new', 'change') and line.contract_id is not null
    and held.authority_id = %(authority)s and held.contract_id = line.contract_id and held.set_aside_at is null;

update projects_contract as held set
    set_aside_at = now(), set_aside_by_id = %(user)s, set_aside_reason = %(reason)s, version = held.version + 1
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s
    and line.outcome in ('new', 'change')
    and held.authority_id = %(authority)s and held.id = line.contract_id and held.set_aside_at is null;

update projects_progress as held set
    set_aside_at = now(), set_aside_by_id = %(user)s, set_aside_reason = %(reason)s, version = held.version + 1
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s
    and line.outcome in ('new', 'change')
    and held.authority_id = %(authority)s and held.id = line.progress_id and held.set_aside_at is null;

-- A place that the import replaced comes back, unless somebody has pinned another since.
update projects_position as held set
    is_current = false, set_aside_at = now(), set_aside_by_id = %(user)s, set_aside_reason = %(reason)s,
    version = held.version + 1
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s
    and line.outcome in ('new', 'change')
    and held.authority_id = %(authority)s and held.id = line.position_id and held.set_aside_at is null;

update projects_position as older set is_current = true, version = older.version + 1
from projects_importrow as line
inner join projects_position as held
    on held.authority_id = line.authority_id and held.id = line.position_id
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s
    and line.outcome = 'change'
    and older.authority_id = %(authority)s and older.project_id = line.project_id and older.kind = 'PLANNED'
    and older.sequence = held.sequence - 1 and older.set_aside_at is null
    and not exists (
        select from projects_position as newer
        where newer.authority_id = %(authority)s and newer.kind = 'PLANNED'
            and newer.project_id = older.project_id
            and newer.is_current and newer.set_aside_at is null
    );

update projects_budgetapproval as held set
    set_aside_at = now(), set_aside_by_id = %(user)s, set_aside_reason = %(reason)s, version = held.version + 1
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s
    and line.outcome in ('new', 'change')
    and held.authority_id = %(authority)s and held.id = line.budget_approval_id and held.set_aside_at is null;

update projects_planapproval as held set
    set_aside_at = now(), set_aside_by_id = %(user)s, set_aside_reason = %(reason)s, version = held.version + 1
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s
    and line.outcome in ('new', 'change')
    and held.authority_id = %(authority)s and held.id = line.plan_approval_id and held.set_aside_at is null;

update projects_plannedbudget as held set
    set_aside_at = now(), set_aside_by_id = %(user)s, set_aside_reason = %(reason)s, version = held.version + 1
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s and line.outcome = 'new'
    and held.authority_id = %(authority)s and held.project_id = line.project_id and held.set_aside_at is null;

update projects_project as held set
    set_aside_at = now(), set_aside_by_id = %(user)s, set_aside_reason = %(reason)s, version = held.version + 1
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s and line.outcome = 'new'
    and held.authority_id = %(authority)s and held.id = line.project_id and held.set_aside_at is null;

-- What was changed gets the values it had.
update projects_project as project set
    name = line.before ->> 'name',
    planned_budget = (line.before ->> 'planned_budget')::numeric,
    programme_id = (line.before ->> 'programme_id')::smallint,
    fund = line.before ->> 'fund',
    village = line.before ->> 'village',
    objective = line.before ->> 'objective',
    target = line.before ->> 'target',
    strategy_id = (line.before ->> 'strategy_id')::bigint,
    approach_id = (line.before ->> 'approach_id')::bigint,
    version = project.version + 1
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s
    and line.outcome = 'change' and line.changes is not null
    and project.authority_id = %(authority)s and project.id = line.project_id;

update projects_plannedbudget as planned set amount = (line.before ->> 'planned_budget')::numeric
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s
    and line.outcome = 'change' and line.changes ? 'planned_budget'
    and planned.authority_id = %(authority)s and planned.project_id = line.project_id
    and planned.fiscal_year = line.fiscal_year and planned.set_aside_at is null;
