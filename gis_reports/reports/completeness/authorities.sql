-- The named authorities behind a figure of the completeness report, a page at a time, with how many there are of each kind
-- and in each state. The rows come from the same function as the figures of query.sql.
-- %(as_of)s        the day
-- %(year)s         the fiscal year (BE) of the figure
-- %(bit)s          the stage's bit: 1 for vision … 128 for completed
-- %(provinces)s    province codes asked for, of those the reader may see; scope is decided in Python, never here
-- %(authorities)s  ids of authorities the reader may see beside those; both null for the whole country
-- %(province)s     the province of the figure, or null for a figure of the total
-- %(state)s        the state listed: missing, overdue, problem, entered, not_applicable or not_open
-- %(kind)s         a kind of authority, or null for all
-- %(in_english)s   whether the list is in the order of English names
-- %(skip)s         how many of the list stand on earlier pages
-- %(most)s         the size of a page
with cell as (
    select
        states.*,
        case
            when states.missing & %(bit)s > 0 then 'missing'
            when states.problem & %(bit)s > 0 then 'problem'
            when states.entered & %(bit)s > 0 then 'entered'
            when states.not_applicable & %(bit)s > 0 then 'not_applicable'
            else 'not_open'
        end as state,
        states.overdue & %(bit)s > 0 as is_overdue
    from gis_reports_authority_years(
        %(as_of)s::date, array[%(year)s]::integer[], %(provinces)s::text[], %(authorities)s::bigint[]
    ) as states
    where %(province)s::text is null or states.province_code = %(province)s
),
in_state as (
    select cell.* from cell
    where case %(state)s when 'overdue' then cell.is_overdue else cell.state = %(state)s end
),
tally as (
    select
        (select coalesce(jsonb_object_agg(by_state.state, by_state.authorities), '{}') from (
            select cell.state, count(*) as authorities from cell group by cell.state
            union all
            select 'overdue', count(*) from cell where cell.is_overdue
        ) as by_state) as states,
        (select coalesce(jsonb_object_agg(by_kind.kind, by_kind.authorities), '{}') from (
            select in_state.kind, count(*) as authorities from in_state group by in_state.kind
        ) as by_kind) as kinds
),
listed as (
    select
        in_state.*,
        row_number() over (
            order by
                case in_state.kind
                    when 'PAO' then 1 when 'CITY' then 2 when 'TOWN' then 3 when 'SUBDISTRICT' then 4 when 'SAO' then 5 else 6
                end,
                case when %(in_english)s then in_state.name_en end,
                in_state.name_th collate "th-x-icu",
                in_state.authority_id
        ) as place
    from in_state
    where %(kind)s::text is null or in_state.kind = %(kind)s
)
select
    tally.states,
    tally.kinds,
    listed.authority_id,
    listed.kind,
    listed.code,
    listed.name_th,
    listed.name_en,
    listed.province_code,
    province.name_th,
    province.name_en,
    district.name_th,
    district.name_en,
    listed.not_open,
    listed.not_applicable,
    listed.missing,
    listed.overdue,
    listed.problem,
    listed.entered,
    (
        select max(lower(stage_interval.during)) from projects_stageinterval as stage_interval
        where stage_interval.authority_id = listed.authority_id
            and stage_interval.state = 'entered'
            and lower(stage_interval.during) < (%(as_of)s::date + 1)::timestamp at time zone 'Asia/Bangkok'
    ) as last_entered_at
from tally
left join listed on listed.place > %(skip)s and listed.place <= %(skip)s + %(most)s
left join layers_province as province on province.code = listed.province_code
left join layers_localauthority as authority on authority.id = listed.authority_id
left join layers_district as district on district.code = authority.district_id
order by listed.place
