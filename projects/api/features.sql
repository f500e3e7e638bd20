-- One page of projects as GeoJSON features in UTF-8, written by PostGIS in one statement. The text is put together, not
-- built as JSON: that costs a third. Only what people typed is quoted with care; names of kinds need none.
-- paged_rows       the page and one row more, in order (walked.sql or searched.sql)
-- %(stage_names)s  the words for the stages from 3 on
-- %(fineness)s     steps into which a degree is divided
-- %(most)s         features on a page
select
    coalesce(string_agg(concat(
        '{"type":"Feature","id":', id,
        ',"geometry":', case when location is null then 'null' end,
        '{"type":"Point","coordinates":[' || round(ST_X(location) * %(fineness)s) / %(fineness)s || ','
        || round(ST_Y(location) * %(fineness)s) / %(fineness)s || ']}',
        ',"properties":{"code":', to_json(code),
        ',"name":', to_json(name),
        ',"village":', to_json(village),
        ',"fiscal_year":', fiscal_year,
        ',"authority":', authority_id,
        ',"authority_name":', authority_name,
        ',"province":"', province_id,
        '","programme":', programme_id,
        ',"fund":"', fund,
        '","stage":', latest_stage,
        ',"stage_name":"', (%(stage_names)s::text [])[latest_stage - 2],
        '","problems":', problems,
        ',"planned_budget":', planned_budget,
        ',"budget_total":', budget_total,
        ',"contract_total":', contract_total,
        ',"paid_total":', paid_total,
        ',"percent":', percent,
        ',"location_kind":"', location_kind,
        '","url":"/projects/', id, '/"}}'
    ), ',') filter (where place_on_page <= %(most)s), '') as features,
    count(*) filter (where place_on_page <= %(most)s) as returned,
    max(authority_id) filter (where place_on_page = %(most)s) as last_authority,
    max(id) filter (where place_on_page = %(most)s) as last_id,
    count(*) > %(most)s as has_more
from (
    -- the rows come in order, and nothing between here and the aggregate changes it
    select *, row_number() over () as place_on_page from paged_rows
) as page
