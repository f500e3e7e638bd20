-- The cells of a zoom, added up from others: the four below each, or those of all years.
-- chosen_cells           the cells to add up
-- added_counts, added_problem_counts   their counts by dimension, place by place (projects.map_dimensions)
-- %(zoom)s               the zoom of the tiles whose cells these are
-- %(by_year)s            whether years are kept apart; otherwise all of them become year 0
select
    %(zoom)s::smallint as zoom,
    (case when %(by_year)s then held.fiscal_year else 0 end)::smallint as fiscal_year,
    held.cell >> (2 * (held.zoom - %(zoom)s)) as cell,
    held.province_id,
    sum(held.total)::integer as total,
    sum(held.problems)::integer as problems,
    sum(held.sum_x)::bigint as sum_x,
    sum(held.sum_y)::bigint as sum_y,
    added_counts as counts,
    added_problem_counts as problem_counts
from chosen_cells as held
group by 1, 2, 3, 4
-- as they are read: the cells of a tile lie side by side
order by 2, 3
