-- The states of whole provinces at the end of a day, and the work calendar that says which years are shown, in one answer.
-- %(as_of)s        the day
-- %(is_now)s       whether the day is today (or ahead)
-- %(asked)s        the fiscal year (BE) asked for, or null
-- %(shown)s        how many years are shown
-- %(otherwise)s    the newest year where the calendar had opened none: the one of the day
-- %(provinces)s    province codes the reader may see, or null for the whole country; scope is decided in Python, never here
with calendar as (
    select
        coalesce(max(fiscal_year) filter (where opens_on <= %(as_of)s::date), %(otherwise)s::integer) as newest,
        string_agg(concat_ws(E'\t', fiscal_year, stage, opens_on, due_on), E'\n') as entries
    from coordination_workcalendarentry
),
years as (
    -- the rule of years_shown: the newest, unless the year asked for is not among them
    select
        case
            when %(asked)s::integer > newest or %(asked)s::integer <= newest - %(shown)s::integer then %(asked)s::integer
            else newest
        end as first
    from calendar
)
select
    coalesce(calendar.entries, '') as entries,
    gis_reports_province_states(
        %(as_of)s::date, %(is_now)s,
        array(select years.first - n from generate_series(0, %(shown)s::integer - 1) as n), %(provinces)s::text[]
    ) as lines
from calendar
cross join years
