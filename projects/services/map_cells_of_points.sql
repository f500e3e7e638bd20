-- The cells of a zoom, counted from the points.
-- chosen_points          the points to count
-- dimension_places       the place of a point in each dimension (projects.map_dimensions)
-- place_counts, place_problem_counts   the counts by dimension
-- %(zoom)s               the zoom of the tiles whose cells these are
-- %(shift)s              bits of a spot that lie within a cell
-- %(by_year)s            whether years are counted apart; otherwise all of them as year 0
select
    %(zoom)s::smallint as zoom,
    placed.fiscal_year,
    placed.cell,
    placed.province_id,
    count(*)::integer as total,
    (count(*) filter (where placed.has_problems))::integer as problems,
    sum(placed.x) as sum_x,
    sum(placed.y) as sum_y,
    place_counts as counts,
    place_problem_counts as problem_counts
from (
    select
        (case when %(by_year)s then point.fiscal_year else 0 end)::smallint as fiscal_year,
        (point.spot >> %(shift)s)::integer as cell,
        authority.province_id,
        point.problems > 0 as has_problems,
        point.x,
        point.y,
        dimension_places
    from chosen_points as point
    inner join layers_localauthority as authority on authority.id = point.authority_id
    offset 0  -- places are worked out once, not once for each of their values
) as placed
group by 1, 2, 3, 4
-- as they are read: the cells of a tile lie side by side
order by 2, 3
