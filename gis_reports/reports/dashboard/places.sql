-- The names of the lines: provinces, districts or authorities, in the order of a Thai dictionary (authorities by kind first).
-- %(by)s           province, district or authority
-- %(provinces)s    province codes the reader may see; scope is decided in Python, never here
-- %(authorities)s  ids of authorities the reader may see beside those; both null for the whole country
-- %(province)s     one province of those, or null for all
-- %(district)s     one district, `none` for authorities without one, or null for all
-- %(kind)s         one kind of authority, or null for all
select
    authority.id::text as place, authority.province_id as province_code, authority.name_th, authority.name_en, authority.kind,
    coalesce(authority.code, '') as code,
    row_number() over (
        order by
            case authority.kind
                when 'PAO' then 1 when 'CITY' then 2 when 'TOWN' then 3 when 'SUBDISTRICT' then 4 when 'SAO' then 5 else 6
            end,
            authority.name_th collate "th-x-icu", authority.id
    ) as position
from layers_localauthority as authority
where %(by)s = 'authority'
    and (
        (%(provinces)s::text[] is null and %(authorities)s::bigint[] is null)
        or authority.province_id = any(%(provinces)s::text[])
        or authority.id = any(%(authorities)s::bigint[])
    )
    and (%(province)s::text is null or authority.province_id = %(province)s)
    and (%(district)s::text is null or coalesce(authority.district_id, 'none') = %(district)s)
    and (%(kind)s::text is null or authority.kind = %(kind)s)
union all
select
    district.code, district.province_id, district.name_th, district.name_en, null, district.code,
    row_number() over (order by district.name_th collate "th-x-icu", district.code)
from layers_district as district
where %(by)s = 'district' and district.province_id = %(province)s
union all
select
    province.code, province.code, province.name_th, province.name_en, null, province.code,
    row_number() over (order by province.name_th collate "th-x-icu")
from layers_province as province
where %(by)s = 'province'
order by position
