-- The cells of a tile as they are stored, years and provinces added up.
-- chosen_count, chosen_problems   how many of a cell's projects are chosen, and how many of these have problems
-- %(kept_zoom)s %(kept_years)s    what is read; the tile itself may be of a lower zoom
-- %(first_cell)s %(last_cell)s    the cells of the tile, at that zoom
-- %(coarser)s                     bits by which the tile's cells are coarser than what is read; none where that is coarser
-- %(everywhere)s %(provinces)s    whether all provinces are chosen, and otherwise which
select
    summed.count::integer as count,
    summed.problems::integer as problems,
    summed.x / summed.total as x,
    summed.y / summed.total as y
from (
    select
        sum(chosen_count) as count,
        sum(chosen_problems) as problems,
        sum(held.total) as total,
        sum(held.sum_x::double precision) as x,
        sum(held.sum_y::double precision) as y
    from projects_mapcell as held
    where held.zoom = %(kept_zoom)s
        and held.fiscal_year = any(%(kept_years)s::smallint[])
        and held.cell between %(first_cell)s and %(last_cell)s
        and (%(everywhere)s or held.province_id = any(%(provinces)s))
    group by held.cell >> %(coarser)s
) as summed
where summed.count > 0
