-- The ledger of everything at once, for bulk loading and for rebuilding: sets instead of one authority after the other.
-- It says the same as projects_project_facts and projects_ledger_of; projects.services.ledger.differences() proves it.

-- The same facts as projects_project_facts, for all projects in one pass over each table.
create view projects_project_facts_of_all as
with plan_approval as (
    select distinct authority_id, project_id from projects_planapproval where set_aside_at is null
),
budget as (
    select authority_id, project_id, sum(amount) as total from projects_budgetapproval
    where set_aside_at is null group by authority_id, project_id
),
contract as (
    select share.authority_id, share.project_id, sum(share.amount) as total
    from projects_contractshare as share
    inner join projects_contract as signed on signed.authority_id = share.authority_id and signed.id = share.contract_id
    where share.set_aside_at is null and signed.set_aside_at is null
    group by share.authority_id, share.project_id
),
amendment as (
    select change.authority_id, change.project_id, sum(change.amount_change) as total
    from projects_contractamendment as change
    inner join projects_contract as amended on amended.authority_id = change.authority_id and amended.id = change.contract_id
    where change.set_aside_at is null and amended.set_aside_at is null and change.project_id is not null
    group by change.authority_id, change.project_id
),
payment as (
    select authority_id, project_id, sum(amount) as total from projects_disbursement
    where set_aside_at is null group by authority_id, project_id
),
progress as (
    select distinct on (authority_id, project_id) authority_id, project_id, percent from projects_progress
    where set_aside_at is null order by authority_id asc, project_id asc, reported_on desc, id desc
),
place as (
    select distinct on (authority_id, project_id) authority_id, project_id, point, kind from projects_position
    where is_current and set_aside_at is null
    order by authority_id, project_id, case kind when 'AS_BUILT' then 1 when 'CONTRACT' then 2 else 3 end
),
facts as (
    select
        project.authority_id,
        project.id,
        project.fiscal_year,
        budget.total as budget_total,
        contract.total as contract_total,
        amendment.total as amendment_total,
        payment.total as paid_total,
        progress.percent,
        place.point,
        place.kind,
        case when plan.in_force @> project.fiscal_year::integer and plan.set_aside_at is null then 4 else 0 end
        | case when plan_approval.project_id is not null then 8 else 0 end
        | case when budget.project_id is not null then 16 else 0 end
        | case when contract.project_id is not null then 32 else 0 end
        | case when payment.project_id is not null then 64 else 0 end
        | case when progress.percent = 100 then 128 else 0 end as stages
    from projects_project as project
    inner join projects_developmentplan as plan on plan.authority_id = project.authority_id and plan.id = project.plan_id
    left join plan_approval on plan_approval.authority_id = project.authority_id and plan_approval.project_id = project.id
    left join budget on budget.authority_id = project.authority_id and budget.project_id = project.id
    left join contract on contract.authority_id = project.authority_id and contract.project_id = project.id
    left join amendment on amendment.authority_id = project.authority_id and amendment.project_id = project.id
    left join payment on payment.authority_id = project.authority_id and payment.project_id = project.id
    left join progress on progress.authority_id = project.authority_id and progress.project_id = project.id
    left join place on place.authority_id = project.authority_id and place.project_id = project.id
)
select
    authority_id,
    id,
    fiscal_year,
    stages,
    projects_latest_stage_of(stages) as latest_stage,
    projects_problems_of(stages) as problems,
    coalesce(budget_total, 0) as budget_total,
    coalesce(contract_total, 0) + coalesce(amendment_total, 0) as contract_total,
    coalesce(paid_total, 0) as paid_total,
    coalesce(percent, 0) as percent,
    point as location,
    coalesce(kind, '') as location_kind
from facts;

-- What projects_ledger_of says, for every authority and fiscal year that has a plan, a project or a row.
create view projects_ledger_of_all as
with plans as (
    select
        plan.authority_id,
        year.fiscal_year,
        bit_or(case when vision.id is not null then 1 else 0 end | case when strategy.id is not null then 2 else 0 end) as bits
    from projects_developmentplan as plan
    cross join lateral generate_series(lower(plan.in_force), upper(plan.in_force) - 1) as year (fiscal_year)
    left join projects_vision as vision
        on vision.authority_id = plan.authority_id and vision.plan_id = plan.id
        and vision.set_aside_at is null and plan.set_aside_at is null
    left join projects_strategy as strategy
        on strategy.authority_id = plan.authority_id and strategy.plan_id = plan.id
        and strategy.set_aside_at is null and plan.set_aside_at is null
    group by plan.authority_id, year.fiscal_year
),
counted as (
    select
        authority_id,
        fiscal_year::integer as fiscal_year,
        bit_or(stages::integer) as stages,
        bit_or(problems::integer) as problems,
        count(*) as projects,
        count(*) filter (where problems > 0) as projects_with_problems,
        count(location) as with_location,
        count(*) filter (where latest_stage = 3) as at_plan,
        count(*) filter (where latest_stage = 4) as at_plan_approved,
        count(*) filter (where latest_stage = 5) as at_budget_approved,
        count(*) filter (where latest_stage = 6) as at_contract_signed,
        count(*) filter (where latest_stage = 7) as at_disbursed,
        count(*) filter (where latest_stage = 8) as at_completed,
        sum(planned_budget) as planned_sum,
        sum(budget_total) as budget_sum,
        sum(contract_total) as contract_sum,
        sum(paid_total) as paid_sum
    from projects_project
    where set_aside_at is null
    group by authority_id, fiscal_year
),
every as (
    select authority_id, fiscal_year from plans
    union
    select authority_id, fiscal_year::integer from projects_project
    union
    select authority_id, fiscal_year::integer from projects_stageledger
)
select
    every.authority_id,
    every.fiscal_year,
    coalesce(counted.stages, 0) | coalesce(plans.bits, 0) as entered,
    coalesce(counted.problems, 0) as problems,
    coalesce(counted.projects, 0) as projects,
    coalesce(counted.projects_with_problems, 0) as projects_with_problems,
    coalesce(counted.with_location, 0) as with_location,
    coalesce(counted.at_plan, 0) as at_plan,
    coalesce(counted.at_plan_approved, 0) as at_plan_approved,
    coalesce(counted.at_budget_approved, 0) as at_budget_approved,
    coalesce(counted.at_contract_signed, 0) as at_contract_signed,
    coalesce(counted.at_disbursed, 0) as at_disbursed,
    coalesce(counted.at_completed, 0) as at_completed,
    coalesce(counted.planned_sum, 0) as planned_sum,
    coalesce(counted.budget_sum, 0) as budget_sum,
    coalesce(counted.contract_sum, 0) as contract_sum,
    coalesce(counted.paid_sum, 0) as paid_sum
from every
left join plans on plans.authority_id = every.authority_id and plans.fiscal_year = every.fiscal_year
left join counted on counted.authority_id = every.authority_id and counted.fiscal_year = every.fiscal_year;

-- The moment from which the records prove each stage, and each problem: the earliest of them.
create view projects_evidence_of_all as
with dated as (
    select vision.authority_id, year.fiscal_year, 1 as stage, false as has_problem, vision.recorded_at as since
    from projects_vision as vision
    inner join projects_developmentplan as plan on plan.authority_id = vision.authority_id and plan.id = vision.plan_id
    cross join lateral generate_series(lower(plan.in_force), upper(plan.in_force) - 1) as year (fiscal_year)
    where vision.set_aside_at is null and plan.set_aside_at is null
    union all
    select strategy.authority_id, year.fiscal_year, 2, false, strategy.recorded_at
    from projects_strategy as strategy
    inner join projects_developmentplan as plan on plan.authority_id = strategy.authority_id and plan.id = strategy.plan_id
    cross join lateral generate_series(lower(plan.in_force), upper(plan.in_force) - 1) as year (fiscal_year)
    where strategy.set_aside_at is null and plan.set_aside_at is null
    union all
    select
        project.authority_id, project.fiscal_year::integer, record.stage,
        project.problems & (1 << (record.stage - 1)) > 0,
        record.since
    from (
        select authority_id, id as project_id, 3 as stage, recorded_at as since from projects_project
        union all
        select authority_id, project_id, 4, recorded_at from projects_planapproval where set_aside_at is null
        union all
        select authority_id, project_id, 5, recorded_at from projects_budgetapproval where set_aside_at is null
        union all
        select share.authority_id, share.project_id, 6, greatest(share.recorded_at, contract.recorded_at)
        from projects_contractshare as share
        inner join projects_contract as contract
            on contract.authority_id = share.authority_id and contract.id = share.contract_id
        where share.set_aside_at is null and contract.set_aside_at is null
        union all
        select authority_id, project_id, 7, recorded_at from projects_disbursement where set_aside_at is null
        union all
        select authority_id, project_id, 8, recorded_at from projects_progress where percent = 100 and set_aside_at is null
    ) as record
    inner join projects_project as project on project.authority_id = record.authority_id and project.id = record.project_id
    where project.set_aside_at is null and project.stages & (1 << (record.stage - 1)) > 0
)
select
    authority_id,
    fiscal_year,
    stage,
    min(since) as entered_since,
    min(since) filter (where has_problem) as problem_since
from dated
group by authority_id, fiscal_year, stage;

-- Intervals opened or closed by a write happen now; the past is told by projects_refresh_everything alone.
create or replace function projects_move_intervals(
    of_authority bigint, of_year integer, of_state text, before_mask integer, after_mask integer
) returns void language plpgsql as $$
declare
    moment timestamptz := clock_timestamp();
begin
    -- a stage that came and went within one instant was never entered
    delete from projects_stageinterval
    where authority_id = of_authority and fiscal_year = of_year and state = of_state and upper_inf(during)
        and (before_mask & ~after_mask) & (1 << (stage - 1)) > 0 and lower(during) >= moment;
    update projects_stageinterval set during = tstzrange(lower(during), moment)
    where authority_id = of_authority and fiscal_year = of_year and state = of_state and upper_inf(during)
        and (before_mask & ~after_mask) & (1 << (stage - 1)) > 0;
    insert into projects_stageinterval (authority_id, fiscal_year, stage, state, during)
    select of_authority, of_year, stage.number, of_state, tstzrange(moment, null)
    from generate_series(1, 8) as stage (number)
    where (after_mask & ~before_mask) & (1 << (stage.number - 1)) > 0;
end $$;

drop function projects_evidence_since(bigint, integer, integer);

-- Works out every project, every ledger row and every open interval from the records alone. A stage that turns out to be
-- entered was so from the earliest record that proves it; one that turns out not to be ceases to be now.
create function projects_refresh_everything() returns void language plpgsql as $$
declare
    moment timestamptz := clock_timestamp();
    was text := coalesce(current_setting('geo_eplan.bulk_loading', true), '');
begin
    -- writers wait: what they have not committed is worked out by their own triggers afterwards
    lock table projects_project, projects_stageledger, projects_stageinterval in share row exclusive mode;

    perform set_config('geo_eplan.deriving', 'on', true), set_config('geo_eplan.bulk_loading', 'on', true);
    update projects_project as project set
        stages = facts.stages, latest_stage = facts.latest_stage, problems = facts.problems,
        budget_total = facts.budget_total, contract_total = facts.contract_total, paid_total = facts.paid_total,
        percent = facts.percent, location = facts.location, location_kind = facts.location_kind
    from projects_project_facts_of_all as facts
    where project.authority_id = facts.authority_id and project.id = facts.id
        and (
            (project.stages, project.latest_stage, project.problems, project.budget_total, project.contract_total,
             project.paid_total, project.percent, project.location_kind)
            is distinct from (facts.stages, facts.latest_stage, facts.problems, facts.budget_total,
             facts.contract_total, facts.paid_total, facts.percent, facts.location_kind)
            or project.location is distinct from facts.location
        );
    perform set_config('geo_eplan.deriving', '', true), set_config('geo_eplan.bulk_loading', was, true);

    insert into projects_stageledger as ledger (
        authority_id, fiscal_year, entered, problems, projects, projects_with_problems, with_location,
        at_plan, at_plan_approved, at_budget_approved, at_contract_signed, at_disbursed, at_completed,
        planned_sum, budget_sum, contract_sum, paid_sum)
    select truth.* from projects_ledger_of_all as truth
    order by truth.authority_id, truth.fiscal_year
    on conflict (authority_id, fiscal_year) do update set
        entered = excluded.entered, problems = excluded.problems, projects = excluded.projects,
        projects_with_problems = excluded.projects_with_problems, with_location = excluded.with_location,
        at_plan = excluded.at_plan, at_plan_approved = excluded.at_plan_approved,
        at_budget_approved = excluded.at_budget_approved, at_contract_signed = excluded.at_contract_signed,
        at_disbursed = excluded.at_disbursed, at_completed = excluded.at_completed,
        planned_sum = excluded.planned_sum, budget_sum = excluded.budget_sum,
        contract_sum = excluded.contract_sum, paid_sum = excluded.paid_sum;

    delete from projects_stageinterval as held using projects_stageledger as ledger
    where ledger.authority_id = held.authority_id and ledger.fiscal_year = held.fiscal_year
        and upper_inf(held.during) and lower(held.during) >= moment
        and case held.state when 'entered' then ledger.entered else ledger.problems end & (1 << (held.stage - 1)) = 0;
    update projects_stageinterval as held set during = tstzrange(lower(held.during), moment)
    from projects_stageledger as ledger
    where ledger.authority_id = held.authority_id and ledger.fiscal_year = held.fiscal_year and upper_inf(held.during)
        and case held.state when 'entered' then ledger.entered else ledger.problems end & (1 << (held.stage - 1)) = 0;
    insert into projects_stageinterval (authority_id, fiscal_year, stage, state, during)
    select
        ledger.authority_id, ledger.fiscal_year, evidence.stage, holds.state,
        tstzrange(greatest(least(holds.since, moment), past.until), null)
    from projects_stageledger as ledger
    inner join projects_evidence_of_all as evidence
        on evidence.authority_id = ledger.authority_id and evidence.fiscal_year = ledger.fiscal_year
    cross join lateral (values
        ('entered', ledger.entered, evidence.entered_since), ('problem', ledger.problems, evidence.problem_since)
    ) as holds (state, mask, since)
    left join (
        -- read once and as a whole: looked up row by row, the table would be read while it grows
        select held.authority_id, held.fiscal_year, held.stage, held.state,
            max(upper(held.during)) as until, bool_or(upper_inf(held.during)) as is_open
        from projects_stageinterval as held
        group by held.authority_id, held.fiscal_year, held.stage, held.state
    ) as past
        on past.authority_id = ledger.authority_id and past.fiscal_year = ledger.fiscal_year
        and past.stage = evidence.stage and past.state = holds.state
    where holds.mask & (1 << (evidence.stage - 1)) > 0 and past.is_open is not true
    order by 1, 2, 3, 4;
end $$;
