-- Features of places with their boundaries, simplified; one page.
-- chosen_rows      columns id, shape (geometry as bytea or null), properties (json)
-- %(limit)s        features on a page
-- %(tolerance)s    degrees by which a boundary may be simplified; 0 keeps it whole
with chosen as materialized (
    select chosen_rows.*, row_number() over (order by chosen_rows.id) as place
    from chosen_rows
)

select
    coalesce(string_agg(json_build_object(
        'type', 'Feature',
        'id', chosen.id,
        'geometry', case
            when chosen.shape is null then null
            when %(tolerance)s > 0 then ST_AsGeoJSON(ST_SimplifyPreserveTopology(chosen.shape::geometry, %(tolerance)s), 6)::json
            else ST_AsGeoJSON(chosen.shape::geometry, 7)::json
        end,
        'properties', chosen.properties
    )::text, ',' order by chosen.id) filter (where chosen.place <= %(limit)s), '') as features,
    count(*) filter (where chosen.place <= %(limit)s) as returned,
    case when count(*) > %(limit)s then max(chosen.id) filter (where chosen.place <= %(limit)s) end as last_id
from chosen
