"""The words people write around coordinates, in Thai and Latin letters, and what each stands for."""

from __future__ import annotations

# What a word stands for. N, S, E, W are directions; M is minutes or metres; noise says nothing.
LATITUDE, LONGITUDE = "latitude", "longitude"
NORTH, SOUTH, EAST, WEST = "n", "s", "e", "w"
DEGREES, MINUTES, SECONDS = "°", "'", '"'
METRES, MINUTES_OR_METRES = "metres", "m"
BAND, NOISE, NOT_FINITE = "band", "noise", "not_finite"

_LATIN: dict[str, tuple[str, ...]] = {
    LATITUDE: ("lat", "latitude", "lati", "φ", "y", "northing", "northings"),
    LONGITUDE: ("lon", "lng", "long", "longitude", "longi", "λ", "x", "easting", "eastings"),
    NORTH: ("n", "north"),
    SOUTH: ("s", "south"),
    EAST: ("e", "east"),
    WEST: ("w", "west"),
    DEGREES: ("d", "deg", "degs", "degree", "degrees"),
    MINUTES: ("min", "mins", "minute", "minutes"),
    SECONDS: ("sec", "secs", "second", "seconds"),
    METRES: ("metre", "metres", "meter", "meters", "mtr"),
    MINUTES_OR_METRES: ("m",),
    BAND: ("p", "q"),
    NOT_FINITE: ("nan", "inf", "infinity"),
    NOISE: (
        "utm", "gps", "gnss", "coordinate", "coordinates", "coord", "coords", "at", "is", "and", "point",
        "location", "position", "pos", "grid", "datum", "zone", "loc", "geo", "crs", "decimal", "dd", "dms",
    ),
}  # fmt: skip

_THAI: dict[str, tuple[str, ...]] = {
    LATITUDE: ("ละติจูด", "ละติจูต", "ละติจุด", "แลตติจูด", "ลาติจูด", "เส้นรุ้ง"),
    LONGITUDE: ("ลองจิจูด", "ลองจิจูต", "ลองจิจุด", "ลองติจูด", "ลองกิจูด", "เส้นแวง"),
    NORTH: ("เหนือ",),
    SOUTH: ("ใต้",),
    EAST: ("ตะวันออก",),
    WEST: ("ตะวันตก",),
    DEGREES: ("องศา",),
    MINUTES: ("ลิปดา", "ลิบดา", "นาที"),
    SECONDS: ("พิลิปดา", "ฟิลิปดา", "พิลิบดา", "ฟิลิบดา", "ฟิลิปตา", "วินาที"),
    METRES: ("เมตร",),
    NOISE: (
        "พิกัด", "ค่า", "ที่", "ตำแหน่ง", "ทิศ", "ระบบ", "พื้นหลักฐาน", "และ", "คือ", "จุด", "โซน", "กริด",
        "ภูมิศาสตร์", "ยูทีเอ็ม", "โครงการ", "แกน", "ทาง", "อยู่",
    ),
}  # fmt: skip

_LATIN_KINDS = {word: kind for kind, words in _LATIN.items() for word in words}
# "720936mE": the unit and the direction are written together.
_TOGETHER = {"me": (METRES, EAST), "mn": (METRES, NORTH)}
_THAI_KINDS = sorted(
    ((word, kind) for kind, words in _THAI.items() for word in words),
    key=lambda pair: -len(pair[0]),
)


def meaning_of(run: str) -> tuple[str, ...] | None:
    """What an unbroken run of letters stands for; None when it says nothing to this reader.

    Thai is written without spaces, so a Thai run counts only when it consists of known words from
    end to end: the name หนองปลิงเหนือ is not "north".
    """
    if run in _TOGETHER:
        return _TOGETHER[run]
    if run in _LATIN_KINDS:
        return (_LATIN_KINDS[run],)
    kinds: list[str] = []
    rest = run
    while rest:
        for word, kind in _THAI_KINDS:
            if rest.startswith(word):
                kinds.append(kind)
                rest = rest[len(word) :]
                break
        else:
            return None
    return tuple(kinds)
