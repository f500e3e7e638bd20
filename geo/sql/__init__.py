"""SQL that belongs to the geometry shelf, as text for a migration to run.

A migration freezes its own copy beside itself; these texts are the originals, tested against PostGIS.
"""

from __future__ import annotations

from pathlib import Path

# Creates the function geo_to_wgs84(geometry); see the file's own comment.
TO_WGS84 = (Path(__file__).parent / "to_wgs84.sql").read_text(encoding="utf-8")
DROP_TO_WGS84 = "DROP FUNCTION IF EXISTS geo_to_wgs84(geometry);"
