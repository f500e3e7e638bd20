-- What projects and plans say of the authorities and years whose ledger says something else, or is not there.
select
    truth.authority_id, truth.fiscal_year, truth.entered, truth.problems, truth.projects,
    truth.projects_with_problems, truth.with_location, truth.at_plan, truth.at_plan_approved,
    truth.at_budget_approved, truth.at_contract_signed, truth.at_disbursed, truth.at_completed, truth.planned_sum,
    truth.budget_sum, truth.contract_sum, truth.paid_sum, truth.with_stage, truth.with_problem
from projects_ledger_of_all as truth
left join projects_stageledger as ledger
    on ledger.authority_id = truth.authority_id and ledger.fiscal_year = truth.fiscal_year
where (ledger.entered, ledger.problems, ledger.projects, ledger.projects_with_problems, ledger.with_location,
       ledger.at_plan, ledger.at_plan_approved, ledger.at_budget_approved, ledger.at_contract_signed,
       ledger.at_disbursed, ledger.at_completed, ledger.planned_sum, ledger.budget_sum, ledger.contract_sum,
       ledger.paid_sum, ledger.with_stage, ledger.with_problem)
    is distinct from (truth.entered, truth.problems, truth.projects, truth.projects_with_problems,
       truth.with_location, truth.at_plan, truth.at_plan_approved, truth.at_budget_approved,
       truth.at_contract_signed, truth.at_disbursed, truth.at_completed, truth.planned_sum, truth.budget_sum,
       truth.contract_sum, truth.paid_sum, truth.with_stage, truth.with_problem)
