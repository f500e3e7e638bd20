-- The ledger by province from the ledger of the authorities, and the proof that both say the same.

create view projects_province_figures_of_all as
select
    authority.province_id, figures.fiscal_year::integer as fiscal_year,
    sum(figures.projects)::integer as projects,
    sum(figures.projects_with_problems)::integer as projects_with_problems,
    sum(figures.with_location)::integer as with_location,
    sum(figures.at_plan)::integer as at_plan,
    sum(figures.at_plan_approved)::integer as at_plan_approved,
    sum(figures.at_budget_approved)::integer as at_budget_approved,
    sum(figures.at_contract_signed)::integer as at_contract_signed,
    sum(figures.at_disbursed)::integer as at_disbursed,
    sum(figures.at_completed)::integer as at_completed,
    sum(figures.planned_sum) as planned_sum,
    sum(figures.budget_sum) as budget_sum,
    sum(figures.contract_sum) as contract_sum,
    sum(figures.paid_sum) as paid_sum,
    array[
        count(*) filter (where figures.entered & ~figures.problems & 1 > 0),
        count(*) filter (where figures.entered & ~figures.problems & 2 > 0),
        count(*) filter (where figures.entered & ~figures.problems & 4 > 0),
        count(*) filter (where figures.entered & ~figures.problems & 8 > 0),
        count(*) filter (where figures.entered & ~figures.problems & 16 > 0),
        count(*) filter (where figures.entered & ~figures.problems & 32 > 0),
        count(*) filter (where figures.entered & ~figures.problems & 64 > 0),
        count(*) filter (where figures.entered & ~figures.problems & 128 > 0)
    ]::integer[] as entered,
    array[
        count(*) filter (where figures.entered & figures.problems & 1 > 0),
        count(*) filter (where figures.entered & figures.problems & 2 > 0),
        count(*) filter (where figures.entered & figures.problems & 4 > 0),
        count(*) filter (where figures.entered & figures.problems & 8 > 0),
        count(*) filter (where figures.entered & figures.problems & 16 > 0),
        count(*) filter (where figures.entered & figures.problems & 32 > 0),
        count(*) filter (where figures.entered & figures.problems & 64 > 0),
        count(*) filter (where figures.entered & figures.problems & 128 > 0)
    ]::integer[] as problem
from projects_stageledger as figures
inner join layers_localauthority as authority on authority.id = figures.authority_id
group by authority.province_id, figures.fiscal_year;

-- What the figures lack, or have too much, against the ledger of the authorities; no row where they are right.
create view projects_province_corrections as
select
    sides.province_id, sides.fiscal_year,
    sum(sides.sign * sides.projects)::integer as projects,
    sum(sides.sign * sides.projects_with_problems)::integer as projects_with_problems,
    sum(sides.sign * sides.with_location)::integer as with_location,
    sum(sides.sign * sides.at_plan)::integer as at_plan,
    sum(sides.sign * sides.at_plan_approved)::integer as at_plan_approved,
    sum(sides.sign * sides.at_budget_approved)::integer as at_budget_approved,
    sum(sides.sign * sides.at_contract_signed)::integer as at_contract_signed,
    sum(sides.sign * sides.at_disbursed)::integer as at_disbursed,
    sum(sides.sign * sides.at_completed)::integer as at_completed,
    sum(sides.sign * sides.planned_sum) as planned_sum,
    sum(sides.sign * sides.budget_sum) as budget_sum,
    sum(sides.sign * sides.contract_sum) as contract_sum,
    sum(sides.sign * sides.paid_sum) as paid_sum,
    projects_sum_each(projects_times_each(sides.entered, sides.sign)) as entered,
    projects_sum_each(projects_times_each(sides.problem, sides.sign)) as problem
from (
    select 1 as sign, truth.* from projects_province_figures_of_all as truth
    union all
    select -1, figures.* from projects_province_figures as figures
) as sides
group by sides.province_id, sides.fiscal_year
having (
    sum(sides.sign * sides.projects), sum(sides.sign * sides.projects_with_problems), sum(sides.sign * sides.with_location),
    sum(sides.sign * sides.at_plan), sum(sides.sign * sides.at_plan_approved), sum(sides.sign * sides.at_budget_approved),
    sum(sides.sign * sides.at_contract_signed), sum(sides.sign * sides.at_disbursed), sum(sides.sign * sides.at_completed),
    sum(sides.sign * sides.planned_sum), sum(sides.sign * sides.budget_sum), sum(sides.sign * sides.contract_sum),
    sum(sides.sign * sides.paid_sum), projects_sum_each(projects_times_each(sides.entered, sides.sign)),
    projects_sum_each(projects_times_each(sides.problem, sides.sign))
) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, projects_places_of(0), projects_places_of(0));

-- Tells the past of projects and sums where nothing has been kept yet: after the first load of a database.
-- bounds    the authority each range begins with, and one beyond the last
create function projects_tell_past(bounds bigint[]) returns void language plpgsql as $$
begin
    if exists (select from projects_provinceday) or exists (select from projects_provinceledger) then
        return;
    end if;
    -- one statement for all ranges, so that the processors share them
    execute (
        select
            'create temporary table projects_told on commit drop as '
            || string_agg(
                format('select * from projects_told_changes(%s, %s)', bounds[place], bounds[place + 1] - 1), ' union all '
            )
        from generate_series(1, cardinality(bounds) - 1) as place
    );
    insert into projects_provinceday (
        province_id, fiscal_year, day, projects, projects_with_problems, with_location, at_plan, at_plan_approved,
        at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum, contract_sum,
        paid_sum, entered, problem)
    select distinct
        province_id, fiscal_year, day,
        sum(projects) over until_then, sum(projects_with_problems) over until_then, sum(with_location) over until_then,
        sum(at_plan) over until_then, sum(at_plan_approved) over until_then, sum(at_budget_approved) over until_then,
        sum(at_contract_signed) over until_then, sum(at_disbursed) over until_then, sum(at_completed) over until_then,
        sum(planned_sum) over until_then, sum(budget_sum) over until_then, sum(contract_sum) over until_then,
        sum(paid_sum) over until_then,
        projects_places_of(0), projects_places_of(0)
    from projects_told
    window until_then as (partition by province_id, fiscal_year order by day);
    insert into projects_provinceledger (
        province_id, fiscal_year, projects, projects_with_problems, with_location, at_plan, at_plan_approved,
        at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum, contract_sum,
        paid_sum, entered, problem)
    select distinct on (province_id, fiscal_year)
        province_id, fiscal_year, projects, projects_with_problems, with_location, at_plan, at_plan_approved,
        at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum, contract_sum,
        paid_sum, entered, problem
    from projects_provinceday
    order by province_id asc, fiscal_year asc, day desc;
    drop table projects_told;
    -- the planner chooses badly on tables that were filled a moment ago
    analyze projects_provinceday, projects_provinceledger;
end $$;

-- Puts right what differs, and tells the past where nothing is kept of it. A correction is a difference of today that belongs
-- to no authority. Gives how many provinces and years, and how many days, said something else.
-- bounds    the authority each range begins with that is worked out at once, and one beyond the last
create function projects_refresh_provinces(bounds bigint[], out ledgers bigint, out days bigint) language plpgsql as $$
declare
    set_right bigint;
begin
    perform pg_advisory_xact_lock(projects_lock_of_folding());
    -- writers wait: what they have not committed posts its own differences afterwards
    lock table projects_stageledger, projects_stageinterval in share row exclusive mode;
    perform projects_fold_postings();
    perform projects_tell_past(bounds);
    insert into projects_provinceposting (
        authority_id, province_id, fiscal_year, at, projects, projects_with_problems, with_location, at_plan,
        at_plan_approved, at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum,
        contract_sum, paid_sum)
    select
        0, province_id, fiscal_year, clock_timestamp(), projects, projects_with_problems, with_location, at_plan,
        at_plan_approved, at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum,
        contract_sum, paid_sum
    from projects_province_corrections
    where (projects, projects_with_problems, with_location, at_plan, at_plan_approved, at_budget_approved, at_contract_signed,
           at_disbursed, at_completed, planned_sum, budget_sum, contract_sum, paid_sum) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    get diagnostics ledgers = row_count;
    perform projects_fold_postings();
    days := projects_refresh_stage_days();
    insert into projects_provinceledger as kept (province_id, fiscal_year, entered, problem)
    select province_id, fiscal_year, entered, problem from projects_province_figures_of_all
    on conflict (province_id, fiscal_year) do update set entered = excluded.entered, problem = excluded.problem
    where (kept.entered, kept.problem) <> (excluded.entered, excluded.problem);
    get diagnostics set_right = row_count;
    ledgers := ledgers + set_right;
    delete from projects_provinceregistry;
    insert into projects_provinceregistry (province_id, day, change)
    select province_id, day, change from projects_provinceregistry_of_all;
    perform projects_review_exceptions(array(select id from layers_localauthority));
end $$;
