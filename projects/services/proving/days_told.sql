-- Days whose stages are told otherwise by the intervals; everything on its way was folded before.
-- %(limit)s    rows at the most
select
    'day' as what, 0 as authority_id, concat_ws(' ', province_id, fiscal_year, day) as key,
    concat_ws(' ', kept_entered::text, kept_problem::text) as kept, concat_ws(' ', entered::text, problem::text) as true
from projects_province_day_differences
order by province_id, fiscal_year, day
limit %(limit)s
