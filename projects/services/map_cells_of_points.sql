-- The cells of the finest stored zoom, counted from the points.
-- chosen_points          the points to count
-- point_counts, point_problem_counts   the counts by dimension (projects.map_dimensions)
-- %(zoom)s               the zoom of the tiles whose cells these are
-- %(shift)s              bits of a spot that lie within a cell
-- %(by_year)s            whether years are counted apart; otherwise all of them as year 0
insert into projects_mapcell (
    zoom, fiscal_year, cell, province_id, total, problems, sum_x, sum_y, counts, problem_counts
)
select
    %(zoom)s::smallint,
    case when %(by_year)s then point.fiscal_year else 0 end,
    (point.spot >> %(shift)s)::integer,
    authority.province_id,
    count(*),
    count(*) filter (where point.problems > 0),
    sum(point.x),
    sum(point.y),
    point_counts,
    point_problem_counts
from chosen_points as point
inner join layers_localauthority as authority on authority.id = point.authority_id
group by 1, 2, 3, 4
