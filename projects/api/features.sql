-- One page of projects as GeoJSON features, written by PostGIS in one statement.
-- chosen_rows    one row per project with the columns named below; one row more than the page holds
-- %(most)s      features on a page
with chosen as materialized (
    select chosen_rows.*, row_number() over (order by chosen_rows.id) as place
    from chosen_rows
)

select
    coalesce(string_agg(json_build_object(
        'type', 'Feature',
        'id', id,
        'geometry', geometry::json,
        'properties', json_build_object(
            'code', code,
            'name', name,
            'village', village,
            'fiscal_year', fiscal_year,
            'authority', authority_id,
            'authority_name', authority_name,
            'province', province,
            'programme', programme_id,
            'fund', fund,
            'stage', latest_stage,
            'stage_name', stage_name,
            'problems', problems,
            'planned_budget', planned_budget,
            'budget_total', budget_total,
            'contract_total', contract_total,
            'paid_total', paid_total,
            'percent', percent,
            'location_kind', location_kind,
            'url', '/projects/' || id || '/'
        )
    )::text, ',' order by id) filter (where place <= %(most)s), '') as features,
    count(*) filter (where place <= %(most)s) as returned,
    case when count(*) > %(most)s then max(id) filter (where place <= %(most)s) end as last_id
from chosen
