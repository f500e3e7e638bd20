-- Makes the map points equal to the projects, whatever they were. The rows that are right already are not touched.
with stale as (
    delete from projects_mappoint as point
    where not exists (
        select from projects_project as project
        where project.authority_id = point.authority_id and project.id = point.project_id
            and project.location is not null and project.set_aside_at is null
    )
)

insert into projects_mappoint as point (
    authority_id, project_id, fiscal_year, x, y, spot, latest_stage, programme, fund, problems, planned_satang, location
)
select
    truth.authority_id, truth.project_id, truth.fiscal_year, truth.x, truth.y, truth.spot, truth.latest_stage,
    truth.programme, truth.fund, truth.problems, truth.planned_satang, truth.location
from projects_mappoint_truth as truth
left join projects_mappoint as held on held.authority_id = truth.authority_id and held.project_id = truth.project_id
where (held.fiscal_year, held.x, held.y, held.spot, held.latest_stage, held.programme, held.fund, held.problems,
       held.planned_satang, held.location::bytea)
      is distinct from (truth.fiscal_year, truth.x, truth.y, truth.spot, truth.latest_stage, truth.programme, truth.fund,
       truth.problems, truth.planned_satang, truth.location::bytea)
-- neighbours in the registry lie side by side: one authority's projects are read in one go
order by truth.authority_id, truth.project_id
on conflict (authority_id, project_id) do update set
    fiscal_year = excluded.fiscal_year, x = excluded.x, y = excluded.y, spot = excluded.spot,
    latest_stage = excluded.latest_stage, programme = excluded.programme, fund = excluded.fund,
    problems = excluded.problems, planned_satang = excluded.planned_satang, location = excluded.location
