-- The ledger by province. A write appends the difference it made to its authority's ledger (no row of a province is locked,
-- so writers do not wait for each other); folding adds the differences to the ledger of the province and to the day on which
-- they were made, and deletes exactly what it added. A reader always sees both, in one snapshot: the figures are exact.

alter table projects_provinceposting drop constraint projects_provinceposting_pkey;
alter table projects_provinceposting add primary key (id, authority_id);
-- rows come and go by the thousand: dead ones are cleared early, and a scan stays a few pages
alter table projects_provinceposting set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
alter table projects_provinceledger set (fillfactor = 50);

-- Eight places, one for each stage, of a mask.
create function projects_places_of(mask integer) returns integer[] language sql immutable strict parallel safe as $$
    select array[mask & 1, mask >> 1 & 1, mask >> 2 & 1, mask >> 3 & 1, mask >> 4 & 1, mask >> 5 & 1, mask >> 6 & 1, mask >> 7 & 1]
$$;

create function projects_add_each(one integer[], other integer[]) returns integer[]
language sql immutable strict parallel safe as $$
    select array[one[1] + other[1], one[2] + other[2], one[3] + other[3], one[4] + other[4],
                 one[5] + other[5], one[6] + other[6], one[7] + other[7], one[8] + other[8]]
$$;

create function projects_times_each(one integer[], factor integer) returns integer[]
language sql immutable strict parallel safe as $$
    select array[one[1] * factor, one[2] * factor, one[3] * factor, one[4] * factor,
                 one[5] * factor, one[6] * factor, one[7] * factor, one[8] * factor]
$$;

create aggregate projects_sum_each(integer[]) (sfunc = projects_add_each, stype = integer[], parallel = safe);

-- The ledger of each authority and year in the shape of the figures of a province.
create view projects_authority_figures as
select
    authority_id, fiscal_year, projects, projects_with_problems, with_location,
    at_plan, at_plan_approved, at_budget_approved, at_contract_signed, at_disbursed, at_completed,
    planned_sum, budget_sum, contract_sum, paid_sum,
    projects_places_of(entered & ~problems) as entered,
    projects_places_of(entered & problems) as problem
from projects_stageledger;

-- The differences on their way, each with the province it goes to and the day in Bangkok on which it was made.
create view projects_province_waiting as
select
    coalesce(posting.province_id, authority.province_id) as province_id,
    (posting.at at time zone 'Asia/Bangkok')::date as day,
    posting.fiscal_year, posting.projects, posting.projects_with_problems, posting.with_location,
    posting.at_plan, posting.at_plan_approved, posting.at_budget_approved, posting.at_contract_signed,
    posting.at_disbursed, posting.at_completed,
    posting.planned_sum, posting.budget_sum, posting.contract_sum, posting.paid_sum, posting.entered, posting.problem
from projects_provinceposting as posting
left join layers_localauthority as authority on authority.id = posting.authority_id;

-- The source of every national figure of now.
create view projects_province_figures as
select
    coalesce(kept.province_id, posted.province_id) as province_id,
    coalesce(kept.fiscal_year, posted.fiscal_year)::integer as fiscal_year,
    coalesce(kept.projects, 0) + coalesce(posted.projects, 0) as projects,
    coalesce(kept.projects_with_problems, 0) + coalesce(posted.projects_with_problems, 0) as projects_with_problems,
    coalesce(kept.with_location, 0) + coalesce(posted.with_location, 0) as with_location,
    coalesce(kept.at_plan, 0) + coalesce(posted.at_plan, 0) as at_plan,
    coalesce(kept.at_plan_approved, 0) + coalesce(posted.at_plan_approved, 0) as at_plan_approved,
    coalesce(kept.at_budget_approved, 0) + coalesce(posted.at_budget_approved, 0) as at_budget_approved,
    coalesce(kept.at_contract_signed, 0) + coalesce(posted.at_contract_signed, 0) as at_contract_signed,
    coalesce(kept.at_disbursed, 0) + coalesce(posted.at_disbursed, 0) as at_disbursed,
    coalesce(kept.at_completed, 0) + coalesce(posted.at_completed, 0) as at_completed,
    coalesce(kept.planned_sum, 0) + coalesce(posted.planned_sum, 0) as planned_sum,
    coalesce(kept.budget_sum, 0) + coalesce(posted.budget_sum, 0) as budget_sum,
    coalesce(kept.contract_sum, 0) + coalesce(posted.contract_sum, 0) as contract_sum,
    coalesce(kept.paid_sum, 0) + coalesce(posted.paid_sum, 0) as paid_sum,
    coalesce(projects_add_each(kept.entered, posted.entered), kept.entered, posted.entered, projects_places_of(0)) as entered,
    coalesce(projects_add_each(kept.problem, posted.problem), kept.problem, posted.problem, projects_places_of(0)) as problem
from projects_provinceledger as kept
full join (
    select
        province_id, fiscal_year,
        sum(projects)::integer as projects,
        sum(projects_with_problems)::integer as projects_with_problems,
        sum(with_location)::integer as with_location,
        sum(at_plan)::integer as at_plan,
        sum(at_plan_approved)::integer as at_plan_approved,
        sum(at_budget_approved)::integer as at_budget_approved,
        sum(at_contract_signed)::integer as at_contract_signed,
        sum(at_disbursed)::integer as at_disbursed,
        sum(at_completed)::integer as at_completed,
        sum(planned_sum) as planned_sum,
        sum(budget_sum) as budget_sum,
        sum(contract_sum) as contract_sum,
        sum(paid_sum) as paid_sum,
        projects_sum_each(entered) as entered,
        projects_sum_each(problem) as problem
    from projects_province_waiting
    group by province_id, fiscal_year
) as posted on posted.province_id = kept.province_id and posted.fiscal_year = kept.fiscal_year;

-- The same figures as they stood at the end of a day in Bangkok. What a province had counted by then stays with it, even
-- when an authority moves away later.
-- of_day     the day
-- of_years   the fiscal years (BE) asked for
create function projects_province_figures_as_of(of_day date, of_years integer[]) returns table (
    province_id text, fiscal_year integer, projects integer, projects_with_problems integer, with_location integer,
    at_plan integer, at_plan_approved integer, at_budget_approved integer, at_contract_signed integer, at_disbursed integer,
    at_completed integer, planned_sum numeric, budget_sum numeric, contract_sum numeric, paid_sum numeric,
    entered integer[], problem integer[]
) language sql stable parallel safe as $$
    with parts as (
        select day_end.*
        from layers_province as province
        cross join unnest(of_years) as asked (fiscal_year)
        cross join lateral (
            select * from projects_provinceday as ending
            where ending.province_id = province.code and ending.fiscal_year = asked.fiscal_year and ending.day <= of_day
            order by ending.day desc limit 1
        ) as day_end
    ),
    waiting as (
        select * from projects_province_waiting where day <= of_day and fiscal_year = any(of_years)
    ),
    both_parts as (
        select
            province_id, fiscal_year, projects, projects_with_problems, with_location, at_plan, at_plan_approved,
            at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum, contract_sum,
            paid_sum, entered, problem
        from parts
        union all
        select
            province_id, fiscal_year, projects, projects_with_problems, with_location, at_plan, at_plan_approved,
            at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum, contract_sum,
            paid_sum, entered, problem
        from waiting
    )
    select
        province_id::text, fiscal_year::integer,
        sum(projects)::integer, sum(projects_with_problems)::integer, sum(with_location)::integer,
        sum(at_plan)::integer, sum(at_plan_approved)::integer, sum(at_budget_approved)::integer,
        sum(at_contract_signed)::integer, sum(at_disbursed)::integer, sum(at_completed)::integer,
        sum(planned_sum), sum(budget_sum), sum(contract_sum), sum(paid_sum),
        array[
            coalesce(sum(entered[1]), 0), coalesce(sum(entered[2]), 0), coalesce(sum(entered[3]), 0),
            coalesce(sum(entered[4]), 0), coalesce(sum(entered[5]), 0), coalesce(sum(entered[6]), 0),
            coalesce(sum(entered[7]), 0), coalesce(sum(entered[8]), 0)
        ]::integer[],
        array[
            coalesce(sum(problem[1]), 0), coalesce(sum(problem[2]), 0), coalesce(sum(problem[3]), 0),
            coalesce(sum(problem[4]), 0), coalesce(sum(problem[5]), 0), coalesce(sum(problem[6]), 0),
            coalesce(sum(problem[7]), 0), coalesce(sum(problem[8]), 0)
        ]::integer[]
    from both_parts
    group by province_id, fiscal_year
$$;
