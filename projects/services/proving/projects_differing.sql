-- What the records say of the projects that say something else themselves, for a range of authorities: the same facts as
-- projects_project_facts, in one pass over each table.
-- %(first)s    the first authority of the range
-- %(last)s     the last one
with plan_approval as (
    select distinct authority_id, project_id from projects_planapproval
    where set_aside_at is null and authority_id between %(first)s::bigint and %(last)s::bigint
),
budget as (
    select authority_id, project_id, sum(amount) as total from projects_budgetapproval
    where set_aside_at is null and authority_id between %(first)s::bigint and %(last)s::bigint
    group by authority_id, project_id
),
contract as (
    select share.authority_id, share.project_id, sum(share.amount) as total
    from projects_contractshare as share
    inner join projects_contract as signed
        on signed.authority_id = share.authority_id and signed.id = share.contract_id
        and signed.authority_id between %(first)s::bigint and %(last)s::bigint
    where share.set_aside_at is null and signed.set_aside_at is null
        and share.authority_id between %(first)s::bigint and %(last)s::bigint
    group by share.authority_id, share.project_id
),
amendment as (
    select change.authority_id, change.project_id, sum(change.amount_change) as total
    from projects_contractamendment as change
    inner join projects_contract as amended
        on amended.authority_id = change.authority_id and amended.id = change.contract_id
        and amended.authority_id between %(first)s::bigint and %(last)s::bigint
    where change.set_aside_at is null and amended.set_aside_at is null and change.project_id is not null
        and change.authority_id between %(first)s::bigint and %(last)s::bigint
    group by change.authority_id, change.project_id
),
payment as (
    select authority_id, project_id, sum(amount) as total from projects_disbursement
    where set_aside_at is null and authority_id between %(first)s::bigint and %(last)s::bigint
    group by authority_id, project_id
),
progress as (
    select distinct on (authority_id, project_id) authority_id, project_id, percent from projects_progress
    where set_aside_at is null and authority_id between %(first)s::bigint and %(last)s::bigint
    order by authority_id asc, project_id asc, reported_on desc, id desc
),
place as (
    select distinct on (authority_id, project_id) authority_id, project_id, point, kind from projects_position
    where is_current and set_aside_at is null and authority_id between %(first)s::bigint and %(last)s::bigint
    order by authority_id, project_id, case kind when 'AS_BUILT' then 1 when 'CONTRACT' then 2 else 3 end
),
facts as (
    select
        project.authority_id,
        project.id,
        -- what is kept
        project.stages as kept_stages, project.latest_stage as kept_latest_stage, project.problems as kept_problems,
        project.budget_total as kept_budget, project.contract_total as kept_contract, project.paid_total as kept_paid,
        project.percent as kept_percent, project.location as kept_location, project.location_kind as kept_location_kind,
        -- what the records say
        coalesce(budget.total, 0) as budget_total,
        coalesce(contract.total, 0) + coalesce(amendment.total, 0) as contract_total,
        coalesce(payment.total, 0) as paid_total,
        coalesce(progress.percent, 0) as percent,
        place.point as location,
        coalesce(place.kind, '')::text as location_kind,
        case when plan.in_force @> project.fiscal_year::integer and plan.set_aside_at is null then 4 else 0 end
        | case when plan_approval.project_id is not null then 8 else 0 end
        | case when budget.project_id is not null then 16 else 0 end
        | case when contract.project_id is not null then 32 else 0 end
        | case when payment.project_id is not null then 64 else 0 end
        | case when progress.percent = 100 then 128 else 0 end as stages
    from projects_project as project
    inner join projects_developmentplan as plan
        on plan.authority_id = project.authority_id and plan.id = project.plan_id
    left join plan_approval
        on plan_approval.authority_id = project.authority_id and plan_approval.project_id = project.id
    left join budget on budget.authority_id = project.authority_id and budget.project_id = project.id
    left join contract on contract.authority_id = project.authority_id and contract.project_id = project.id
    left join amendment on amendment.authority_id = project.authority_id and amendment.project_id = project.id
    left join payment on payment.authority_id = project.authority_id and payment.project_id = project.id
    left join progress on progress.authority_id = project.authority_id and progress.project_id = project.id
    left join place on place.authority_id = project.authority_id and place.project_id = project.id
    where project.authority_id between %(first)s::bigint and %(last)s::bigint
)

select
    facts.authority_id, facts.id, means.stages, means.latest_stage, means.problems, facts.budget_total,
    facts.contract_total, facts.paid_total, facts.percent, facts.location, facts.location_kind
from facts
-- looked up among the sixty-four there are: so what a project's stages mean is worked out once
inner join (
    select mask as stages, projects_latest_stage_of(mask) as latest_stage, projects_problems_of(mask) as problems
    from generate_series(0, 252, 4) as mask
) as means on means.stages = facts.stages
where (facts.kept_stages, facts.kept_latest_stage, facts.kept_problems, facts.kept_budget, facts.kept_contract,
       facts.kept_paid, facts.kept_percent, facts.kept_location_kind)
    is distinct from (means.stages, means.latest_stage, means.problems,
       facts.budget_total, facts.contract_total, facts.paid_total, facts.percent, facts.location_kind)
    -- as bytes: the operator of the type would call two places equal whose boxes are
    or facts.kept_location::bytea is distinct from facts.location::bytea
