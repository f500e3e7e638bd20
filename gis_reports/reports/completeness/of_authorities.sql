-- How many authorities stand in each state, by province, fiscal year and stage, at the end of a day, counted one by one: for
-- readers who see some authorities only. Whole provinces are counted by query.sql, and a test holds the two together.
-- %(as_of)s        the day
-- %(years)s        fiscal years (BE) asked for
-- %(provinces)s    province codes the reader may see; scope is decided in Python, never here
-- %(authorities)s  ids of authorities the reader may see beside those; both null for the whole country
with alike as (
    -- most authorities of a province are in one of a few situations: count the situations before looking at stages
    select
        province_code, fiscal_year, not_open, not_applicable, missing, overdue, problem, entered, count(*) as authorities
    from gis_reports_authority_years(
        %(as_of)s::date, %(years)s::integer[], %(provinces)s::text[], %(authorities)s::bigint[]
    )
    group by province_code, fiscal_year, not_open, not_applicable, missing, overdue, problem, entered
),
counted as (
    select
        alike.province_code,
        alike.fiscal_year,
        stage.number as stage,
        sum(alike.authorities) as authorities,
        sum(alike.authorities) filter (where alike.not_open & (1 << (stage.number - 1)) > 0) as not_open,
        sum(alike.authorities) filter (where alike.not_applicable & (1 << (stage.number - 1)) > 0) as not_applicable,
        sum(alike.authorities) filter (where alike.missing & (1 << (stage.number - 1)) > 0) as missing,
        sum(alike.authorities) filter (where alike.overdue & (1 << (stage.number - 1)) > 0) as overdue,
        sum(alike.authorities) filter (where alike.problem & (1 << (stage.number - 1)) > 0) as problem,
        sum(alike.authorities) filter (where alike.entered & (1 << (stage.number - 1)) > 0) as entered
    from alike
    cross join generate_series(1, 8) as stage (number)
    group by alike.province_code, alike.fiscal_year, stage.number
),
lines as (
    select
        province.code, province.name_th, province.name_en,
        -- the order of lists for people; the order of the annex, by code point, needs no help from the database
        row_number() over (order by province.name_th collate "th-x-icu") as place_in_alphabet
    from layers_province as province
    where (%(provinces)s::text[] is null and %(authorities)s::bigint[] is null)
        or province.code = any(%(provinces)s::text[])
        or exists (select from counted where counted.province_code = province.code)
)
select
    lines.code,
    lines.name_th,
    lines.name_en,
    lines.place_in_alphabet,
    asked.fiscal_year,
    stage.number as stage,
    coalesce(counted.authorities, 0)::integer as authorities,
    coalesce(counted.not_open, 0)::integer as not_open,
    coalesce(counted.not_applicable, 0)::integer as not_applicable,
    coalesce(counted.missing, 0)::integer as missing,
    coalesce(counted.overdue, 0)::integer as overdue,
    coalesce(counted.problem, 0)::integer as problem,
    coalesce(counted.entered, 0)::integer as entered
from lines
cross join unnest(%(years)s::integer[]) as asked (fiscal_year)
cross join generate_series(1, 8) as stage (number)
left join counted
    on counted.province_code = lines.code and counted.fiscal_year = asked.fiscal_year and counted.stage = stage.number
order by lines.code asc, asked.fiscal_year desc, stage.number asc
