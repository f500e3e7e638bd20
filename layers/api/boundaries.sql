-- Features of places with their boundaries, simplified; one page.
-- chosen_rows      columns id, shape (geometry as bytea or null), properties (json)
-- %(most)s        features on a page
-- %(tolerance)s    degrees by which a boundary may be simplified; 0 keeps it whole
with chosen as materialized (
    select chosen_rows.*, row_number() over (order by chosen_rows.id) as place
    from chosen_rows
)

select
    coalesce(string_agg(json_build_object(
        'type', 'Feature',
        'id', id,
        'geometry', case
            when shape is null then null
            when %(tolerance)s > 0 then ST_AsGeoJSON(ST_SimplifyPreserveTopology(shape::geometry, %(tolerance)s), 6)::json
            else ST_AsGeoJSON(shape::geometry, 7)::json
        end,
        'properties', properties
    )::text, ',' order by id) filter (where place <= %(most)s), '') as features,
    count(*) filter (where place <= %(most)s) as returned,
    case when count(*) > %(most)s then max(id) filter (where place <= %(most)s) end as last_id
from chosen
