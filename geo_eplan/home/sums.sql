-- The projects of each year: those of whole provinces from the ledgers of provinces, the others from their authorities'.
-- %(years)s          fiscal years (BE)
-- %(provinces)s      province codes; null for the whole country
-- %(authorities)s    ids of authorities; null for the whole country
select
    fiscal_year,
    sum(projects) as count,
    sum(with_location) as located,
    sum(planned_sum) as planned,
    sum(paid_sum) as paid
from (
    select fiscal_year, projects, with_location, planned_sum, paid_sum
    from projects_province_figures
    where %(provinces)s::text [] is null or province_id = any(%(provinces)s::text [])
    union all
    select ledger.fiscal_year, ledger.projects, ledger.with_location, ledger.planned_sum, ledger.paid_sum
    from projects_stageledger as ledger
    inner join layers_localauthority as authority on authority.id = ledger.authority_id
    where ledger.authority_id = any(%(authorities)s::bigint [])
        and authority.province_id <> all(%(provinces)s::text [])
) as figures
where fiscal_year = any(%(years)s::integer [])
group by fiscal_year
