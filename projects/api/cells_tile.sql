-- A vector tile of cells, each drawn at the middle of its projects.
-- counted_cells          the cells on this tile: count, problems, x and y (in the world square)
-- %(west)s %(north)s     the tile's corner in the world square
-- %(scale)s              units of the tile (4,096 across) to one position of the world square
with drawn as (
    select
        cell.count,
        cell.problems,
        ST_MakePoint(floor((cell.x - %(west)s) * %(scale)s), floor((cell.y - %(north)s) * %(scale)s)) as geom
    from counted_cells as cell
)

select
    coalesce(ST_AsMVT(drawn.*, 'projects', 4096, 'geom'), ''::bytea) as tile,
    coalesce(sum(drawn.count), 0) as points
from drawn
