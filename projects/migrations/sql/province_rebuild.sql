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
    projects_sum_each(figures.entered) as entered,
    projects_sum_each(figures.problem) as problem
from projects_authority_figures as figures
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

-- Puts right what differs: a correction is a difference of today that belongs to no authority.
create function projects_refresh_provinces() returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock(projects_lock_of_folding());
    -- writers wait: what they have not committed posts its own differences afterwards
    lock table projects_stageledger in share row exclusive mode;
    perform projects_fold_postings();
    insert into projects_provinceposting (
        authority_id, province_id, fiscal_year, at, projects, projects_with_problems, with_location, at_plan,
        at_plan_approved, at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum,
        contract_sum, paid_sum, entered, problem)
    select
        0, province_id, fiscal_year, clock_timestamp(), projects, projects_with_problems, with_location, at_plan,
        at_plan_approved, at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum,
        contract_sum, paid_sum, entered, problem
    from projects_province_corrections;
    perform projects_fold_postings();
    delete from projects_provinceregistry;
    insert into projects_provinceregistry (province_id, day, change)
    select province_id, day, change from projects_provinceregistry_of_all;
    perform projects_review_exceptions(array(select id from layers_localauthority));
end $$;
