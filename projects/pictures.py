"""Pictures that people send: known by their content, opened with care, made anew without what else was in the file.

What a phone writes beside the picture (where and when it was taken, the device, sometimes the owner's name) is read
once and then left out: the place and the time are kept in the record, the rest nowhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_PIXELS: Final = 60_000_000  # phones of today take 12 to 50 million
LONGEST_SIDE: Final = 2400  # pixels of what is kept: enough for a page of A4
LONGEST_SIDE_SMALL: Final = 480
QUALITY: Final = 84
FORMATS: Final = ("JPEG", "PNG", "WEBP")
FIRST_PHOTO: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

# How files of cameras begin that this system does not read, and what to do about it.
_HEIC = re.compile(rb"....ftyp(?:heic|heix|hevc|hevx|heim|heis|mif1|msf1|avif)", re.DOTALL)
_TIME = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")


@dataclass(frozen=True, slots=True)
class Taken:
    """Where and when a picture was taken, as its file says: WGS 84 degrees, metres. None is what it does not say."""

    at: dt.datetime | None = None
    longitude: float | None = None
    latitude: float | None = None
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew: two JPEG files without metadata. `digest` is the SHA-256 of the file that was sent."""

    digest: str
    image: bytes
    thumbnail: bytes
    width: int
    height: int
    taken: Taken


def contents_of(file: File[bytes], *, most: int, field: str) -> bytes:
    """The bytes of a file that was sent, no more than may be. Raises `file_empty`, `file_too_large`."""
    if (file.size or 0) > most:
        raise _refused(field, _too_large(most), "file_too_large")
    content = file.read(most + 1)
    if len(content) > most:
        raise _refused(field, _too_large(most), "file_too_large")
    if not content:
        raise _refused(field, _("The file is empty. Choose it again."), "file_empty")
    return content


def read_picture(content: bytes, *, field: str = "photo") -> Picture:
    """The picture in the bytes of a file, whatever its name is.

    Raises ValidationError for `field`: `picture_heic`, `picture_unreadable`, `picture_too_many_pixels`. The number of
    pixels is read from the head of the file and held against the limit before any of them is decoded.
    """
    opened = open_picture(content, field=field)
    try:
        taken = _taken(opened)
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened)
        plain = _without_transparency(upright)
        plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        image = _as_jpeg(plain)
        small = plain.copy()
        small.thumbnail((LONGEST_SIDE_SMALL, LONGEST_SIDE_SMALL), Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError, IndexError, KeyError, TypeError) as error:
        raise _refused(field, _unreadable(), "picture_unreadable") from error
    return Picture(
        digest=hashlib.sha256(content).hexdigest(),
        image=image,
        thumbnail=_as_jpeg(small),
        width=plain.width,
        height=plain.height,
        taken=taken,
    )


def open_picture(content: bytes, *, field: str, formats: tuple[str, ...] = FORMATS) -> Image.Image:
    """The picture with its head read and nothing decoded yet. Raises as `read_picture` does."""
    if _HEIC.match(content[:16]):
        message = _(
            "This is a HEIC photo, which this system cannot read. Set the camera to JPEG"
            " (on an iPhone: Settings, Camera, Formats, Most compatible), or send it as JPEG."
        )
        raise _refused(field, message, "picture_heic")
    try:
        opened = Image.open(io.BytesIO(content), formats=formats)
        pixels = opened.width * opened.height
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused(field, _too_many_pixels(), "picture_too_many_pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError) as error:
        raise _refused(field, _unreadable(), "picture_unreadable") from error
    if not 0 < pixels <= MOST_PIXELS:
        raise _refused(field, _too_many_pixels(), "picture_too_many_pixels")
    return opened


def _without_transparency(picture: Image.Image) -> Image.Image:
    """The picture in red, green and blue; what was transparent is white, as on paper."""
    if picture.mode == "RGB":
        return picture
    if "A" in picture.getbands() or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        white = Image.new("RGB", layered.size, "white")
        white.paste(layered, mask=layered.getchannel("A"))
        return white
    return picture.convert("RGB")


def _as_jpeg(picture: Image.Image) -> bytes:
    """A JPEG of the pixels and of nothing else."""
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    written = io.BytesIO()
    clean.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _taken(picture: Image.Image) -> Taken:
    """Place and time, where the file has them and they can be true; a damaged block says nothing."""
    try:
        told = picture.getexif()
        of_camera = told.get_ifd(ExifTags.IFD.Exif)
        of_place = told.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, EOFError, AttributeError):
        return Taken()
    longitude, latitude = _place(of_place)
    at = _time(of_camera)
    if longitude is None:
        return Taken(at=at)
    return Taken(
        at=at,
        longitude=longitude,
        latitude=latitude,
        accuracy_m=_metres(of_place.get(ExifTags.GPS.GPSHPositioningError)),
    )


def _place(told: Mapping[int, Any]) -> tuple[float | None, float | None]:
    """Longitude and latitude in degrees. 0, 0 is what cameras write when they do not know."""
    latitude = _degrees(told.get(ExifTags.GPS.GPSLatitude), told.get(ExifTags.GPS.GPSLatitudeRef), "N", "S")
    longitude = _degrees(told.get(ExifTags.GPS.GPSLongitude), told.get(ExifTags.GPS.GPSLongitudeRef), "E", "W")
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None, None
    return (longitude, latitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else (None, None)


def _degrees(parts: Any, side: Any, positive: str, negative: str) -> float | None:
    """Degrees, minutes and seconds with their side as one number."""
    if isinstance(side, bytes):
        side = side.decode("ascii", "replace")
    side = str(side or "").strip("\x00 ").upper()
    if side not in (positive, negative):
        return None
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        return None
    return -value if side == negative else value


def _metres(told: Any) -> float | None:
    try:
        metres = float(told)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return metres if math.isfinite(metres) and 0 <= metres < 100_000 else None


def _time(told: Mapping[int, Any]) -> dt.datetime | None:
    """When it was taken. A camera that names no time zone is taken to keep the time of Thailand."""
    written = _TIME.match(str(told.get(ExifTags.Base.DateTimeOriginal) or ""))
    if written is None:
        return None
    try:
        at = dt.datetime(*(int(part) for part in written.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - the zone follows
    except ValueError:
        return None
    zone = _OFFSET.match(str(told.get(ExifTags.Base.OffsetTimeOriginal) or ""))
    if zone and int(zone[2]) < 15 and int(zone[3]) < 60:
        east = dt.timedelta(hours=int(zone[2]), minutes=int(zone[3]))
        aware = at.replace(tzinfo=dt.timezone(east if zone[1] == "+" else -east))
    else:
        aware = timezone.make_aware(at)
    return aware if FIRST_PHOTO <= aware <= timezone.now() + dt.timedelta(days=1) else None


def _unreadable() -> str:
    return _("This file cannot be read as a photo. Send a JPEG, PNG or WebP file, as the camera wrote it.")


def _too_large(most: int) -> str:
    return _("The file is larger than %(most)d MB. Send a smaller one.") % {"most": most // (1024 * 1024)}


def _too_many_pixels() -> str:
    return _("The photo has more than %(most)d million pixels. Send it in a smaller size.") % {
        "most": MOST_PIXELS // 1_000_000
    }


def _refused(field: str, message: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(message, code=code)})
