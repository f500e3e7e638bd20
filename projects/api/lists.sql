-- One page of projects as the JSON of a list in UTF-8: what ProjectSerializer says of a project, for a thousand at once.
-- paged_rows       the page and one row more, in order (walked.sql or searched.sql)
-- %(stage_names)s  the words for the stages from 3 on
-- %(masks)s        for each mask of those six stages, the JSON list of their words
-- %(most)s         projects on a page
select
    coalesce(string_agg(concat(
        '{"id":', id,
        ',"authority":', authority_id,
        ',"authority_name":', authority_name,
        ',"province":"', province_id,
        '","fiscal_year":', fiscal_year,
        ',"code":', to_json(code),
        ',"name":', to_json(name),
        ',"village":', to_json(village),
        ',"programme":', programme_id,
        ',"fund":"', fund,
        '","stage":', latest_stage,
        ',"stage_name":"', (%(stage_names)s::text [])[latest_stage - 2],
        '","stages":', (%(masks)s::text [])[stages / 4 + 1],
        ',"problems":', (%(masks)s::text [])[problems / 4 + 1],
        ',"planned_budget":"', planned_budget,
        '","budget_total":"', budget_total,
        '","contract_total":"', contract_total,
        '","paid_total":"', paid_total,
        '","percent":"', percent,
        '","longitude":', coalesce(ST_X(location)::text, 'null'),
        ',"latitude":', coalesce(ST_Y(location)::text, 'null'),
        ',"location_kind":"', location_kind,
        '","version":', version, '}'
    ), ',') filter (where place_on_page <= %(most)s), '') as projects,
    count(*) filter (where place_on_page <= %(most)s) as returned,
    max(authority_id) filter (where place_on_page = %(most)s) as last_authority,
    max(id) filter (where place_on_page = %(most)s) as last_id,
    count(*) > %(most)s as has_more
from (
    -- the rows come in order, and nothing between here and the aggregate changes it
    select *, row_number() over () as place_on_page from paged_rows
) as page
