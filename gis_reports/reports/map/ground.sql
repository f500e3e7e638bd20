-- The ground under the map to hand over: simplified boundaries as GeoJSON, provinces first.
-- %(province)s     code of the province of the report
-- %(authority)s    id of the authority of the report; null for the whole province
-- %(near)s         degrees around the province within which neighbours are drawn
-- %(coarse)s       tolerance of provinces in degrees (0.002 is about 220 m, less than they are known to)
-- %(fine)s         tolerance of authorities in degrees
with own as (
    select code, boundary from layers_province where code = %(province)s
)
select
    case when province.code = own.code then 'province' else 'neighbour' end as style,
    st_asgeojson(st_simplifypreservetopology(province.boundary, %(coarse)s), 5) as geometry
from layers_province as province
inner join own on st_intersects(province.boundary, st_expand(own.boundary, %(near)s))
union all
select
    case when authority.id = %(authority)s::bigint then 'own' else 'authority' end as style,
    st_asgeojson(st_simplifypreservetopology(authority.boundary, %(fine)s), 5) as geometry
from layers_localauthority as authority
where authority.province_id = %(province)s
    and authority.boundary is not null
    and (authority.kind <> 'PAO' or authority.id = %(authority)s::bigint)
    and (authority.dissolved_on is null or authority.id = %(authority)s::bigint)
