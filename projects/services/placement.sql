-- How a point lies against the boundary of an authority. One row (see migrations/sql/lean_pins.sql).
-- %(authority)s            id of the authority
-- %(longitude)s            degrees, WGS 84
-- %(latitude)s             degrees, WGS 84
-- %(wgs84)s                the SRID of all our geometry
-- %(unknown_accuracy_m)s   how well a boundary is known, in metres, of which nobody says so
select held.inside, held.distance_m
from projects_against_boundary(
    %(authority)s, ST_SetSRID(ST_MakePoint(%(longitude)s, %(latitude)s), %(wgs84)s), %(unknown_accuracy_m)s
) as held
