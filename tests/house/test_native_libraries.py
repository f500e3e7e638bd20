"""One GDAL and one GEOS in the process, whoever loads them first, and a PROJ that nobody disturbs."""

import os
import subprocess
import sys

import pyogrio
import pyproj
import pytest
import shapely
from django.contrib.gis.gdal import GDAL_VERSION
from django.contrib.gis.geos import Point, geos_version

from geo.systems import WGS84
from geo_eplan.health import versions
from tests.house.tree import ROOT

UTM_47N = 32647
MARK = (100.5, 13.75)

BOTH_WAYS = """
import sys
sys.path.insert(0, {root!r})
if {first!r} == "pyproj":
    import pyproj
import django
from django.conf import settings
from geo_eplan.settings.native import gdal_library, geos_library
settings.configure(GDAL_LIBRARY_PATH=gdal_library(), GEOS_LIBRARY_PATH=geos_library())
from django.contrib.gis.geos import Point
import pyproj, pyogrio, shapely, geopandas
one = Point({mark}, srid=4326).transform(32647, clone=True).coords
two = pyproj.Transformer.from_crs(4326, 32647, always_xy=True).transform(*{mark})
three = geopandas.GeoSeries([shapely.Point(*{mark})], crs=4326).to_crs(32647)[0].coords[0]
assert max(abs(a - b) for other in (two, three) for a, b in zip(one, other)) < 1e-6, (one, two, three)
mapped = {{line.split()[-1] for line in open("/proc/self/maps") if "libgdal" in line or "libgeos_c" in line}}
assert len(mapped) == 2, mapped
"""


def test_django_and_the_wheels_share_their_libraries() -> None:
    assert GDAL_VERSION[:3] == pyogrio.__gdal_version__
    assert versions()["gdal_pyogrio"] == ".".join(map(str, pyogrio.__gdal_version__))
    assert geos_version().decode().startswith(".".join(map(str, shapely.geos_version)))


def test_django_and_pyproj_agree_on_a_place() -> None:
    by_gdal = Point(*MARK, srid=WGS84).transform(UTM_47N, clone=True)
    by_pyproj = pyproj.Transformer.from_crs(WGS84, UTM_47N, always_xy=True).transform(*MARK)
    assert by_gdal.coords == pytest.approx(by_pyproj, abs=1e-6)


@pytest.mark.parametrize("first", ["pyproj", "django"])
def test_the_order_of_loading_does_not_matter(first: str) -> None:
    script = BOTH_WAYS.format(root=str(ROOT), first=first, mark=MARK)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_serving_a_page_does_not_carry_the_writers_of_files() -> None:
    """pandas, geopandas and folium take seconds to load and much memory; they belong to the background jobs."""
    script = (
        "import django, sys; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        " print([name for name in ('pandas', 'geopandas', 'folium', 'pyarrow') if name in sys.modules])"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "geo_eplan.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
