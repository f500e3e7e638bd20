-- What the records of a project say about it. Bits of `stages` and `problems` are those of projects.enums.Stage.

-- A later stage without the one that should have come before it exists in the annex: it is allowed and marked.
-- The same table stands in projects.rules.GAPS, and a test holds the two together.
create function projects_problems_of(stages integer) returns integer language sql immutable parallel safe as $$
    select case when stages & 16 > 0 and stages & 8 = 0 then 16 else 0 end     -- budget without plan approval
         | case when stages & 32 > 0 and stages & 16 = 0 then 32 else 0 end    -- contract without budget
         | case when stages & 64 > 0 and stages & 32 = 0 then 64 else 0 end    -- payment without contract
         | case when stages & 128 > 0 and stages & 64 = 0 then 128 else 0 end  -- complete without payment
$$;

create function projects_latest_stage_of(stages integer) returns smallint language sql immutable parallel safe as $$
    select (case
        when stages & 128 > 0 then 8
        when stages & 64 > 0 then 7
        when stages & 32 > 0 then 6
        when stages & 16 > 0 then 5
        when stages & 8 > 0 then 4
        else 3
    end)::smallint
$$;

create view projects_project_facts as
select
    project.authority_id,
    project.id,
    project.fiscal_year,
    has.stages,
    projects_latest_stage_of(has.stages) as latest_stage,
    projects_problems_of(has.stages) as problems,
    budget.total as budget_total,
    contract.total + amendment.total as contract_total,
    payment.total as paid_total,
    coalesce(progress.percent, 0) as percent,
    place.point as location,
    coalesce(place.kind, '') as location_kind
from projects_project as project
inner join projects_developmentplan as plan on plan.authority_id = project.authority_id and plan.id = project.plan_id
cross join lateral (
    select count(*) as records from projects_planapproval as approval
    where approval.authority_id = project.authority_id and approval.project_id = project.id
        and approval.set_aside_at is null
) as plan_approval
cross join lateral (
    select count(*) as records, coalesce(sum(amount), 0) as total from projects_budgetapproval as approval
    where approval.authority_id = project.authority_id and approval.project_id = project.id
        and approval.set_aside_at is null
) as budget
cross join lateral (
    select count(*) as records, coalesce(sum(share.amount), 0) as total
    from projects_contractshare as share
    inner join projects_contract as contract
        on contract.authority_id = share.authority_id and contract.id = share.contract_id
    where share.authority_id = project.authority_id and share.project_id = project.id
        and share.set_aside_at is null and contract.set_aside_at is null
) as contract
cross join lateral (
    select coalesce(sum(change.amount_change), 0) as total
    from projects_contractamendment as change
    inner join projects_contract as amended
        on amended.authority_id = change.authority_id and amended.id = change.contract_id
    where change.authority_id = project.authority_id and change.project_id = project.id
        and change.set_aside_at is null and amended.set_aside_at is null
) as amendment
cross join lateral (
    select count(*) as records, coalesce(sum(amount), 0) as total from projects_disbursement as disbursement
    where disbursement.authority_id = project.authority_id and disbursement.project_id = project.id
        and disbursement.set_aside_at is null
) as payment
left join lateral (
    -- the latest report counts, not the highest: a report may be taken back by a lower one
    select report.percent from projects_progress as report
    where report.authority_id = project.authority_id and report.project_id = project.id
        and report.set_aside_at is null
    order by report.reported_on desc, report.id desc
    limit 1
) as progress on true
left join lateral (
    -- the place to draw: as built before contract before planned
    select position.point, position.kind from projects_position as position
    where position.authority_id = project.authority_id and position.project_id = project.id
        and position.is_current and position.set_aside_at is null
    order by case position.kind when 'AS_BUILT' then 1 when 'CONTRACT' then 2 else 3 end
    limit 1
) as place on true
cross join lateral (
    select
        case when plan.in_force @> project.fiscal_year::integer and plan.set_aside_at is null then 4 else 0 end
        | case when plan_approval.records > 0 then 8 else 0 end
        | case when budget.records > 0 then 16 else 0 end
        | case when contract.records > 0 then 32 else 0 end
        | case when payment.records > 0 then 64 else 0 end
        | case when progress.percent = 100 then 128 else 0 end as stages
) as has;

-- What an authority has entered for a fiscal year, from its plan and its projects.
create function projects_ledger_of(of_authority bigint, of_year integer) returns table (
    entered integer, problems integer, projects bigint, projects_with_problems bigint, with_location bigint,
    at_plan bigint, at_plan_approved bigint, at_budget_approved bigint, at_contract_signed bigint, at_disbursed bigint,
    at_completed bigint, planned_sum numeric, budget_sum numeric, contract_sum numeric, paid_sum numeric
) language sql stable as $$
    select
        coalesce(bit_or(project.stages::integer), 0) | plan.bits,
        coalesce(bit_or(project.problems::integer), 0),
        count(project.id),
        count(*) filter (where project.problems > 0),
        count(project.location),
        count(*) filter (where project.latest_stage = 3),
        count(*) filter (where project.latest_stage = 4),
        count(*) filter (where project.latest_stage = 5),
        count(*) filter (where project.latest_stage = 6),
        count(*) filter (where project.latest_stage = 7),
        count(*) filter (where project.latest_stage = 8),
        coalesce(sum(project.planned_budget), 0),
        coalesce(sum(project.budget_total), 0),
        coalesce(sum(project.contract_total), 0),
        coalesce(sum(project.paid_total), 0)
    from (
        select
            case when exists (
                select from projects_developmentplan as plan
                inner join projects_vision as vision
                    on vision.authority_id = plan.authority_id and vision.plan_id = plan.id
                where plan.authority_id = of_authority and plan.in_force @> of_year
                    and plan.set_aside_at is null and vision.set_aside_at is null
            ) then 1 else 0 end
            | case when exists (
                select from projects_developmentplan as plan
                inner join projects_strategy as strategy
                    on strategy.authority_id = plan.authority_id and strategy.plan_id = plan.id
                where plan.authority_id = of_authority and plan.in_force @> of_year
                    and plan.set_aside_at is null and strategy.set_aside_at is null
            ) then 2 else 0 end as bits
    ) as plan
    left join projects_project as project
        on project.authority_id = of_authority and project.fiscal_year = of_year and project.set_aside_at is null
    group by plan.bits
$$;
