-- The projects of provinces by year, stage and programme, from the tallies.
-- %(provinces)s    province codes; null for the whole country
select
    fiscal_year, latest_stage, programme_id,
    sum(projects) as count, sum(with_location) as with_location, sum(with_problems) as with_problems,
    sum(planned_sum) as planned, sum(budget_sum) as budget, sum(contract_sum) as contract, sum(paid_sum) as paid
from projects_tally_rows
where %(provinces)s::text [] is null or province_id = any(%(provinces)s::text [])
group by fiscal_year, latest_stage, programme_id
having sum(projects) > 0
