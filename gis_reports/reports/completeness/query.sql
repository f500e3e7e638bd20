-- How many authorities stand in each state, by province and fiscal year, at the end of a day, with a place for each of the
-- eight stages. Counted from the figures of the provinces; only authorities that the registry of the day has elsewhere than
-- they are now, and exempted ones, are looked at one by one. The same as gis_reports_authority_years summed up, for whole
-- provinces.
-- %(as_of)s        the day
-- %(is_now)s       whether the day is today (or ahead): then the ledger answers, else its days and the intervals
-- %(years)s        fiscal years (BE) asked for
-- %(provinces)s    province codes the reader may see, or null for the whole country; scope is decided in Python, never here
with calendar as (
    select
        asked.fiscal_year,
        coalesce(bit_or(1 << (entry.stage - 1)) filter (where entry.opens_on <= %(as_of)s::date), 0) as opened,
        coalesce(bit_or(1 << (entry.stage - 1)) filter (where entry.due_on < %(as_of)s::date), 0) as past_due
    from unnest(%(years)s::integer[]) as asked (fiscal_year)
    left join coordination_workcalendarentry as entry on entry.fiscal_year = asked.fiscal_year
    group by asked.fiscal_year
),
registered as (
    select province_id, sum(change)::integer as authorities from projects_provinceregistry
    where day <= %(as_of)s::date
    group by province_id
),
-- counted in one province, and on the day in another or none
elsewhere as (
    select authority.id as authority_id, authority.province_id as counted_in, period.province_id as stands_in
    from layers_localauthority as authority
    left join layers_authorityperiod as period
        on period.authority_id = authority.id and period.during @> %(as_of)s::date
    where period.province_id is distinct from authority.province_id
        and (not %(is_now)s or authority.id = any(array(select authority_id from projects_registryexception)))
),
exempted as (
    select
        exemption.authority_id, exemption.fiscal_year::integer as fiscal_year, period.province_id as stands_in,
        bit_or(1 << (exemption.stage - 1)) as exempt
    from coordination_stageexemption as exemption
    inner join layers_authorityperiod as period
        on period.authority_id = exemption.authority_id and period.during @> %(as_of)s::date
    where exemption.fiscal_year = any(%(years)s::integer[]) and exemption.since <= %(as_of)s::date
    group by exemption.authority_id, exemption.fiscal_year, period.province_id
),
looked_at as (
    select elsewhere.authority_id, calendar.fiscal_year from elsewhere cross join calendar
    union
    select exempted.authority_id, exempted.fiscal_year from exempted
),
masks as (
    select ledger.authority_id, ledger.fiscal_year::integer as fiscal_year, ledger.entered::integer, ledger.problems::integer
    from looked_at
    inner join projects_stageledger as ledger
        on ledger.authority_id = looked_at.authority_id and ledger.fiscal_year = looked_at.fiscal_year
    where %(is_now)s
    union all
    select looked_at.authority_id, looked_at.fiscal_year, stood.entered, stood.problems
    from looked_at
    cross join lateral (
        -- looked up by key, one after the other: they are few
        select
            coalesce(bit_or(1 << (held.stage - 1)) filter (where held.state = 'entered'), 0) as entered,
            coalesce(bit_or(1 << (held.stage - 1)) filter (where held.state = 'problem'), 0) as problems
        from projects_stageinterval as held
        where held.authority_id = looked_at.authority_id and held.fiscal_year = looked_at.fiscal_year
            and held.during @> ((%(as_of)s::date + 1)::timestamp at time zone 'Asia/Bangkok' - interval '1 microsecond')
        offset 0
    ) as stood
    where not %(is_now)s
),
corrections as (
    select
        side.province_id, masks.fiscal_year,
        projects_sum_each(projects_times_each(projects_places_of(masks.entered & ~masks.problems), side.sign)) as entered,
        projects_sum_each(projects_times_each(projects_places_of(masks.entered & masks.problems), side.sign)) as problem
    from elsewhere
    inner join masks on masks.authority_id = elsewhere.authority_id
    cross join lateral (values (elsewhere.counted_in, -1), (elsewhere.stands_in, 1)) as side (province_id, sign)
    group by side.province_id, masks.fiscal_year
),
excused as (
    select
        exempted.stands_in as province_id, exempted.fiscal_year,
        projects_sum_each(projects_places_of(exempted.exempt & ~coalesce(masks.entered, 0))) as not_applicable
    from exempted
    left join masks on masks.authority_id = exempted.authority_id and masks.fiscal_year = exempted.fiscal_year
    group by exempted.stands_in, exempted.fiscal_year
),
figures as (
    select province_id, fiscal_year, entered, problem from projects_province_figures
    where %(is_now)s and fiscal_year = any(%(years)s::integer[])
    union all
    select province_id, fiscal_year, entered, problem
    from projects_province_figures_as_of(%(as_of)s::date, %(years)s::integer[])
    where not %(is_now)s
),
lines as (
    select
        province.code, province.name_th, province.name_en,
        -- the order of lists for people; the order of the annex, by code point, needs no help from the database
        row_number() over (order by province.name_th collate "th-x-icu") as place_in_alphabet
    from layers_province as province
    where %(provinces)s::text[] is null or province.code = any(%(provinces)s::text[])
)
select
    lines.code,
    lines.name_th,
    lines.name_en,
    lines.place_in_alphabet,
    calendar.fiscal_year,
    calendar.opened,
    calendar.past_due,
    coalesce(registered.authorities, 0) as authorities,
    coalesce(projects_add_each(figures.entered, corrections.entered), figures.entered, corrections.entered) as entered,
    coalesce(projects_add_each(figures.problem, corrections.problem), figures.problem, corrections.problem) as problem,
    excused.not_applicable
from lines
cross join calendar
left join registered on registered.province_id = lines.code
left join figures on figures.province_id = lines.code and figures.fiscal_year = calendar.fiscal_year
left join corrections on corrections.province_id = lines.code and corrections.fiscal_year = calendar.fiscal_year
left join excused on excused.province_id = lines.code and excused.fiscal_year = calendar.fiscal_year
