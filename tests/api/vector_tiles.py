"""Reads a vector tile back with GDAL, so that what PostGIS wrote is judged by another program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyogrio
import shapely
from pyogrio import raw


def layers_of(tile: bytes, folder: Path, *, z: int, x: int, y: int) -> dict[str, list[dict[str, Any]]]:
    """The features of each layer as plain properties, with `geom` in web-mercator metres."""
    if not tile:
        return {}
    path = folder / f"{z}-{x}-{y}.mvt"
    path.write_bytes(tile)
    found: dict[str, list[dict[str, Any]]] = {}
    for name, _geometry in pyogrio.list_layers(path):
        meta, _ids, shapes, columns = raw.read(path, layer=name, X=x, Y=y, Z=z)
        names = list(meta["fields"])
        rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
        found[name] = [{**row, "geom": shape} for row, shape in zip(rows, shapely.from_wkb(shapes), strict=True)]
    return found
