-- The map points that say something else than their projects, as they should be; only the keys of those that should not be.
select
    coalesce(truth.authority_id, held.authority_id) as authority_id, coalesce(truth.project_id, held.project_id) as project_id,
    truth.project_id is not null as is_on_map, truth.fiscal_year, truth.x, truth.y, truth.spot, truth.latest_stage,
    truth.programme, truth.fund, truth.problems, truth.planned_satang, truth.location
from projects_mappoint as held
full join projects_mappoint_truth as truth
    on truth.authority_id = held.authority_id and truth.project_id = held.project_id
where (held.project_id, held.fiscal_year, held.x, held.y, held.spot, held.latest_stage, held.programme, held.fund,
       held.problems, held.planned_satang, held.location::bytea)
      is distinct from (truth.project_id, truth.fiscal_year, truth.x, truth.y, truth.spot, truth.latest_stage,
       truth.programme, truth.fund, truth.problems, truth.planned_satang, truth.location::bytea)
