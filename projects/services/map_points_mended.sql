-- Puts the map points right that differ.
with stale as (
    delete from projects_mappoint as point using points_differing as truth
    where point.authority_id = truth.authority_id and point.project_id = truth.project_id and not truth.is_on_map
)

insert into projects_mappoint as point (
    authority_id, project_id, fiscal_year, x, y, spot, latest_stage, programme, fund, problems, planned_satang, location
)
select
    authority_id, project_id, fiscal_year, x, y, spot, latest_stage, programme, fund, problems, planned_satang, location
from points_differing
where is_on_map
-- neighbours in the registry lie side by side: one authority's projects are read in one go
order by authority_id, project_id
on conflict (authority_id, project_id) do update set
    fiscal_year = excluded.fiscal_year, x = excluded.x, y = excluded.y, spot = excluded.spot,
    latest_stage = excluded.latest_stage, programme = excluded.programme, fund = excluded.fund,
    problems = excluded.problems, planned_satang = excluded.planned_satang, location = excluded.location
