-- How a point lies against the boundary of an authority. One row; `covered` and `to_boundary_m` are null without a boundary.
-- %(authority)s   id of the authority
-- %(longitude)s   degrees, WGS 84
-- %(latitude)s    degrees, WGS 84
-- %(wgs84)s       the SRID of all our geometry
select
    ST_Covers(authority.boundary, here.point) as covered,
    ST_Distance(ST_Boundary(authority.boundary)::geography, here.point::geography) as to_boundary_m,
    authority.boundary_accuracy_m
from layers_localauthority as authority
cross join (select ST_SetSRID(ST_MakePoint(%(longitude)s, %(latitude)s), %(wgs84)s) as point) as here
where authority.id = %(authority)s
