-- What the records say of the projects that say something else themselves, for a range of authorities: the same facts as
-- projects_project_facts, in one pass over each table.
-- %(first)s    the first authority of the range
-- %(last)s     the last one
with plan_approval as (
    select
        authority_id, project_id, min(approved_on) as first_on, bool_or(projects_in_wrong_era(approved_on)) as in_wrong_era
    from projects_planapproval
    where set_aside_at is null and authority_id between %(first)s::bigint and %(last)s::bigint
    group by authority_id, project_id
),
budget as (
    select
        authority_id, project_id, sum(amount) as total, min(approved_on) as first_on,
        bool_or(projects_in_wrong_era(approved_on)) as in_wrong_era
    from projects_budgetapproval
    where set_aside_at is null and authority_id between %(first)s::bigint and %(last)s::bigint
    group by authority_id, project_id
),
twins as (
    select authority_id, number from projects_contract
    where set_aside_at is null and authority_id between %(first)s::bigint and %(last)s::bigint
    group by authority_id, number
    having count(*) > 1
),
egp_twins as (
    select authority_id, egp_number from projects_contract
    where set_aside_at is null and egp_number <> '' and authority_id between %(first)s::bigint and %(last)s::bigint
    group by authority_id, egp_number
    having count(*) > 1
),
contract as (
    select
        share.authority_id, share.project_id, sum(share.amount) as total, min(signed.signed_on) as first_on,
        bool_or(
            signed.starts_on < signed.signed_on or signed.due_on < coalesce(signed.starts_on, signed.signed_on)
        ) as days_reversed,
        bool_or(
            projects_in_wrong_era(signed.signed_on) or projects_in_wrong_era(signed.starts_on)
            or projects_in_wrong_era(signed.due_on) or projects_in_wrong_era(signed.closed_on)
        ) as in_wrong_era,
        bool_or(twins.number is not null) as number_twice,
        bool_or(egp_twins.egp_number is not null) as egp_number_twice
    from projects_contractshare as share
    inner join projects_contract as signed
        on signed.authority_id = share.authority_id and signed.id = share.contract_id
        and signed.authority_id between %(first)s::bigint and %(last)s::bigint
    left join twins on twins.authority_id = signed.authority_id and twins.number = signed.number
    left join egp_twins
        on egp_twins.authority_id = signed.authority_id and egp_twins.egp_number = signed.egp_number
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
carried as (
    select distinct authority_id, project_id, from_year from projects_carryover
    where set_aside_at is null and authority_id between %(first)s::bigint and %(last)s::bigint
),
payment as (
    select
        paid.authority_id, paid.project_id, sum(paid.amount) as total, min(paid.paid_on) as first_on,
        bool_or(projects_in_wrong_era(paid.paid_on)) as in_wrong_era,
        bool_or(paid.paid_on > projects_last_day_of(paid.fiscal_year) and carried.from_year is null) as after_year
    from projects_disbursement as paid
    left join carried
        on carried.authority_id = paid.authority_id and carried.project_id = paid.project_id
        and carried.from_year = paid.fiscal_year
    where paid.set_aside_at is null and paid.authority_id between %(first)s::bigint and %(last)s::bigint
    group by paid.authority_id, paid.project_id
),
progress as (
    select distinct on (authority_id, project_id) authority_id, project_id, percent, reported_on from projects_progress
    where set_aside_at is null and authority_id between %(first)s::bigint and %(last)s::bigint
    order by authority_id asc, project_id asc, reported_on desc, id desc
),
handover as (
    select authority_id, project_id, min(accepted_on) as first_on from projects_handover
    where set_aside_at is null and authority_id between %(first)s::bigint and %(last)s::bigint
    group by authority_id, project_id
),
explained as (
    select authority_id, project_id, bit_or(1::bigint << number) as checks from projects_checkreason
    where set_aside_at is null and authority_id between %(first)s::bigint and %(last)s::bigint
    group by authority_id, project_id
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
        project.checks as kept_checks,
        -- what the records say
        coalesce(budget.total, 0) as budget_total,
        coalesce(contract.total, 0) + coalesce(amendment.total, 0) as contract_total,
        coalesce(payment.total, 0) as paid_total,
        coalesce(progress.percent, 0) as percent,
        place.point as location,
        coalesce(place.kind, '')::text as location_kind,
        coalesce(explained.checks, 0) as explained,
        progress.percent < 100 as is_unfinished,
        -- each check that compares more than the sums and stages below, at its bit
        case when progress.percent = 100 and handover.project_id is null then 16 else 0 end
        | case when coalesce(progress.percent, 0) < 100 and handover.project_id is not null then 32 else 0 end
        | case
            when project.fiscal_year < plan.first_year or project.fiscal_year >= plan.first_year + plan.length then 64
            else 0
        end
        | case when budget.first_on < plan_approval.first_on then 128 else 0 end
        | case when contract.first_on < budget.first_on then 256 else 0 end
        | case when contract.days_reversed then 512 else 0 end
        | case when payment.first_on < contract.first_on then 1024 else 0 end
        | case when payment.after_year then 2048 else 0 end
        | case when handover.first_on < contract.first_on then 4096 else 0 end
        | case when plan_approval.in_wrong_era then 8192 else 0 end
        | case when budget.in_wrong_era then 16384 else 0 end
        | case when contract.in_wrong_era then 32768 else 0 end
        | case when payment.in_wrong_era then 65536 else 0 end
        | case when projects_in_wrong_era(progress.reported_on) then 131072 else 0 end
        | case when budget.total > project.planned_budget then 262144 else 0 end
        | case when contract.number_twice then 4194304 else 0 end
        | case when contract.egp_number_twice then 8388608 else 0 end as compared,
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
    left join handover on handover.authority_id = project.authority_id and handover.project_id = project.id
    left join explained on explained.authority_id = project.authority_id and explained.project_id = project.id
    where project.authority_id between %(first)s::bigint and %(last)s::bigint
),
checked as (
    select
        facts.*,
        ~facts.explained & (
            facts.compared
            -- a stage without the one before it
            | case when facts.stages & 24 = 16 then 1 else 0 end
            | case when facts.stages & 48 = 32 then 2 else 0 end
            | case when facts.stages & 96 = 64 then 4 else 0 end
            | case when facts.stages & 192 = 128 then 8 else 0 end
            -- sums against each other
            | case when facts.stages & 48 = 48 and facts.contract_total > facts.budget_total then 524288 else 0 end
            | case when facts.stages & 32 = 32 and facts.paid_total > facts.contract_total then 1048576 else 0 end
            | case
                when facts.stages & 96 = 96 and facts.is_unfinished and facts.paid_total >= facts.contract_total
                    then 2097152
                else 0
            end
        ) as checks
    from facts
),
means as (
    select
        checked.*, projects_latest_stage_of(checked.stages) as latest_stage,
        projects_problems_of(checked.checks, checked.stages) as problems
    from checked
)

select
    authority_id, id, stages, latest_stage, problems, budget_total, contract_total, paid_total, percent, location,
    location_kind, checks
from means
where (kept_stages, kept_latest_stage, kept_problems, kept_budget, kept_contract, kept_paid, kept_percent,
       kept_location_kind, kept_checks)
    is distinct from (stages, latest_stage, problems, budget_total, contract_total, paid_total, percent, location_kind,
       checks)
    -- as bytes: the operator of the type would call two places equal whose boxes are
    or kept_location::bytea is distinct from location::bytea
