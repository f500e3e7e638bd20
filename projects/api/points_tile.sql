-- A vector tile of projects as points, or nothing when there are more than anybody could tell apart.
-- chosen_points          the map points chosen on this tile
-- %(west)s %(north)s     the tile's corner in the world square
-- %(scale)s              units of the tile (4,096 across) to one position of the world square
-- %(most)s               points on a tile; with one more the tile is null and cells are drawn instead
-- %(most_named)s         points on a tile up to which names are carried; 0 for none at this zoom
with chosen as materialized (
    select
        point.project_id,
        point.authority_id,
        point.x,
        point.y,
        point.latest_stage,
        point.fiscal_year,
        point.problems
    from chosen_points as point
    limit %(most)s + 1
),

drawn as (
    select
        chosen.project_id as id,
        chosen.authority_id as authority,
        chosen.latest_stage as stage,
        chosen.fiscal_year as year,
        chosen.problems,
        case
            when (select count(*) from chosen) <= %(most_named)s then (
                select project.name from projects_project as project
                where project.authority_id = chosen.authority_id and project.id = chosen.project_id
            )
        end as name,
        ST_MakePoint(floor((chosen.x - %(west)s) * %(scale)s), floor((chosen.y - %(north)s) * %(scale)s)) as geom
    from chosen
)

select case
    when (select count(*) from chosen) <= %(most)s
        then coalesce((select ST_AsMVT(drawn.*, 'projects', 4096, 'geom') from drawn), ''::bytea)
end as tile
