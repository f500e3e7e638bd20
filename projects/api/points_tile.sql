-- A vector tile of projects as points, or nothing when there are more than anybody could tell apart.
-- chosen_rows            id, authority_id, latest_stage, fiscal_year, problems, name, point (geometry as bytea)
-- %(z)s %(x)s %(y)s      the tile
-- %(most)s               points on a tile; with one more the tile is null and cells are drawn instead
-- %(web_mercator)s       SRID of tiles
-- %(with_names)s         whether names are carried at this zoom
with chosen as materialized (
    select chosen_rows.*
    from chosen_rows
),

drawn as (
    select
        chosen.id,
        chosen.authority_id as authority,
        chosen.latest_stage as stage,
        chosen.fiscal_year as year,
        chosen.problems,
        case when %(with_names)s then chosen.name end as name,
        ST_AsMVTGeom(
            ST_Transform(chosen.point::geometry, %(web_mercator)s), ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 64, true
        ) as geom
    from chosen
    where (select count(*) from chosen) <= %(most)s
)

select case
    when (select count(*) from chosen) <= %(most)s
        then (select ST_AsMVT(drawn.*, 'projects', 4096, 'geom') from drawn where drawn.geom is not null)
end as tile
