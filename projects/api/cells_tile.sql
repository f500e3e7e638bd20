-- A vector tile of projects counted in the cells of a grid, each drawn at the middle of its projects.
-- chosen_rows            problems, point (geometry as bytea)
-- %(z)s %(x)s %(y)s      the tile
-- %(cell)s               side of a cell in metres of web mercator
-- %(web_mercator)s       SRID of tiles
with chosen as (
    select
        ST_Transform(chosen_rows.point::geometry, %(web_mercator)s) as point,
        chosen_rows.problems
    from chosen_rows
),

cells as (
    select
        count(*)::integer as count,
        (count(*) filter (where chosen.problems > 0))::integer as problems,
        ST_SetSRID(ST_MakePoint(avg(ST_X(chosen.point)), avg(ST_Y(chosen.point))), %(web_mercator)s) as middle
    from chosen
    -- each tile counts its own ground only, so that a cell at the seam is not drawn twice
    where chosen.point && ST_TileEnvelope(%(z)s, %(x)s, %(y)s)
    group by floor(ST_X(chosen.point) / %(cell)s), floor(ST_Y(chosen.point) / %(cell)s)
),

drawn as (
    select
        cells.count,
        cells.problems,
        ST_AsMVTGeom(cells.middle, ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 0, true) as geom
    from cells
)

select ST_AsMVT(drawn.*, 'projects', 4096, 'geom') as tile
from drawn
where drawn.geom is not null
