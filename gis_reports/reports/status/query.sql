-- Projects by latest stage and sums of money for one fiscal year, from the ledger: a row for each province, or for each
-- authority. An authority belongs to the province it is in now, as everywhere where projects are listed; one that no longer
-- exists keeps its projects here, and is not counted as an authority of a day it did not see.
-- %(year)s         the fiscal year (BE)
-- %(as_of)s        the day for which authorities are counted: the last of the fiscal year, or today while it runs
-- %(provinces)s    province codes the reader may see; scope is decided in Python, never here
-- %(authorities)s  ids of authorities the reader may see beside those; both null for the whole country
-- %(one_by_one)s   whether each authority has a row of its own
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
),
figures as (
    select
        registry.province_id as province_code,
        case when %(one_by_one)s then registry.authority_id end as authority_id,
        count(*) filter (where registry.existed) as authorities,
        sum(ledger.projects) as projects,
        sum(ledger.at_plan) as at_plan,
        sum(ledger.at_plan_approved) as at_plan_approved,
        sum(ledger.at_budget_approved) as at_budget_approved,
        sum(ledger.at_contract_signed) as at_contract_signed,
        sum(ledger.at_disbursed) as at_disbursed,
        sum(ledger.at_completed) as at_completed,
        sum(ledger.with_location) as with_location,
        sum(ledger.projects_with_problems) as with_problems,
        sum(ledger.planned_sum) as planned,
        sum(ledger.budget_sum) as budget,
        sum(ledger.contract_sum) as contract,
        sum(ledger.paid_sum) as paid
    from registry
    left join projects_stageledger as ledger
        on ledger.authority_id = registry.authority_id and ledger.fiscal_year = %(year)s
    where registry.existed or ledger.projects > 0
    group by registry.province_id, case when %(one_by_one)s then registry.authority_id end
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
    coalesce(figures.authorities, 0)::integer as authorities,
    coalesce(figures.projects, 0)::integer as projects,
    coalesce(figures.at_plan, 0)::integer as at_plan,
    coalesce(figures.at_plan_approved, 0)::integer as at_plan_approved,
    coalesce(figures.at_budget_approved, 0)::integer as at_budget_approved,
    coalesce(figures.at_contract_signed, 0)::integer as at_contract_signed,
    coalesce(figures.at_disbursed, 0)::integer as at_disbursed,
    coalesce(figures.at_completed, 0)::integer as at_completed,
    coalesce(figures.with_location, 0)::integer as with_location,
    coalesce(figures.with_problems, 0)::integer as with_problems,
    coalesce(figures.planned, 0) as planned,
    coalesce(figures.budget, 0) as budget,
    coalesce(figures.contract, 0) as contract,
    coalesce(figures.paid, 0) as paid
from layers_province as province
left join figures on figures.province_code = province.code
left join registry on registry.authority_id = figures.authority_id
where figures.province_code is not null
    or (
        not %(one_by_one)s
        and (
            (%(provinces)s::text[] is null and %(authorities)s::bigint[] is null)
            or province.code = any(%(provinces)s::text[])
        )
    )
order by
    case registry.kind
        when 'PAO' then 1 when 'CITY' then 2 when 'TOWN' then 3 when 'SUBDISTRICT' then 4 when 'SAO' then 5 else 6
    end,
    registry.name_th collate "th-x-icu",
    province.name_th collate "th-x-icu",
    registry.authority_id
