-- How the figures of a province stood on past days. Its stages are told by the intervals of the authorities that are in it
-- now, exactly; its projects and sums by what was posted, or, where nothing has been posted yet (after a first load), by
-- the moments at which the records that count today were recorded.

-- Each beginning and end of a stage, and of its problems, with its day.
create view projects_stage_events as
select authority_id, fiscal_year, stage, state, 1 as sign, (lower(during) at time zone 'Asia/Bangkok')::date as day
from projects_stageinterval
union all
select authority_id, fiscal_year, stage, state, -1, (upper(during) at time zone 'Asia/Bangkok')::date
from projects_stageinterval
where not upper_inf(during);

-- What each day changed in the stages of a province and year. A stage has a problem only while it is entered: entered
-- without a problem is entered less with a problem.
create view projects_province_stage_changes as
select
    province_id, fiscal_year, day,
    array[
        coalesce(sum(entered) filter (where stage = 1), 0), coalesce(sum(entered) filter (where stage = 2), 0),
        coalesce(sum(entered) filter (where stage = 3), 0), coalesce(sum(entered) filter (where stage = 4), 0),
        coalesce(sum(entered) filter (where stage = 5), 0), coalesce(sum(entered) filter (where stage = 6), 0),
        coalesce(sum(entered) filter (where stage = 7), 0), coalesce(sum(entered) filter (where stage = 8), 0)
    ]::integer[] as entered,
    array[
        coalesce(sum(problem) filter (where stage = 1), 0), coalesce(sum(problem) filter (where stage = 2), 0),
        coalesce(sum(problem) filter (where stage = 3), 0), coalesce(sum(problem) filter (where stage = 4), 0),
        coalesce(sum(problem) filter (where stage = 5), 0), coalesce(sum(problem) filter (where stage = 6), 0),
        coalesce(sum(problem) filter (where stage = 7), 0), coalesce(sum(problem) filter (where stage = 8), 0)
    ]::integer[] as problem
from (
    -- the stages of a day first: few rows are left for the places
    select
        authority.province_id, event.fiscal_year, event.day, event.stage,
        sum(case event.state when 'entered' then event.sign else -event.sign end) as entered,
        coalesce(sum(event.sign) filter (where event.state = 'problem'), 0) as problem
    from projects_stage_events as event
    inner join layers_localauthority as authority on authority.id = event.authority_id
    group by authority.province_id, event.fiscal_year, event.day, event.stage
) as by_stage
group by province_id, fiscal_year, day;

-- How the stages of a province and year stood at the end of every day on which something is kept or changed.
create view projects_province_stage_days as
select
    province_id, fiscal_year, day, is_kept,
    array[
        sum(entered[1]) over until_then, sum(entered[2]) over until_then, sum(entered[3]) over until_then,
        sum(entered[4]) over until_then, sum(entered[5]) over until_then, sum(entered[6]) over until_then,
        sum(entered[7]) over until_then, sum(entered[8]) over until_then
    ]::integer[] as entered,
    array[
        sum(problem[1]) over until_then, sum(problem[2]) over until_then, sum(problem[3]) over until_then,
        sum(problem[4]) over until_then, sum(problem[5]) over until_then, sum(problem[6]) over until_then,
        sum(problem[7]) over until_then, sum(problem[8]) over until_then
    ]::integer[] as problem
from (
    select
        coalesce(changes.province_id, kept.province_id) as province_id,
        coalesce(changes.fiscal_year, kept.fiscal_year)::integer as fiscal_year,
        coalesce(changes.day, kept.day) as day,
        kept.day is not null as is_kept,
        coalesce(changes.entered, projects_places_of(0)) as entered,
        coalesce(changes.problem, projects_places_of(0)) as problem
    from projects_province_stage_changes as changes
    full join projects_provinceday as kept
        on kept.province_id = changes.province_id and kept.fiscal_year = changes.fiscal_year and kept.day = changes.day
) as days
window until_then as (partition by province_id, fiscal_year order by day);

-- Days whose stages are told otherwise by the intervals. Differences on their way belong to days that are not kept yet, so
-- fold before asking.
create view projects_province_day_differences as
select truth.province_id, truth.fiscal_year, truth.day, truth.entered, truth.problem, truth.is_kept,
    kept.entered as kept_entered, kept.problem as kept_problem
from projects_province_stage_days as truth
left join projects_provinceday as kept
    on kept.province_id = truth.province_id and kept.fiscal_year = truth.fiscal_year and kept.day = truth.day
where (kept.entered, kept.problem) is distinct from (truth.entered, truth.problem);

-- Writes the days anew where they differ; what is not about stages is carried forward from the day before.
create function projects_refresh_stage_days() returns bigint language plpgsql as $$
declare
    mended bigint;
begin
    insert into projects_provinceday as kept (
        province_id, fiscal_year, day, projects, projects_with_problems, with_location, at_plan, at_plan_approved,
        at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum, contract_sum,
        paid_sum, entered, problem)
    select
        differing.province_id, differing.fiscal_year, differing.day,
        coalesce(before.projects, 0), coalesce(before.projects_with_problems, 0), coalesce(before.with_location, 0),
        coalesce(before.at_plan, 0), coalesce(before.at_plan_approved, 0), coalesce(before.at_budget_approved, 0),
        coalesce(before.at_contract_signed, 0), coalesce(before.at_disbursed, 0), coalesce(before.at_completed, 0),
        coalesce(before.planned_sum, 0), coalesce(before.budget_sum, 0), coalesce(before.contract_sum, 0),
        coalesce(before.paid_sum, 0), differing.entered, differing.problem
    from projects_province_day_differences as differing
    left join lateral (
        select * from projects_provinceday as earlier
        where earlier.province_id = differing.province_id and earlier.fiscal_year = differing.fiscal_year
            and earlier.day <= differing.day
        order by earlier.day desc limit 1
    ) as before on true
    on conflict (province_id, fiscal_year, day) do update set entered = excluded.entered, problem = excluded.problem;
    get diagnostics mended = row_count;
    return mended;
end $$;

-- What the records that count today added to projects and sums on the day they were recorded, for a range of authorities.
-- A project stands at its latest stage of that day; what was taken back or mended meanwhile is not told. Dear, and a question
-- of its own, so that several ranges are worked out side by side.
create function projects_told_changes(first_authority bigint, last_authority bigint) returns table (
    province_id text, fiscal_year integer, day date, projects bigint, projects_with_problems bigint, with_location bigint,
    at_plan bigint, at_plan_approved bigint, at_budget_approved bigint, at_contract_signed bigint, at_disbursed bigint,
    at_completed bigint, planned_sum numeric, budget_sum numeric, contract_sum numeric, paid_sum numeric
) language plpgsql stable parallel safe cost 1000000000 as $$
#variable_conflict use_column
begin
    return query
    with live as (
        select authority_id, id, fiscal_year::integer as fiscal_year, recorded_at, stages, problems, planned_budget, location
        from projects_project
        where set_aside_at is null and authority_id between first_authority and last_authority
    ),
    plan_approval as (
        select authority_id, project_id, min(recorded_at) as since from projects_planapproval
        where set_aside_at is null and authority_id between first_authority and last_authority
        group by authority_id, project_id
    ),
    budget as (
        select authority_id, project_id, recorded_at, amount from projects_budgetapproval
        where set_aside_at is null and authority_id between first_authority and last_authority
    ),
    signed as (
        select
            share.authority_id, share.project_id, greatest(share.recorded_at, contract.recorded_at) as recorded_at,
            share.amount, true as is_share
        from projects_contractshare as share
        inner join projects_contract as contract
            on contract.authority_id = share.authority_id and contract.id = share.contract_id
        where share.set_aside_at is null and contract.set_aside_at is null
            and share.authority_id between first_authority and last_authority
        union all
        select
            change.authority_id, change.project_id, greatest(change.recorded_at, contract.recorded_at),
            change.amount_change, false
        from projects_contractamendment as change
        inner join projects_contract as contract
            on contract.authority_id = change.authority_id and contract.id = change.contract_id
        where change.set_aside_at is null and contract.set_aside_at is null and change.project_id is not null
            and change.authority_id between first_authority and last_authority
    ),
    payment as (
        select authority_id, project_id, recorded_at, amount from projects_disbursement
        where set_aside_at is null and authority_id between first_authority and last_authority
    ),
    completion as (
        select authority_id, project_id, min(recorded_at) as since from projects_progress
        where set_aside_at is null and percent = 100 and authority_id between first_authority and last_authority
        group by authority_id, project_id
    ),
    place as (
        select authority_id, project_id, min(recorded_at) as since from projects_position
        where set_aside_at is null and is_current and authority_id between first_authority and last_authority
        group by authority_id, project_id
    ),
    -- when each project reached each of its stages
    reached as (
        select
            live.*,
            case when live.stages & 8 > 0 then greatest(plan_approval.since, live.recorded_at) end as approved,
            case when live.stages & 16 > 0 then greatest(first_budget.since, live.recorded_at) end as budgeted,
            case when live.stages & 32 > 0 then greatest(first_share.since, live.recorded_at) end as contracted,
            case when live.stages & 64 > 0 then greatest(first_payment.since, live.recorded_at) end as paid,
            case when live.stages & 128 > 0 then greatest(completion.since, live.recorded_at) end as completed,
            case when live.location is not null then greatest(place.since, live.recorded_at) end as placed
        from live
        left join plan_approval on plan_approval.authority_id = live.authority_id and plan_approval.project_id = live.id
        left join (
            select authority_id, project_id, min(recorded_at) as since from budget group by authority_id, project_id
        ) as first_budget on first_budget.authority_id = live.authority_id and first_budget.project_id = live.id
        left join (
            select authority_id, project_id, min(recorded_at) as since from signed where is_share
            group by authority_id, project_id
        ) as first_share on first_share.authority_id = live.authority_id and first_share.project_id = live.id
        left join (
            select authority_id, project_id, min(recorded_at) as since from payment group by authority_id, project_id
        ) as first_payment on first_payment.authority_id = live.authority_id and first_payment.project_id = live.id
        left join completion on completion.authority_id = live.authority_id and completion.project_id = live.id
        left join place on place.authority_id = live.authority_id and place.project_id = live.id
    ),
    -- each part is added up by day on its own: few rows are left to put together
    begun as (
        select
            authority.province_id, live.fiscal_year, (live.recorded_at at time zone 'Asia/Bangkok')::date as day,
            count(*) as projects, sum(live.planned_budget) as planned
        from live
        inner join layers_localauthority as authority on authority.id = live.authority_id
        group by authority.province_id, live.fiscal_year, (live.recorded_at at time zone 'Asia/Bangkok')::date
    ),
    stood as (
        select
            authority.province_id, reached.fiscal_year, (event.at at time zone 'Asia/Bangkok')::date as day, event.stage,
            sum(event.sign) as change
        from reached
        inner join layers_localauthority as authority on authority.id = reached.authority_id
        cross join lateral (
            select
                least(reached.approved, reached.budgeted, reached.contracted, reached.paid, reached.completed) as approved,
                least(reached.budgeted, reached.contracted, reached.paid, reached.completed) as budgeted,
                least(reached.contracted, reached.paid, reached.completed) as contracted,
                least(reached.paid, reached.completed) as paid
        ) as beyond
        -- a stage is the latest from its moment until a higher one is reached; places (0) and problems (9) are counted beside
        cross join lateral unnest(
            array[3, 4, 5, 6, 7, 8, 3, 4, 5, 6, 7, 0, 9],
            array[1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, 1, 1],
            array[
                case when reached.recorded_at < coalesce(beyond.approved, 'infinity') then reached.recorded_at end,
                case when reached.approved < coalesce(beyond.budgeted, 'infinity') then reached.approved end,
                case when reached.budgeted < coalesce(beyond.contracted, 'infinity') then reached.budgeted end,
                case when reached.contracted < coalesce(beyond.paid, 'infinity') then reached.contracted end,
                case when reached.paid < coalesce(reached.completed, 'infinity') then reached.paid end,
                reached.completed,
                case when reached.recorded_at < beyond.approved then beyond.approved end,
                case when reached.approved < beyond.budgeted then beyond.budgeted end,
                case when reached.budgeted < beyond.contracted then beyond.contracted end,
                case when reached.contracted < beyond.paid then beyond.paid end,
                case when reached.paid < reached.completed then reached.completed end,
                reached.placed,
                case when reached.problems > 0 then least(
                    case when reached.problems & 16 > 0 then reached.budgeted end,
                    case when reached.problems & 32 > 0 then reached.contracted end,
                    case when reached.problems & 64 > 0 then reached.paid end,
                    case when reached.problems & 128 > 0 then reached.completed end
                ) end
            ]
        ) as event (stage, sign, at)
        where event.at is not null
        group by
            authority.province_id, reached.fiscal_year, (event.at at time zone 'Asia/Bangkok')::date, event.stage
    ),
    money as (
        select
            authority.province_id, live.fiscal_year, amounts.kind,
            (greatest(amounts.recorded_at, live.recorded_at) at time zone 'Asia/Bangkok')::date as day,
            sum(amounts.amount) as amount
        from (
            select authority_id, project_id, recorded_at, amount, 1 as kind from budget
            union all
            select authority_id, project_id, recorded_at, amount, 2 from signed
            union all
            select authority_id, project_id, recorded_at, amount, 3 from payment
        ) as amounts
        inner join live on live.authority_id = amounts.authority_id and live.id = amounts.project_id
        inner join layers_localauthority as authority on authority.id = live.authority_id
        group by
            authority.province_id, live.fiscal_year, amounts.kind,
            (greatest(amounts.recorded_at, live.recorded_at) at time zone 'Asia/Bangkok')::date
    ),
    parts as (
        select province_id, fiscal_year, day, -1 as what, projects as number, planned as amount from begun
        union all
        select province_id, fiscal_year, day, stage, change, 0 from stood
        union all
        select province_id, fiscal_year, day, 10 + kind, 0, amount from money
    )
    select
        province_id::text, fiscal_year, day,
        coalesce(sum(number) filter (where what = -1), 0)::bigint,
        coalesce(sum(number) filter (where what = 9), 0)::bigint,
        coalesce(sum(number) filter (where what = 0), 0)::bigint,
        coalesce(sum(number) filter (where what = 3), 0)::bigint,
        coalesce(sum(number) filter (where what = 4), 0)::bigint,
        coalesce(sum(number) filter (where what = 5), 0)::bigint,
        coalesce(sum(number) filter (where what = 6), 0)::bigint,
        coalesce(sum(number) filter (where what = 7), 0)::bigint,
        coalesce(sum(number) filter (where what = 8), 0)::bigint,
        coalesce(sum(amount) filter (where what = -1), 0),
        coalesce(sum(amount) filter (where what = 11), 0),
        coalesce(sum(amount) filter (where what = 12), 0),
        coalesce(sum(amount) filter (where what = 13), 0)
    from parts
    group by province_id, fiscal_year, day;
end $$;
