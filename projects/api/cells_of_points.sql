-- The cells of a tile, counted from the points themselves.
-- chosen_points          the map points chosen on this tile
-- %(shift)s              bits of a spot that lie within a cell
select
    count(*)::integer as count,
    (count(*) filter (where point.problems > 0))::integer as problems,
    sum(point.x)::double precision / count(*) as x,
    sum(point.y)::double precision / count(*) as y
from chosen_points as point
group by point.spot >> %(shift)s
