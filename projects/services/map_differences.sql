-- Every map point that says something else than its project.
-- %(limit)s    rows at the most
select
    'map point' as what,
    coalesce(held.authority_id, truth.authority_id) as authority_id,
    coalesce(held.project_id, truth.project_id)::text as key,
    concat_ws(' ', held.fiscal_year, held.x, held.y, held.spot, held.latest_stage, held.programme, held.fund, held.problems,
              held.planned_satang, held.location::text) as kept,
    concat_ws(' ', truth.fiscal_year, truth.x, truth.y, truth.spot, truth.latest_stage, truth.programme, truth.fund,
              truth.problems, truth.planned_satang, truth.location::text) as true
from projects_mappoint as held
full join projects_mappoint_truth as truth
    on truth.authority_id = held.authority_id and truth.project_id = held.project_id
where (held.project_id, held.fiscal_year, held.x, held.y, held.spot, held.latest_stage, held.programme, held.fund,
       held.problems, held.planned_satang, held.location::bytea)
      is distinct from (truth.project_id, truth.fiscal_year, truth.x, truth.y, truth.spot, truth.latest_stage,
       truth.programme, truth.fund, truth.problems, truth.planned_satang, truth.location::bytea)
limit %(limit)s
