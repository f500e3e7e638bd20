-- Everything at once, for bulk loading, rebuilding and proving: in sets, by ranges of authorities that fit into memory, and
-- writing only what differs. It says the same as projects_project_facts and projects_ledger_of, one row at a time.

drop function projects_refresh_everything();
drop view projects_project_facts_of_all;

-- What projects_ledger_of says, for every authority and fiscal year that has a plan, a project or a row.
create or replace view projects_ledger_of_all as
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
        bit_or(stages::integer) filter (where set_aside_at is null) as stages,
        bit_or(problems::integer) filter (where set_aside_at is null) as problems,
        count(*) filter (where set_aside_at is null) as projects,
        count(*) filter (where set_aside_at is null and problems > 0) as projects_with_problems,
        count(location) filter (where set_aside_at is null) as with_location,
        count(*) filter (where set_aside_at is null and latest_stage = 3) as at_plan,
        count(*) filter (where set_aside_at is null and latest_stage = 4) as at_plan_approved,
        count(*) filter (where set_aside_at is null and latest_stage = 5) as at_budget_approved,
        count(*) filter (where set_aside_at is null and latest_stage = 6) as at_contract_signed,
        count(*) filter (where set_aside_at is null and latest_stage = 7) as at_disbursed,
        count(*) filter (where set_aside_at is null and latest_stage = 8) as at_completed,
        sum(planned_budget) filter (where set_aside_at is null) as planned_sum,
        sum(budget_total) filter (where set_aside_at is null) as budget_sum,
        sum(contract_total) filter (where set_aside_at is null) as contract_sum,
        sum(paid_total) filter (where set_aside_at is null) as paid_sum,
        array[
            0, 0, count(*) filter (where set_aside_at is null and stages & 4 > 0),
            count(*) filter (where set_aside_at is null and stages & 8 > 0),
            count(*) filter (where set_aside_at is null and stages & 16 > 0),
            count(*) filter (where set_aside_at is null and stages & 32 > 0),
            count(*) filter (where set_aside_at is null and stages & 64 > 0),
            count(*) filter (where set_aside_at is null and stages & 128 > 0)
        ]::integer[] as with_stage,
        array[
            0, 0, 0, 0, count(*) filter (where set_aside_at is null and problems & 16 > 0),
            count(*) filter (where set_aside_at is null and problems & 32 > 0),
            count(*) filter (where set_aside_at is null and problems & 64 > 0),
            count(*) filter (where set_aside_at is null and problems & 128 > 0)
        ]::integer[] as with_problem
    from projects_project
    group by authority_id, fiscal_year
),
every as (
    select authority_id, fiscal_year from plans
    union
    select authority_id, fiscal_year from counted
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
    coalesce(counted.paid_sum, 0) as paid_sum,
    coalesce(counted.with_stage, projects_places_of(0)) as with_stage,
    coalesce(counted.with_problem, projects_places_of(0)) as with_problem
from every
left join plans on plans.authority_id = every.authority_id and plans.fiscal_year = every.fiscal_year
left join counted on counted.authority_id = every.authority_id and counted.fiscal_year = every.fiscal_year;

-- The open intervals of every authority and year as a mask, beside the mask of its ledger.
create view projects_open_intervals as
select
    ledger.authority_id, ledger.fiscal_year::integer as fiscal_year, masks.state, masks.mask,
    case masks.state when 'entered' then coalesce(held.entered, 0) else coalesce(held.problem, 0) end as held
from projects_stageledger as ledger
cross join lateral (
    values ('entered', ledger.entered::integer), ('problem', ledger.problems::integer)
) as masks (state, mask)
left join (
    select
        authority_id, fiscal_year,
        sum(1 << (stage - 1)) filter (where state = 'entered') as entered,
        sum(1 << (stage - 1)) filter (where state = 'problem') as problem
    from projects_stageinterval
    where upper_inf(during)
    group by authority_id, fiscal_year
) as held on held.authority_id = ledger.authority_id and held.fiscal_year = ledger.fiscal_year;

-- Intervals after the ledger was worked out: a stage that turns out to be entered was so from the earliest record that
-- proves it; one that turns out not to be ceases to be now. Gives how many intervals were opened or closed.
create function projects_refresh_intervals() returns bigint language plpgsql as $$
declare
    moment timestamptz := clock_timestamp();
    mended bigint := 0;
    part bigint;
    lacking bigint[];
    of_few text;
begin
    delete from projects_stageinterval as held using projects_stageledger as ledger
    where ledger.authority_id = held.authority_id and ledger.fiscal_year = held.fiscal_year
        and upper_inf(held.during) and lower(held.during) >= moment
        and case held.state when 'entered' then ledger.entered else ledger.problems end & (1 << (held.stage - 1)) = 0;
    get diagnostics part = row_count;
    mended := mended + part;
    update projects_stageinterval as held set during = tstzrange(lower(held.during), moment)
    from projects_stageledger as ledger
    where ledger.authority_id = held.authority_id and ledger.fiscal_year = held.fiscal_year and upper_inf(held.during)
        and case held.state when 'entered' then ledger.entered else ledger.problems end & (1 << (held.stage - 1)) = 0;
    get diagnostics part = row_count;
    mended := mended + part;

    lacking := array(select distinct authority_id from projects_open_intervals where mask & ~held::integer <> 0);
    if lacking = '{}' then
        return mended;
    end if;
    -- the records of a few authorities are looked up by key; of many, all records are read once
    of_few := case when cardinality(lacking) <= 500 then 'where evidence.authority_id = any($2)' else '' end;
    execute format($sql$
        insert into projects_stageinterval (authority_id, fiscal_year, stage, state, during)
        select
            ledger.authority_id, ledger.fiscal_year, evidence.stage, holds.state,
            tstzrange(greatest(least(holds.since, $1), past.until), null)
        from (select * from projects_evidence_of_all as evidence %s) as evidence
        inner join projects_stageledger as ledger
            on ledger.authority_id = evidence.authority_id and ledger.fiscal_year = evidence.fiscal_year
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
        order by 1, 2, 3, 4
    $sql$, of_few) using moment, lacking;
    get diagnostics part = row_count;
    return mended + part;
end $$;
