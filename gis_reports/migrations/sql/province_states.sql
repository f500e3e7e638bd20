-- Authorities that are counted in one province and stand, on the day, in another or in none.
-- (In plpgsql, so that the planner takes the few that they are for few; is_now as below.)
create function gis_reports_elsewhere(of_day date, is_now boolean) returns table (
    authority_id bigint, counted_in text, stands_in text
) language plpgsql stable rows 5 as $$
#variable_conflict use_column
begin
    if is_now then
        return query
        select authority.id, authority.province_id::text, period.province_id::text
        from projects_registryexception as exception
        inner join layers_localauthority as authority on authority.id = exception.authority_id
        left join layers_authorityperiod as period on period.authority_id = authority.id and period.during @> of_day
        where period.province_id is distinct from authority.province_id;
    else
        return query
        select authority.id, authority.province_id::text, period.province_id::text
        from layers_localauthority as authority
        left join layers_authorityperiod as period on period.authority_id = authority.id and period.during @> of_day
        where period.province_id is distinct from authority.province_id;
    end if;
end $$;

-- What one authority had entered for a year, and where that has a problem, as masks of stages; no row for nothing.
create function gis_reports_stood(of_authority bigint, of_year integer, of_day date, is_now boolean) returns table (
    entered integer, problems integer
) language plpgsql stable rows 1 as $$
#variable_conflict use_column
begin
    if is_now then
        return query
        select ledger.entered::integer, ledger.problems::integer
        from projects_stageledger as ledger
        where ledger.authority_id = of_authority and ledger.fiscal_year = of_year;
    else
        return query
        select
            coalesce(bit_or(1 << (held.stage - 1)) filter (where held.state = 'entered'), 0),
            coalesce(bit_or(1 << (held.stage - 1)) filter (where held.state = 'problem'), 0)
        from projects_stageinterval as held
        where held.authority_id = of_authority and held.fiscal_year = of_year
            and held.during @> ((of_day + 1)::timestamp at time zone 'Asia/Bangkok' - interval '1 microsecond');
    end if;
end $$;

-- How many authorities stand in each state, by province and fiscal year, at the end of a day, with a place for each of the
-- eight stages. Counted from the figures of the provinces; only authorities that the registry of the day has elsewhere than
-- they are now, and exempted ones, are looked at one by one. The same as gis_reports_authority_years summed up, for whole
-- provinces. A session plans the question once, for whatever is asked: planning takes longer than answering.
-- The answer is one text, a line for each province and year and tabs between its columns: code, Thai and English name, place
-- in the alphabet, fiscal year, masks of the stages open and past due, authorities, and as arrays entered, problem and
-- not applicable (empty for none). Whoever has read the same text before need not take it apart again.
-- of_day          the day
-- is_now          whether the day is today (or ahead): then the ledger answers, else its days and the intervals
-- of_years        fiscal years (BE) asked for
-- of_provinces    codes of the provinces asked for, or null for the whole country; scope is decided by the caller
create function gis_reports_province_states(
    of_day date, is_now boolean, of_years integer[], of_provinces text[]
) returns text language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    answer text;
begin
    with calendar as (
        select
            asked.fiscal_year,
            coalesce(bit_or(1 << (entry.stage - 1)) filter (where entry.opens_on <= of_day), 0) as opened,
            coalesce(bit_or(1 << (entry.stage - 1)) filter (where entry.due_on < of_day), 0) as past_due
        from unnest(of_years) as asked (fiscal_year)
        left join coordination_workcalendarentry as entry on entry.fiscal_year = asked.fiscal_year
        group by asked.fiscal_year
    ),
    registered as (
        select province_id, sum(change)::integer as authorities from projects_provinceregistry
        where day <= of_day
        group by province_id
    ),
    elsewhere as materialized (
        select authority_id, counted_in, stands_in from gis_reports_elsewhere(of_day, is_now)
    ),
    exempted as (
        select
            exemption.authority_id, exemption.fiscal_year::integer as fiscal_year, period.province_id as stands_in,
            bit_or(1 << (exemption.stage - 1)) as exempt
        from coordination_stageexemption as exemption
        inner join layers_authorityperiod as period
            on period.authority_id = exemption.authority_id and period.during @> of_day
        where exemption.fiscal_year = any(of_years) and exemption.since <= of_day
        group by exemption.authority_id, exemption.fiscal_year, period.province_id
    ),
    looked_at as (
        select elsewhere.authority_id, calendar.fiscal_year from elsewhere cross join calendar
        union
        select exempted.authority_id, exempted.fiscal_year from exempted
    ),
    masks as (
        select looked_at.authority_id, looked_at.fiscal_year, stands.entered, stands.problems
        from looked_at
        cross join lateral gis_reports_stood(looked_at.authority_id, looked_at.fiscal_year, of_day, is_now) as stands
    ),
    -- what the ledger does not say: authorities that stand elsewhere, and differences that are still on their way to it
    corrected as (
        select
            side.province_id, masks.fiscal_year,
            projects_times_each(projects_places_of(masks.entered & ~masks.problems), side.sign) as entered,
            projects_times_each(projects_places_of(masks.entered & masks.problems), side.sign) as problem
        from elsewhere
        inner join masks on masks.authority_id = elsewhere.authority_id
        cross join lateral (values (elsewhere.counted_in, -1), (elsewhere.stands_in, 1)) as side (province_id, sign)
        union all
        select province_id, fiscal_year, entered, problem from projects_province_waiting
        where is_now and fiscal_year = any(of_years)
    ),
    corrections as (
        select
            province_id, fiscal_year, projects_sum_each(entered) as entered, projects_sum_each(problem) as problem
        from corrected
        group by province_id, fiscal_year
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
        select province_id::text, fiscal_year::integer, entered, problem from projects_provinceledger
        where is_now and fiscal_year = any(of_years)
        union all
        select province_id, fiscal_year, entered, problem
        from projects_province_figures_as_of(of_day, of_years)
        where not is_now
    ),
    lines as (
        select
            -- names that held a tab or an end of line would be taken for columns
            province.code, translate(province.name_th, E'\t\n', '  ') as name_th,
            translate(province.name_en, E'\t\n', '  ') as name_en,
            -- the order of lists for people; the order of the annex, by code point, needs no help from the database
            row_number() over (order by province.name_th collate "th-x-icu") as place_in_alphabet
        from layers_province as province
        where of_provinces is null or province.code = any(of_provinces)
    )
    select string_agg(
        concat(
            lines.code, E'\t', lines.name_th, E'\t', lines.name_en, E'\t', lines.place_in_alphabet, E'\t',
            calendar.fiscal_year, E'\t', calendar.opened, E'\t', calendar.past_due, E'\t',
            coalesce(registered.authorities, 0), E'\t',
            coalesce(projects_add_each(figures.entered, corrections.entered), figures.entered, corrections.entered), E'\t',
            coalesce(projects_add_each(figures.problem, corrections.problem), figures.problem, corrections.problem), E'\t',
            excused.not_applicable
        ),
        E'\n'
    ) into answer
    from lines
    cross join calendar
    left join registered on registered.province_id = lines.code
    left join figures on figures.province_id = lines.code and figures.fiscal_year = calendar.fiscal_year
    left join corrections on corrections.province_id = lines.code and corrections.fiscal_year = calendar.fiscal_year
    left join excused on excused.province_id = lines.code and excused.fiscal_year = calendar.fiscal_year;
    return coalesce(answer, '');
end $$;
