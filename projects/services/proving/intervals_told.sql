-- Authorities and years whose open intervals are not the stages of their ledger, as masks.
-- %(limit)s    rows at the most
select
    'interval' as what, authority_id, concat_ws(' ', fiscal_year, state) as key, held::text as kept, mask::text as true
from projects_open_intervals
where held <> mask
order by authority_id, key
limit %(limit)s
