-- Provinces and years whose figures are not the sum of the ledgers of their authorities; what they lack, or have too much.
-- %(limit)s    rows at the most
select
    'province' as what, 0 as authority_id, concat_ws(' ', corrections.province_id, corrections.fiscal_year) as key,
    coalesce(figures::text, 'no row') as kept, concat('differs by ', corrections::text) as true
from projects_province_corrections as corrections
left join projects_province_figures as figures
    on figures.province_id = corrections.province_id and figures.fiscal_year = corrections.fiscal_year
order by corrections.province_id, corrections.fiscal_year
limit %(limit)s
