"""Find GDAL and GEOS inside the Python wheels, so that one copy of each serves Django, shapely and pyogrio alike.

The wheel of pyogrio carries GDAL, the wheel of shapely carries GEOS. GeoDjango loads exactly those files: no
distribution package is needed, and the file- and network-access holes of older distribution GDALs are not in the
process.
"""

import importlib.util
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def _package_folder(package: str) -> Path:
    """Where a package lies, without importing it (importing would load its libraries before the data paths are set)."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ImproperlyConfigured(f"{package} is not installed; bin/run and bin/test install it")
    return Path(spec.submodule_search_locations[0])


def _library(package: str, pattern: str) -> str:
    """The one library in `<package>.libs` whose file name matches `pattern`."""
    folder = _package_folder(package)
    found = sorted((folder.parent / f"{package}.libs").glob(pattern))
    if len(found) != 1:
        raise ImproperlyConfigured(
            f"Expected one {pattern} beside {folder}, found {len(found)}; reinstall {package} as a wheel"
        )
    return str(found[0])


def gdal_library() -> str:
    """Path of the GDAL library in pyogrio's wheel; also points GDAL and its own PROJ at their data files.

    Must run before anything loads GDAL. pyproj brings a PROJ of its own with data of its own and looks there first, so
    it is not disturbed by PROJ_DATA.
    """
    folder = _package_folder("pyogrio")
    os.environ["GDAL_DATA"] = str(folder / "gdal_data")
    os.environ["PROJ_DATA"] = str(folder / "proj_data")
    os.environ["PROJ_NETWORK"] = "OFF"
    return _library("pyogrio", "libgdal-*.so*")


def geos_library() -> str:
    """Path of the GEOS C library in shapely's wheel."""
    return _library("shapely", "libgeos_c-*.so*")
