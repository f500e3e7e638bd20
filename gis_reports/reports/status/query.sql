-- Projects by latest stage and sums of money for one fiscal year, from the ledger: a row for each authority. An authority
-- belongs to the province it is in now, as everywhere where projects are listed; one that no longer exists keeps its
-- projects here, and is not counted as an authority of a day it did not see. Provinces come from ../figures.sql.
-- %(year)s         the fiscal year (BE)
-- %(as_of)s        the day for which authorities are counted: the last of the fiscal year, or today while it runs
-- %(provinces)s    province codes the reader may see; scope is decided in Python, never here
-- %(authorities)s  ids of authorities the reader may see beside those; both null for the whole country
with registry as (
    select
        authority.id as authority_id, authority.province_id, authority.kind, authority.code, authority.name_th,
        authority.name_en,
        exists (
            select from layers_authorityperiod as period
            where period.authority_id = authority.id and period.during @> %(as_of)s::date
        ) as existed
    from layers_localauthority as authority
    where (%(provinces)s::text[] is null and %(authorities)s::bigint[] is null)
        or authority.province_id = any(%(provinces)s::text[])
        or authority.id = any(%(authorities)s::bigint[])
)
select
    province.code,
    province.name_th,
    province.name_en,
    registry.authority_id,
    registry.kind,
    registry.code,
    registry.name_th,
    registry.name_en,
    registry.existed::integer as authorities,
    coalesce(ledger.projects, 0) as projects,
    coalesce(ledger.at_plan, 0) as at_plan,
    coalesce(ledger.at_plan_approved, 0) as at_plan_approved,
    coalesce(ledger.at_budget_approved, 0) as at_budget_approved,
    coalesce(ledger.at_contract_signed, 0) as at_contract_signed,
    coalesce(ledger.at_disbursed, 0) as at_disbursed,
    coalesce(ledger.at_completed, 0) as at_completed,
    coalesce(ledger.with_location, 0) as with_location,
    coalesce(ledger.projects_with_problems, 0) as with_problems,
    coalesce(ledger.planned_sum, 0) as planned,
    coalesce(ledger.budget_sum, 0) as budget,
    coalesce(ledger.contract_sum, 0) as contract,
    coalesce(ledger.paid_sum, 0) as paid
from registry
inner join layers_province as province on province.code = registry.province_id
left join projects_stageledger as ledger
    on ledger.authority_id = registry.authority_id and ledger.fiscal_year = %(year)s
where registry.existed or ledger.projects > 0
order by
    case registry.kind
        when 'PAO' then 1 when 'CITY' then 2 when 'TOWN' then 3 when 'SUBDISTRICT' then 4 when 'SAO' then 5 else 6
    end,
    registry.name_th collate "th-x-icu",
    province.name_th collate "th-x-icu",
    registry.authority_id
