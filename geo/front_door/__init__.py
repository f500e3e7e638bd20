"""The one gate for geometry, JSON and files from outside.

Nothing from outside reaches shapely, GDAL or the database before its size, depth, numbers, reference system
and extent were checked here. See docs/decisions, page "front-door".
"""

from __future__ import annotations

from geo.front_door.geometry import read_geometry
from geo.front_door.json_text import read_json
from geo.front_door.layer import Layer, LayerRow, open_layer
from geo.front_door.refusals import Refused, RefusedGeometry, RefusedUpload
from geo.front_door.uploads import Upload, UploadKind, sniff_upload

__all__ = [
    "Layer",
    "LayerRow",
    "Refused",
    "RefusedGeometry",
    "RefusedUpload",
    "Upload",
    "UploadKind",
    "open_layer",
    "read_geometry",
    "read_json",
    "sniff_upload",
]
