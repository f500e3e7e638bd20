-- Makes a position the current one of its project and kind, and tells who acts (see migrations/sql/lean_pins.sql).
-- %(expected_sequence)s    sequence of the current position that the person saw, 0 for none, null not to ask
-- %(may_be_resent)s        whether the sender chose the id, and may send the same again
-- %(unknown_accuracy_m)s   how well a boundary is known, in metres, of which nobody says so
-- %(longitude)s, %(latitude)s   degrees, WGS 84; %(wgs84)s is the SRID of all our geometry
-- the others are columns of projects_position
select pinned.outcome, pinned.id, pinned.sequence, pinned.recorded_at, pinned.inside, pinned.distance_m
from projects_pin(
    of_authority => %(authority)s,
    of_project => %(project)s,
    of_kind => %(kind)s,
    with_point => ST_SetSRID(ST_MakePoint(%(longitude)s, %(latitude)s), %(wgs84)s),
    with_source_text => %(source_text)s,
    with_system => %(system)s,
    with_capture => %(capture)s,
    with_accuracy_m => %(accuracy_m)s,
    with_captured_at => %(captured_at)s,
    with_map_zoom => %(map_zoom)s,
    with_outside_reason => %(outside_reason)s,
    with_client_id => %(client_id)s,
    with_recorded_by => %(recorded_by)s,
    expected_sequence => %(expected_sequence)s,
    may_be_resent => %(may_be_resent)s,
    unknown_accuracy_m => %(unknown_accuracy_m)s
) as pinned
