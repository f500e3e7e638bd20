-- What each place had entered at the end of a past day: one row for a place and fiscal year. The rows come from the same
-- function as the figures and lists of the completeness report; an authority belongs to the province of that day's registry
-- and to the district it is in now. What projects added up to on a past day is known by province only
-- (gis_reports/reports/figures.py).
-- %(years)s        fiscal years (BE) asked for
-- %(as_of)s        the day
-- %(provinces)s    province codes the reader may see; scope is decided in Python, never here
-- %(authorities)s  ids of authorities the reader may see beside those; both null for the whole country
-- %(province)s     one province of those, or null for all
-- %(district)s     one district, `none` for authorities without one, or null for all
-- %(kind)s         one kind of authority, or null for all
-- %(by)s           what a row is: province, district, authority or kind
with masks as materialized (
    select
        case %(by)s
            when 'province' then states.province_code
            when 'district' then coalesce(authority.district_id, 'none')
            when 'kind' then states.kind
            else states.authority_id::text
        end as place,
        states.fiscal_year,
        states.entered,
        states.problem,
        states.missing
    from gis_reports_authority_years(
        %(as_of)s::date, %(years)s::integer[], %(provinces)s::text[], %(authorities)s::bigint[]
    ) as states
    inner join layers_localauthority as authority on authority.id = states.authority_id
    where (%(province)s::text is null or states.province_code = %(province)s)
        and (%(district)s::text is null or coalesce(authority.district_id, 'none') = %(district)s)
        and (%(kind)s::text is null or states.kind = %(kind)s)
)
select
    masks.place,
    masks.fiscal_year,
    count(*)::integer as authorities,
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
    null::integer[] as counts,
    null::numeric[] as baht
from masks
group by masks.place, masks.fiscal_year
