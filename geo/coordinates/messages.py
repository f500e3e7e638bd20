"""Everything the reader of coordinates says, in English and Thai: notes on readings, and refusals."""

from __future__ import annotations

from geo.coordinates.reading import Note, UnreadableCoordinates

MAX_TEXT = 2000

SWAPPED = Note(
    "swapped",
    "The two numbers were exchanged: as typed, the point would lie outside Thailand.",
    "สลับลำดับสองค่าแล้ว เพราะตามที่พิมพ์จุดจะอยู่นอกประเทศไทย",
)
DATUM_NOT_STATED = Note(
    "datum_not_stated",
    "The text does not name its datum; this is the reading on WGS 84, as GPS and web maps give it.",
    "ข้อความไม่ระบุพื้นหลักฐาน ค่านี้อ่านบน WGS 84 ตามที่ GPS และแผนที่เว็บใช้",
)
OLDER_SHEETS = Note(
    "older_sheets",
    "Older 1:50,000 sheets are on Indian 1975, about 450 m from the reading on WGS 84; look at the paper.",
    "แผนที่ 1:50,000 ชุดเดิมใช้ Indian 1975 ซึ่งต่างจากค่าบน WGS 84 ราว 450 ม. โปรดดูจากต้นฉบับ",
)
ZONE_NOT_STATED = Note(
    "zone_not_stated",
    "The text does not name its UTM zone: 47 is west of 102° E, 48 east of it.",
    "ข้อความไม่ระบุโซน UTM โซน 47 อยู่ทางตะวันตกของลองจิจูด 102° ตะวันออก โซน 48 อยู่ทางตะวันออก",
)
ONLY_ZONE = Note(
    "only_zone_in_thailand",
    "The text does not name its UTM zone; only this zone puts the point in Thailand.",
    "ข้อความไม่ระบุโซน UTM และมีเพียงโซนนี้ที่ทำให้จุดอยู่ในประเทศไทย",
)
BEYOND_ZONE = Note(
    "beyond_zone",
    "The point lies far beyond the edge of this UTM zone (zones 47 and 48 meet at 102° E); check the zone.",
    "จุดอยู่เลยขอบโซน UTM นี้ไปมาก (โซน 47 และ 48 แบ่งกันที่ 102° ตะวันออก) โปรดตรวจเลขโซน",
)
VIEW_CENTRE = Note(
    "view_centre",
    "The link gives the centre of the map view, not a pin.",
    "ลิงก์ให้จุดกลางของหน้าจอแผนที่ ไม่ใช่ตำแหน่งหมุด",
)
TEXT_BESIDE_LINK = Note(
    "text_beside_link",
    "Read from the text beside the link; the link says another place or cannot be read.",
    "อ่านจากข้อความข้างลิงก์ ส่วนลิงก์ให้ตำแหน่งอื่นหรืออ่านไม่ได้",
)
DECIMAL_COMMA = Note(
    "decimal_comma",
    "Commas were read as decimal points.",
    "อ่านเครื่องหมายจุลภาคเป็นจุดทศนิยม",
)
DOTTED_DMS = Note(
    "dotted_degrees",
    "Read as degrees, minutes and seconds with points between.",
    "อ่านเป็นองศา ลิปดา และฟิลิปดาที่คั่นด้วยจุด",
)


def coarse(kilometres: int) -> Note:
    """A position cut so short that it can only be good to about so many kilometres."""
    return Note(
        "coarse",
        f"Written so short that it is only good to about {kilometres} km.",
        f"เขียนสั้นจนละเอียดได้เพียงราว {kilometres} กม.",
    )


def words_ignored(words: list[str]) -> Note:
    """Words in the text that say nothing about a position to this reader."""
    shown = " ".join(words)[:60]
    return Note("words_ignored", f"Left out: “{shown}”.", f"ไม่ได้ใช้ข้อความ “{shown}”")


def refusal(code: str, **values: object) -> UnreadableCoordinates:
    """The error for a code, its sentences filled in."""
    message_en, message_th, hint_en, hint_th = (part.format(**values) for part in REFUSALS[code])
    return UnreadableCoordinates(code, message_en, message_th, hint_en, hint_th)


_EXAMPLE_EN = "Two values are needed, such as 14.5635, 101.0475 or 720936 1610740."
_EXAMPLE_TH = "ต้องมีสองค่า เช่น 14.5635, 101.0475 หรือ 720936 1610740"

# code: message in English, in Thai, next step in English, in Thai.
REFUSALS: dict[str, tuple[str, str, str, str]] = {
    "empty": ("There is no text.", "ไม่มีข้อความ", _EXAMPLE_EN, _EXAMPLE_TH),
    "too_long": (
        "The text is longer than {limit} characters.",
        "ข้อความยาวเกิน {limit} ตัวอักษร",
        "Paste one position at a time.",
        "โปรดวางทีละตำแหน่ง",
    ),
    "no_numbers": ("There is no number in the text.", "ไม่พบตัวเลขในข้อความ", _EXAMPLE_EN, _EXAMPLE_TH),
    "one_number": ("Only one value was found ({found}).", "พบเพียงค่าเดียว ({found})", _EXAMPLE_EN, _EXAMPLE_TH),
    "too_many_numbers": (
        "{count} numbers were found and cannot be told apart as one position.",
        "พบ {count} จำนวน แยกเป็นหนึ่งตำแหน่งไม่ได้",
        _EXAMPLE_EN,
        _EXAMPLE_TH,
    ),
    "not_finite": (
        "A value is not a number that a position can have.",
        "มีค่าที่ไม่ใช่ตัวเลขของพิกัด",
        _EXAMPLE_EN,
        _EXAMPLE_TH,
    ),
    "shortened_number": (
        "“{found}” is a number that a spreadsheet has shortened; its last digits are lost.",
        "“{found}” เป็นตัวเลขที่โปรแกรมตารางย่อไว้ หลักท้ายหายไป",
        "Widen the column or format it as a number, then copy again.",
        "โปรดขยายคอลัมน์หรือจัดรูปแบบเป็นตัวเลข แล้วคัดลอกใหม่",
    ),
    "zero_zero": (
        "0, 0 is what a device writes when it has no position.",
        "0, 0 คือค่าที่เครื่องให้เมื่อยังไม่ได้ตำแหน่ง",
        "Measure again, or read the position from the paper.",
        "โปรดวัดใหม่หรืออ่านพิกัดจากเอกสาร",
    ),
    "outside_world": (
        "{latitude}, {longitude} is not a position on earth: latitude ends at 90, longitude at 180.",
        "{latitude}, {longitude} ไม่ใช่ตำแหน่งบนโลก ละติจูดไม่เกิน 90 ลองจิจูดไม่เกิน 180",
        "Check for a digit too many or a decimal point in the wrong place.",
        "โปรดตรวจหลักที่เกินหรือจุดทศนิยมที่ผิดตำแหน่ง",
    ),
    "outside_thailand": (
        "{shown} lies outside Thailand.",
        "{shown} อยู่นอกประเทศไทย",
        "{advice_en}",
        "{advice_th}",
    ),
    "minutes_over_59": (
        "Minutes and seconds must be below 60; {found} is not.",
        "ลิปดาและฟิลิปดาต้องน้อยกว่า 60 แต่พบ {found}",
        "Check whether these are decimal degrees.",
        "โปรดตรวจว่าเป็นองศาทศนิยมหรือไม่",
    ),
    "broken_degrees": (
        "“{found}” does not run degrees, minutes, seconds.",
        "“{found}” ไม่เรียงเป็นองศา ลิปดา ฟิลิปดา",
        "Write it like 13°45′32″N 100°30′06″E.",
        "โปรดพิมพ์ในรูป 13°45′32″N 100°30′06″E",
    ),
    "mixed_hemispheres": (
        "The letters or signs contradict each other: one value must be north, the other east.",
        "ตัวอักษรหรือเครื่องหมายขัดกัน ค่าหนึ่งต้องเป็นเหนือ อีกค่าต้องเป็นตะวันออก",
        "Write it like 13.7563 N 100.5018 E.",
        "โปรดพิมพ์ในรูป 13.7563 N 100.5018 E",
    ),
    "mixed_units": (
        "One value looks like degrees, the other like metres.",
        "ค่าหนึ่งเป็นองศา อีกค่าเป็นเมตร",
        "Check for a missing decimal point or a digit too many.",
        "โปรดตรวจจุดทศนิยมที่หายไปหรือหลักที่เกิน",
    ),
    "wrong_kind": (
        "The text is in {found_en}, but {system} was chosen.",
        "ข้อความเป็น{found_th} แต่เลือกระบบ {system}",
        "Choose another system, or leave the choice open.",
        "โปรดเลือกระบบอื่นหรือไม่ระบุระบบ",
    ),
    "contradicts_text": (
        "The text says {stated}, but {system} was chosen.",
        "ข้อความระบุ {stated} แต่เลือกระบบ {system}",
        "Choose the system of the paper.",
        "โปรดเลือกระบบตามเอกสาร",
    ),
    "other_zone": (
        "UTM zone {zone} does not touch Thailand, which lies in zones 47 and 48 north.",
        "UTM โซน {zone} ไม่ครอบคลุมประเทศไทย ซึ่งอยู่ในโซน 47 และ 48 เหนือ",
        "Check the zone on the paper.",
        "โปรดตรวจเลขโซนจากเอกสาร",
    ),
    "unknown_datum": (
        "The reference system “{found}” is not read here.",
        "ระบบไม่รู้จักระบบพิกัด “{found}”",
        "Known are WGS 84 and Indian 1975, in degrees or UTM zones 47 and 48.",
        "ระบบที่รู้จักคือ WGS 84 และ Indian 1975 แบบองศาหรือ UTM โซน 47 และ 48",
    ),
    "short_link": (
        "This is a shortened link; the position is not in it.",
        "ลิงก์นี้เป็นลิงก์ย่อ ไม่มีพิกัดอยู่ในลิงก์",
        "Open it in a browser, then copy the long address or the coordinates from there.",
        "โปรดเปิดลิงก์ในเบราว์เซอร์ก่อน แล้วคัดลอกที่อยู่แบบยาวหรือพิกัดจากหน้านั้น",
    ),
    "link_without_coordinates": (
        "There are no coordinates in this link.",
        "ไม่พบพิกัดในลิงก์นี้",
        "Copy the coordinates themselves, or share the place with a pin.",
        "โปรดคัดลอกตัวพิกัดหรือแชร์ตำแหน่งที่ปักหมุด",
    ),
    "grid_reference": (
        "“{found}” is a military grid reference, which is not read here.",
        "“{found}” เป็นพิกัดกริดทหาร (MGRS) ซึ่งระบบไม่อ่าน",
        "Write easting and northing in full, such as 47N 720936 1610740.",
        "โปรดพิมพ์ค่าตะวันออกและค่าเหนือให้ครบ เช่น 47N 720936 1610740",
    ),
    "plus_code": (
        "“{found}” is a plus code, which is not read here.",
        "“{found}” เป็น Plus Code ซึ่งระบบไม่อ่าน",
        "Press and hold the place on the map and copy its two numbers.",
        "โปรดกดค้างที่ตำแหน่งบนแผนที่แล้วคัดลอกตัวเลขสองค่า",
    ),
}
