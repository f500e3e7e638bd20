-- The fiscal years (BE) that can be looked at: those with projects of the reader, or in the work calendar; and which stages
-- the calendar has opened by a day, as masks of bits.
-- %(as_of)s        the day
-- %(provinces)s    province codes the reader may see; scope is decided in Python, never here
-- %(authorities)s  ids of authorities the reader may see beside those; both null for the whole country
with recursive ledger_year (fiscal_year) as (
    -- from year to year by the index, without reading the rows between
    (select ledger.fiscal_year::integer from projects_stageledger as ledger order by ledger.fiscal_year limit 1)
    union all
    select (
        select ledger.fiscal_year::integer from projects_stageledger as ledger
        where ledger.fiscal_year > ledger_year.fiscal_year
        order by ledger.fiscal_year limit 1
    )
    from ledger_year
    where ledger_year.fiscal_year is not null
),
calendar as (
    select
        entry.fiscal_year::integer as fiscal_year,
        coalesce(bit_or(1 << (entry.stage - 1)) filter (where entry.opens_on <= %(as_of)s::date), 0) as opened,
        coalesce(bit_or(1 << (entry.stage - 1)) filter (where entry.due_on < %(as_of)s::date), 0) as past_due
    from coordination_workcalendarentry as entry
    group by entry.fiscal_year
)
select
    fiscal_year,
    coalesce(calendar.opened, 0),
    coalesce(calendar.past_due, 0),
    coalesce(case
        when %(provinces)s::text[] is null and %(authorities)s::bigint[] is null then exists (
            select from projects_stageledger as ledger
            where ledger.fiscal_year = ledger_year.fiscal_year and ledger.projects > 0
        )
        else exists (
            select from projects_stageledger as ledger
            inner join layers_localauthority as authority on authority.id = ledger.authority_id
            where ledger.fiscal_year = ledger_year.fiscal_year and ledger.projects > 0
                and (authority.province_id = any(%(provinces)s::text[]) or authority.id = any(%(authorities)s::bigint[]))
        )
    end, false) as has_projects
from ledger_year
full join calendar using (fiscal_year)
where fiscal_year is not null
order by fiscal_year desc
