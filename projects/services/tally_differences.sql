-- Provinces, years, stages and programmes whose tally is not what the projects say; what it has too much (less than 0: lacks).
-- true_tallies    what the projects say, in the columns of projects_tally_truth
-- %(limit)s    rows at the most
with correction as (
    select
        province_id, fiscal_year, latest_stage, programme_id,
        sum(projects) as projects, sum(with_location) as with_location, sum(with_problems) as with_problems,
        sum(planned_sum) as planned_sum, sum(budget_sum) as budget_sum, sum(contract_sum) as contract_sum,
        sum(paid_sum) as paid_sum
    from (
        select * from projects_tally_rows
        union all
        select
            province_id, fiscal_year, latest_stage, programme_id, -projects, -with_location, -with_problems,
            -planned_sum, -budget_sum, -contract_sum, -paid_sum
        from true_tallies
    ) as both_sides
    group by province_id, fiscal_year, latest_stage, programme_id
)

select
    'tally' as what, 0 as authority_id,
    concat_ws(' ', province_id, fiscal_year, latest_stage, programme_id) as key,
    concat('differs by ', correction::text) as kept, 'no difference' as true
from correction
where (projects, with_location, with_problems, planned_sum, budget_sum, contract_sum, paid_sum)
    is distinct from (0, 0, 0, 0, 0, 0, 0)
order by province_id, fiscal_year, latest_stage, programme_id
limit %(limit)s
