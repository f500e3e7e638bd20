-- The ledgers that say something else than projects and plans, both in words.
-- %(limit)s    rows at the most
select told.what, told.authority_id, told.key, coalesce(told.kept, 'no row') as kept, told.true
from (
    select
        'ledger' as what,
        truth.authority_id,
        truth.fiscal_year::text as key,
        row(ledger.entered, ledger.problems, ledger.projects, ledger.projects_with_problems, ledger.with_location,
            ledger.at_plan, ledger.at_plan_approved, ledger.at_budget_approved, ledger.at_contract_signed,
            ledger.at_disbursed, ledger.at_completed, ledger.planned_sum, ledger.budget_sum, ledger.contract_sum,
            ledger.paid_sum, ledger.with_stage, ledger.with_problem)::text as kept,
        row(truth.entered, truth.problems, truth.projects, truth.projects_with_problems, truth.with_location,
            truth.at_plan, truth.at_plan_approved, truth.at_budget_approved, truth.at_contract_signed,
            truth.at_disbursed, truth.at_completed, truth.planned_sum::numeric(18, 2), truth.budget_sum::numeric(18, 2),
            truth.contract_sum::numeric(18, 2), truth.paid_sum::numeric(18, 2), truth.with_stage,
            truth.with_problem)::text as true
    from ledgers_differing as truth
    left join projects_stageledger as ledger
        on ledger.authority_id = truth.authority_id and ledger.fiscal_year = truth.fiscal_year
) as told
where told.kept is distinct from told.true
order by told.authority_id, told.key
limit %(limit)s
