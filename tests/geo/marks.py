"""Two marks known in Indian 1975 and WGS 84: facts from a published sheet.

Source: Royal Irrigation Department control sheet 5236 IV no. 552, 2561 BE. Both lie in UTM zone 47.
"""

from __future__ import annotations

from typing import NamedTuple


class Mark(NamedTuple):
    """Longitude, latitude in degrees; easting, northing in metres; on each datum."""

    name: str
    wgs84: tuple[float, float]
    wgs84_utm47: tuple[float, float]
    indian1975: tuple[float, float]
    indian1975_utm47: tuple[float, float]


MARKS = (
    Mark(
        "GNSS 610321",
        (101.22136102222223, 13.999252127777776),
        (739940.719, 1548769.191),
        (101.22472728888889, 13.997599402777777),
        (740273.381, 1548466.215),
    ),
    Mark(
        "GNSS 610322",
        (101.21991336666667, 13.996999680555554),
        (739786.618, 1548518.447),
        (101.22327941666667, 13.995346794444444),
        (740119.280, 1548215.472),
    ),
)
