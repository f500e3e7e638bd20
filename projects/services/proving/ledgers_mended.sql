-- Writes what projects and plans say into the ledgers that said something else.
insert into projects_stageledger as ledger (
    authority_id, fiscal_year, entered, problems, projects, projects_with_problems, with_location,
    at_plan, at_plan_approved, at_budget_approved, at_contract_signed, at_disbursed, at_completed,
    planned_sum, budget_sum, contract_sum, paid_sum, with_stage, with_problem)
select
    truth.authority_id, truth.fiscal_year, truth.entered, truth.problems, truth.projects,
    truth.projects_with_problems, truth.with_location, truth.at_plan, truth.at_plan_approved,
    truth.at_budget_approved, truth.at_contract_signed, truth.at_disbursed, truth.at_completed, truth.planned_sum,
    truth.budget_sum, truth.contract_sum, truth.paid_sum, truth.with_stage, truth.with_problem
from ledgers_differing as truth
order by truth.authority_id, truth.fiscal_year
on conflict (authority_id, fiscal_year) do update set
    entered = excluded.entered, problems = excluded.problems, projects = excluded.projects,
    projects_with_problems = excluded.projects_with_problems, with_location = excluded.with_location,
    at_plan = excluded.at_plan, at_plan_approved = excluded.at_plan_approved,
    at_budget_approved = excluded.at_budget_approved, at_contract_signed = excluded.at_contract_signed,
    at_disbursed = excluded.at_disbursed, at_completed = excluded.at_completed,
    planned_sum = excluded.planned_sum, budget_sum = excluded.budget_sum,
    contract_sum = excluded.contract_sum, paid_sum = excluded.paid_sum,
    with_stage = excluded.with_stage, with_problem = excluded.with_problem
