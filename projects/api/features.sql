-- One page of projects as GeoJSON features, written by PostGIS in one statement.
-- chosen_rows    one row per project with the columns named below; one row more than the page holds
-- %(limit)s      features on a page
with chosen as materialized (
    select chosen_rows.*, row_number() over (order by chosen_rows.id) as place
    from chosen_rows
)

select
    coalesce(string_agg(json_build_object(
        'type', 'Feature',
        'id', chosen.id,
        'geometry', chosen.geometry::json,
        'properties', json_build_object(
            'code', chosen.code,
            'name', chosen.name,
            'village', chosen.village,
            'fiscal_year', chosen.fiscal_year,
            'authority', chosen.authority_id,
            'authority_name', chosen.authority_name,
            'province', chosen.province,
            'programme', chosen.programme_id,
            'fund', chosen.fund,
            'stage', chosen.latest_stage,
            'stage_name', chosen.stage_name,
            'problems', chosen.problems,
            'planned_budget', chosen.planned_budget,
            'budget_total', chosen.budget_total,
            'contract_total', chosen.contract_total,
            'paid_total', chosen.paid_total,
            'percent', chosen.percent,
            'location_kind', chosen.location_kind,
            'url', '/projects/' || chosen.id || '/'
        )
    )::text, ',' order by chosen.id) filter (where chosen.place <= %(limit)s), '') as features,
    count(*) filter (where chosen.place <= %(limit)s) as returned,
    case when count(*) > %(limit)s then max(chosen.id) filter (where chosen.place <= %(limit)s) end as last_id
from chosen
