-- The cells of a zoom, added up from others: the four below each, or those of all years.
-- chosen_cells           the cells to add up
-- added_counts, added_problem_counts   their counts by dimension, place by place (projects.map_dimensions)
-- %(zoom)s               the zoom of the tiles whose cells these are
-- %(by_year)s            whether years are kept apart; otherwise all of them become year 0
insert into projects_mapcell (
    zoom, fiscal_year, cell, province_id, total, problems, sum_x, sum_y, counts, problem_counts
)
select
    %(zoom)s::smallint,
    case when %(by_year)s then held.fiscal_year else 0 end,
    held.cell >> (2 * (held.zoom - %(zoom)s)),
    held.province_id,
    sum(held.total),
    sum(held.problems),
    sum(held.sum_x)::bigint,
    sum(held.sum_y)::bigint,
    added_counts,
    added_problem_counts
from chosen_cells as held
group by 1, 2, 3, 4
-- as they are read: the cells of a tile lie side by side
order by 2, 3
