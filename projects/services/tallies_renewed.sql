-- Every tally anew, from what the projects say, kept aside.
insert into projects_tally (
    province_id, fiscal_year, latest_stage, programme_id, projects, with_location, with_problems,
    planned_sum, budget_sum, contract_sum, paid_sum
)
select
    province_id, fiscal_year, latest_stage, programme_id, projects, with_location, with_problems,
    planned_sum, budget_sum, contract_sum, paid_sum
from tally_truth
