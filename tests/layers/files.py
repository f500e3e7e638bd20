"""Small files of the kinds people send: registries as text, boundaries as GeoJSON and shapefile."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from pathlib import Path
from typing import Any

import shapefile
from pyproj import CRS

from geo.datums import from_wgs84

TODAY = dt.date(2017, 3, 1)
HEAD = "type,name_th,name_en,province_tis,dola_code,area_km2,office_lat,office_lon"


def registry(folder: Path, *rows: str, encoding: str = "utf-8", head: str = HEAD) -> Path:
    """A registry file with the given rows."""
    path = folder / "registry.csv"
    path.write_bytes("\n".join((head, *rows)).encode(encoding))
    return path


def ring(west: float, south: float, side: float = 0.1) -> list[tuple[float, float]]:
    """A closed square ring, WGS 84 longitude/latitude, clockwise."""
    east, north = west + side, south + side
    return [(west, south), (west, north), (east, north), (east, south), (west, south)]


def geojson(folder: Path, *features: tuple[dict[str, Any], Any]) -> Path:
    """A GeoJSON file; each feature is (properties, geometry or None)."""
    path = folder / "shapes.geojson"
    collection = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": p, "geometry": g} for p, g in features],
    }
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    return path


def polygon(*corners: tuple[float, float]) -> dict[str, Any]:
    """A GeoJSON polygon of one ring."""
    return {"type": "Polygon", "coordinates": [corners]}


def zipped_shapefile(folder: Path, rows: list[tuple[str, str, list[tuple[float, float]]]], *, system: str) -> Path:
    """A zipped shapefile of districts (code, Thai name, ring in WGS 84) in CP874, drawn in a reference system."""
    epsg = {"utm47-wgs84": 32647, "utm47-indian1975": 24047}[system]
    base = folder / "districts"
    with shapefile.Writer(str(base), shapeType=shapefile.POLYGON, encoding="cp874") as writer:
        writer.field("AMPHOE_C", "C", 10)
        writer.field("AP_TN", "C", 40)
        for code, name, corners in rows:
            writer.poly([[from_wgs84(lon, lat, system) for lon, lat in corners]])
            writer.record(code, name)
    base.with_suffix(".prj").write_text(CRS.from_epsg(epsg).to_wkt("WKT1_ESRI"), encoding="ascii")
    packed = folder / "districts.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for suffix in (".shp", ".shx", ".dbf", ".prj"):
            archive.write(base.with_suffix(suffix), f"districts{suffix}")
    return packed
