-- How the counts of the authorities behind a burn-down change from day to day: one row for each place and stage, with the
-- days on which anything changed (counted from the opening of the stage, which is 0) and the changes of those days.
-- Added up to a day, they are the figures of gis_reports_authority_years as of that day: what a moment of an interval means
-- for a day is decided in the same way, the end of the day in Bangkok.
-- %(as_of)s        the last day asked for
-- %(year)s         the fiscal year (BE)
-- %(stages)s       stages asked for: 1 (vision) to 8 (completed)
-- %(provinces)s    province codes the reader may see, by the registry of each day; scope is decided in Python, never here
-- %(authorities)s  ids of authorities the reader may see beside those; both null for the whole country
with opened as (
    select entry.stage, entry.opens_on
    from coordination_workcalendarentry as entry
    where entry.fiscal_year = %(year)s and entry.stage = any(%(stages)s::integer[]) and entry.opens_on <= %(as_of)s::date
),
registry as materialized (
    select
        period.authority_id,
        period.province_id,
        coalesce(lower(period.during), '-infinity') as since,
        coalesce(upper(period.during), 'infinity') as until
    from layers_authorityperiod as period
    where (%(provinces)s::text[] is null and %(authorities)s::bigint[] is null)
        or period.province_id = any(%(provinces)s::text[])
        or period.authority_id = any(%(authorities)s::bigint[])
),
entered as (
    select
        stage_interval.authority_id,
        opened.stage,
        opened.opens_on,
        greatest((lower(stage_interval.during) at time zone 'Asia/Bangkok')::date, opened.opens_on) as since,
        coalesce((upper(stage_interval.during) at time zone 'Asia/Bangkok')::date, 'infinity') as until
    from projects_stageinterval as stage_interval
    inner join opened on opened.stage = stage_interval.stage
    where stage_interval.fiscal_year = %(year)s
        and stage_interval.state = 'entered'
        and (
            (%(provinces)s::text[] is null and %(authorities)s::bigint[] is null)
            or stage_interval.authority_id = any(array(select registry.authority_id from registry))
        )
),
exempted as (
    select exemption.authority_id, opened.stage, opened.opens_on, greatest(exemption.since, opened.opens_on) as since
    from coordination_stageexemption as exemption
    inner join opened on opened.stage = exemption.stage
    where exemption.fiscal_year = %(year)s
),
stretches as materialized (
    -- an authority of a province
    select
        registry.province_id,
        opened.stage,
        opened.opens_on,
        greatest(registry.since, opened.opens_on) as since,
        registry.until,
        1 as authorities,
        0 as entered,
        0 as exempt
    from registry
    cross join opened
    union all
    -- that has entered the stage
    select
        registry.province_id,
        entered.stage,
        entered.opens_on,
        greatest(entered.since, registry.since),
        least(entered.until, registry.until),
        0,
        1,
        0
    from registry
    inner join entered on entered.authority_id = registry.authority_id
    union all
    -- or need not enter it
    select
        registry.province_id,
        exempted.stage,
        exempted.opens_on,
        greatest(exempted.since, registry.since),
        registry.until,
        0,
        0,
        1
    from exempted
    inner join registry on registry.authority_id = exempted.authority_id
    union all
    -- and has entered it all the same, which stays a fact
    select
        registry.province_id,
        exempted.stage,
        exempted.opens_on,
        greatest(exempted.since, entered.since, registry.since),
        least(entered.until, registry.until),
        0,
        0,
        -1
    from exempted
    inner join entered on entered.authority_id = exempted.authority_id and entered.stage = exempted.stage
    inner join registry on registry.authority_id = exempted.authority_id
),
daily as (
    select
        changes.province_id,
        changes.stage,
        changes.day,
        sum(changes.authorities)::integer as authorities,
        sum(changes.entered)::integer as entered,
        sum(changes.exempt)::integer as exempt
    from (
        select province_id, stage, since - opens_on as day, authorities, entered, exempt
        from stretches where since < until and since <= %(as_of)s::date
        union all
        select province_id, stage, until - opens_on, -authorities, -entered, -exempt
        from stretches where since < until and until <= %(as_of)s::date
    ) as changes
    group by changes.province_id, changes.stage, changes.day
)
select
    daily.province_id,
    daily.stage,
    array_agg(daily.day order by daily.day),
    array_agg(daily.authorities order by daily.day),
    array_agg(daily.entered order by daily.day),
    array_agg(daily.exempt order by daily.day)
from daily
group by daily.province_id, daily.stage
order by daily.province_id, daily.stage
