-- Days on which the registry of a province changed otherwise than the periods of its authorities.
-- %(limit)s    rows at the most
select
    'registry' as what, 0 as authority_id, concat_ws(' ', coalesce(truth.province_id, kept.province_id),
        coalesce(truth.day, kept.day)) as key,
    coalesce(kept.change, 0)::text as kept, coalesce(truth.change, 0)::text as true
from projects_provinceregistry_of_all as truth
full join (select * from projects_provinceregistry where change <> 0) as kept
    on kept.province_id = truth.province_id and kept.day = truth.day
where truth.change is distinct from kept.change
order by key
limit %(limit)s
