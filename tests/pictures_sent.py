"""Photos and papers as people send them: small, drawn for the test, with or without what a phone writes beside them."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def photo_bytes(
    *,
    colour: str = "#88aa66",
    size: tuple[int, int] = (640, 480),
    kind: str = "JPEG",
    place: tuple[float, float] | None = None,
    taken: str = "",
    offset: str = "",
    turned: bool = False,
    **more: Any,
) -> bytes:
    """The bytes of a photo; `place` is (longitude, latitude), `taken` as phones write it: `2016:04:20 10:30:00`."""
    picture = Image.new("RGB", size, colour)
    told = Image.Exif()
    if turned:
        told[ExifTags.Base.Orientation] = 6
    if taken:
        told.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
        if offset:
            told.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = offset
    if place:
        of_place = told.get_ifd(ExifTags.IFD.GPSInfo)
        of_place[ExifTags.GPS.GPSLatitudeRef], of_place[ExifTags.GPS.GPSLatitude] = "N", _sexagesimal(place[1])
        of_place[ExifTags.GPS.GPSLongitudeRef], of_place[ExifTags.GPS.GPSLongitude] = "E", _sexagesimal(place[0])
        of_place[ExifTags.GPS.GPSHPositioningError] = 4.5
    written = io.BytesIO()
    picture.save(written, kind, exif=told, **more)
    return written.getvalue()


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    return (float(whole), float(minutes), round((degrees - whole - minutes / 60) * 3600, 4))


def sent(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    """A file as a form sends it."""
    return SimpleUploadedFile(name, content)
