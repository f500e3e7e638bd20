-- What each place has entered and what its projects add up to, now, from the ledger: one row for a place and fiscal year.
-- An authority belongs to the province and district it is in now; one that no longer exists keeps its projects here and
-- is not counted as an authority. The country by province, which everybody looks at, has running sums of its own and does
-- not come here (gis_reports/reports/figures.py).
-- %(years)s        fiscal years (BE) asked for
-- %(as_of)s        today: the registry, the work calendar and the exemptions of this day
-- %(provinces)s    province codes the reader may see; scope is decided in Python, never here
-- %(authorities)s  ids of authorities the reader may see beside those; both null for the whole country
-- %(province)s     one province of those, or null for all
-- %(district)s     one district, `none` for authorities without one, or null for all
-- %(kind)s         one kind of authority, or null for all
-- %(by)s           what a row is: province, district, authority or kind
with calendar as materialized (
    select
        asked.fiscal_year,
        coalesce(bit_or(1 << (entry.stage - 1)) filter (where entry.opens_on <= %(as_of)s::date), 0) as opened
    from unnest(%(years)s::integer[]) as asked (fiscal_year)
    left join coordination_workcalendarentry as entry on entry.fiscal_year = asked.fiscal_year
    group by asked.fiscal_year
),
registry as (
    select
        authority.id as authority_id,
        period.authority_id is not null as existed,
        case %(by)s
            when 'province' then authority.province_id
            when 'district' then coalesce(authority.district_id, 'none')
            when 'kind' then authority.kind
            else authority.id::text
        end as place
    from layers_localauthority as authority
    -- periods of an authority never overlap: at most one holds the day
    left join layers_authorityperiod as period
        on period.authority_id = authority.id and period.during @> %(as_of)s::date
    where (
        (%(provinces)s::text[] is null and %(authorities)s::bigint[] is null)
        or authority.province_id = any(%(provinces)s::text[])
        or authority.id = any(%(authorities)s::bigint[])
    )
        and (%(province)s::text is null or authority.province_id = %(province)s)
        and (%(district)s::text is null or coalesce(authority.district_id, 'none') = %(district)s)
        and (%(kind)s::text is null or authority.kind = %(kind)s)
),
exempted as (
    select exemption.authority_id, exemption.fiscal_year, bit_or(1 << (exemption.stage - 1)) as exempt
    from coordination_stageexemption as exemption
    where exemption.fiscal_year = any(%(years)s::integer[]) and exemption.since <= %(as_of)s::date
    group by exemption.authority_id, exemption.fiscal_year
),
-- worked out once, and not once for each of the figures below
masks as materialized (
    select
        registry.place,
        registry.existed,
        calendar.fiscal_year,
        case when registry.existed then calendar.opened & coalesce(ledger.entered, 0) & ~coalesce(ledger.problems, 0) else 0 end
            as entered,
        case when registry.existed then calendar.opened & coalesce(ledger.entered, 0) & coalesce(ledger.problems, 0) else 0 end
            as problem,
        case
            when registry.existed then calendar.opened & ~coalesce(ledger.entered, 0) & ~coalesce(exempted.exempt, 0) else 0
        end as missing,
        ledger.projects, ledger.at_plan, ledger.at_plan_approved, ledger.at_budget_approved, ledger.at_contract_signed,
        ledger.at_disbursed, ledger.at_completed, ledger.with_location, ledger.projects_with_problems,
        ledger.planned_sum, ledger.budget_sum, ledger.contract_sum, ledger.paid_sum
    from registry
    cross join calendar
    left join projects_stageledger as ledger
        on ledger.authority_id = registry.authority_id and ledger.fiscal_year = calendar.fiscal_year
    left join exempted
        on exempted.authority_id = registry.authority_id and exempted.fiscal_year = calendar.fiscal_year
    where registry.existed or ledger.projects > 0
)
select
    masks.place,
    masks.fiscal_year,
    count(*) filter (where masks.existed)::integer as authorities,
    array[
        count(*) filter (where masks.entered & 1 > 0), count(*) filter (where masks.entered & 2 > 0),
        count(*) filter (where masks.entered & 4 > 0), count(*) filter (where masks.entered & 8 > 0),
        count(*) filter (where masks.entered & 16 > 0), count(*) filter (where masks.entered & 32 > 0),
        count(*) filter (where masks.entered & 64 > 0), count(*) filter (where masks.entered & 128 > 0)
    ]::integer[] as entered,
    array[
        count(*) filter (where masks.problem & 1 > 0), count(*) filter (where masks.problem & 2 > 0),
        count(*) filter (where masks.problem & 4 > 0), count(*) filter (where masks.problem & 8 > 0),
        count(*) filter (where masks.problem & 16 > 0), count(*) filter (where masks.problem & 32 > 0),
        count(*) filter (where masks.problem & 64 > 0), count(*) filter (where masks.problem & 128 > 0)
    ]::integer[] as problem,
    array[
        count(*) filter (where masks.missing & 1 > 0), count(*) filter (where masks.missing & 2 > 0),
        count(*) filter (where masks.missing & 4 > 0), count(*) filter (where masks.missing & 8 > 0),
        count(*) filter (where masks.missing & 16 > 0), count(*) filter (where masks.missing & 32 > 0),
        count(*) filter (where masks.missing & 64 > 0), count(*) filter (where masks.missing & 128 > 0)
    ]::integer[] as missing,
    array[
        coalesce(sum(masks.projects), 0), coalesce(sum(masks.at_plan), 0), coalesce(sum(masks.at_plan_approved), 0),
        coalesce(sum(masks.at_budget_approved), 0), coalesce(sum(masks.at_contract_signed), 0),
        coalesce(sum(masks.at_disbursed), 0), coalesce(sum(masks.at_completed), 0), coalesce(sum(masks.with_location), 0),
        coalesce(sum(masks.projects_with_problems), 0)
    ]::integer[] as counts,
    array[
        coalesce(sum(masks.planned_sum), 0), coalesce(sum(masks.budget_sum), 0), coalesce(sum(masks.contract_sum), 0),
        coalesce(sum(masks.paid_sum), 0)
    ]::numeric[] as baht
from masks
group by masks.place, masks.fiscal_year
