-- The figures of provinces for some fiscal years, a row for each province and year, in the order of a Thai dictionary.
-- Now: from the ledger by province with the differences on their way. A past day: as the ledger stood at its end.
-- A session plans the question once, for whatever is asked: planning takes longer than answering.
-- of_years        fiscal years (BE) asked for
-- of_days         for each of these years, the day for which authorities are counted
-- of_past_day     the past day the figures are for, or null for now
-- of_provinces    province codes asked for; scope is decided by the caller
-- of_authorities  ids of authorities asked for beside those (now only); both null for the whole country
create function gis_reports_province_figures(
    of_years integer[], of_days date[], of_past_day date, of_provinces text[], of_authorities bigint[]
) returns table (
    code text, name_th text, name_en text, fiscal_year integer, authorities integer, projects integer, at_plan integer,
    at_plan_approved integer, at_budget_approved integer, at_contract_signed integer, at_disbursed integer,
    at_completed integer, with_location integer, with_problems integer, planned numeric, budget numeric,
    contract numeric, paid numeric, entered integer[], problem integer[]
) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
    return query
    with asked as (
        select * from unnest(of_years, of_days) as listed (fiscal_year, day)
    ),
    figures as (
        select * from projects_province_figures
        where of_past_day is null and fiscal_year = any(of_years)
            and ((of_provinces is null and of_authorities is null) or province_id = any(of_provinces))
        union all
        select * from projects_province_figures_as_of(of_past_day, of_years)
        where of_past_day is not null
            and ((of_provinces is null and of_authorities is null) or province_id = any(of_provinces))
        union all
        select
            authority.province_id, own.fiscal_year, own.projects, own.projects_with_problems, own.with_location, own.at_plan,
            own.at_plan_approved, own.at_budget_approved, own.at_contract_signed, own.at_disbursed, own.at_completed,
            own.planned_sum, own.budget_sum, own.contract_sum, own.paid_sum, own.entered, own.problem
        from layers_localauthority as authority
        inner join projects_authority_figures as own on own.authority_id = authority.id
        where authority.id = any(of_authorities) and own.fiscal_year = any(of_years)
            and of_past_day is null and not authority.province_id = any(coalesce(of_provinces, '{}'))
    ),
    -- periods that lie in another province than the authority does now: the few that moved since
    moved as materialized (
        select period.during, period.province_id as stood_in, authority.province_id as is_in
        from layers_authorityperiod as period
        cross join lateral (
            -- looked up by key: periods that have ended are few beside authorities
            select here.province_id from layers_localauthority as here where here.id = period.authority_id
            offset 0
        ) as authority
        where not upper_inf(period.during) and period.province_id <> authority.province_id
    ),
    -- authorities by the province they are in now that existed on the day: the registry of the day, put right for those
    registered as (
        select changes.province_id, asked.fiscal_year, sum(changes.change) as authorities
        from asked
        cross join lateral (
            select registry.province_id, registry.change from projects_provinceregistry as registry
            where registry.day <= asked.day and of_authorities is null
            union all
            select side.province_id, side.change
            from moved
            cross join lateral (values (moved.stood_in, -1), (moved.is_in, 1)) as side (province_id, change)
            where moved.during @> asked.day and of_authorities is null
            union all
            select authority.province_id, 1
            from layers_localauthority as authority
            inner join layers_authorityperiod as period on period.authority_id = authority.id and period.during @> asked.day
            where of_authorities is not null
                and (authority.id = any(of_authorities) or authority.province_id = any(of_provinces))
        ) as changes
        group by changes.province_id, asked.fiscal_year
    ),
    lines as (
        select
            province.code, province.name_th, province.name_en,
            row_number() over (order by province.name_th collate "th-x-icu") as place_in_alphabet
        from layers_province as province
        where (of_provinces is null and of_authorities is null)
            or province.code = any(of_provinces)
            or exists (
                select from layers_localauthority as authority
                where authority.id = any(of_authorities) and authority.province_id = province.code
            )
    )
    select
        lines.code::text,
        lines.name_th::text,
        lines.name_en::text,
        asked.fiscal_year,
        coalesce(registered.authorities, 0)::integer as authorities,
        coalesce(figures.projects, 0) as projects,
        coalesce(figures.at_plan, 0) as at_plan,
        coalesce(figures.at_plan_approved, 0) as at_plan_approved,
        coalesce(figures.at_budget_approved, 0) as at_budget_approved,
        coalesce(figures.at_contract_signed, 0) as at_contract_signed,
        coalesce(figures.at_disbursed, 0) as at_disbursed,
        coalesce(figures.at_completed, 0) as at_completed,
        coalesce(figures.with_location, 0) as with_location,
        coalesce(figures.projects_with_problems, 0) as with_problems,
        coalesce(figures.planned_sum, 0) as planned,
        coalesce(figures.budget_sum, 0) as budget,
        coalesce(figures.contract_sum, 0) as contract,
        coalesce(figures.paid_sum, 0) as paid,
        coalesce(figures.entered, projects_places_of(0)) as entered,
        coalesce(figures.problem, projects_places_of(0)) as problem
    from lines
    cross join asked
    left join figures on figures.province_id = lines.code and figures.fiscal_year = asked.fiscal_year
    left join registered on registered.province_id = lines.code and registered.fiscal_year = asked.fiscal_year
    order by lines.place_in_alphabet, asked.fiscal_year;
end $$;
