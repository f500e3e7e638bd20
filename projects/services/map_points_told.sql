-- The map points that differed and still do, both in words.
-- %(limit)s    rows at the most
select
    'map point' as what,
    truth.authority_id,
    truth.project_id::text as key,
    concat_ws(' ', held.fiscal_year, held.x, held.y, held.spot, held.latest_stage, held.programme, held.fund, held.problems,
              held.planned_satang, held.location::text) as kept,
    concat_ws(' ', truth.fiscal_year, truth.x, truth.y, truth.spot, truth.latest_stage, truth.programme, truth.fund,
              truth.problems, truth.planned_satang, truth.location::text) as true
from points_differing as truth
left join projects_mappoint as held
    on held.authority_id = truth.authority_id and held.project_id = truth.project_id
where (held.project_id is not null, held.fiscal_year, held.x, held.y, held.spot, held.latest_stage, held.programme,
       held.fund, held.problems, held.planned_satang, held.location::bytea)
      is distinct from (truth.is_on_map, truth.fiscal_year, truth.x, truth.y, truth.spot, truth.latest_stage,
       truth.programme, truth.fund, truth.problems, truth.planned_satang, truth.location::bytea)
order by truth.authority_id, truth.project_id
limit %(limit)s
