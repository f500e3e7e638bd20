"""Which column of a file means what: by the names that registries and boundary files use."""

from __future__ import annotations

import re
from collections.abc import Iterable

AUTHORITY_COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("code", "dla_code", "dola_code", "รหัส", "รหัสอปท", "รหัส_อปท"),
    "kind": ("kind", "type", "type_th", "ประเภท", "ประเภทอปท"),
    "name_th": ("name_th", "name", "ชื่อ", "ชื่ออปท"),
    "name_en": ("name_en", "english_name"),
    "province": ("province", "province_code", "province_tis", "changwat", "จังหวัด", "รหัสจังหวัด"),
    "subdistrict": ("subdistrict_code", "tambon_code", "รหัสตำบล"),
    "geocode": ("geocode",),
    "area_km2": ("area_km2", "area", "พื้นที่"),
    "latitude": ("office_lat", "latitude", "lat", "ละติจูด"),
    "longitude": ("office_lon", "office_lng", "longitude", "lon", "lng", "ลองจิจูด"),
    "since": ("since", "established_on", "วันจัดตั้ง"),
    "until": ("until", "dissolved_on", "วันยุบเลิก"),
}

BOUNDARY_COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "province": {
        "code": ("code", "tis_1099", "adm1_pcode", "prov_code", "changwat_code", "pv_code", "รหัสจังหวัด"),
        "name_th": ("name_th", "adm1_th", "pv_tn", "prov_nam_t", "จังหวัด"),
        "name_en": ("name_en", "adm1_en", "pv_en", "prov_nam_e"),
    },
    "district": {
        "code": ("code", "adm2_pcode", "amphoe_code", "ap_code", "amp_code", "รหัสอำเภอ"),
        "name_th": ("name_th", "adm2_th", "ap_tn", "amphoe_t", "amp_nam_t", "อำเภอ"),
        "name_en": ("name_en", "adm2_en", "ap_en", "amphoe_e", "amp_nam_e"),
    },
    "subdistrict": {
        "code": ("code", "adm3_pcode", "tambon_code", "tb_code", "tam_code", "รหัสตำบล"),
        "name_th": ("name_th", "adm3_th", "tb_tn", "tambon_t", "tam_nam_t", "ตำบล"),
        "name_en": ("name_en", "adm3_en", "tb_en", "tambon_e", "tam_nam_e"),
    },
    "authority": {
        "code": ("code", "dla_code", "dola_code", "opt_code", "lao_code", "รหัสอปท"),
        "name_th": ("name_th", "name", "opt_name", "ชื่ออปท"),
        "name_en": ("name_en",),
    },
}


def find_columns(present: Iterable[str], known: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """For each meaning the column that carries it, by the first known name that is present (case does not count)."""
    folded = {_fold(name): name for name in present}
    return {
        meaning: folded[_fold(name)]
        for meaning, names in known.items()
        if (name := next((name for name in names if _fold(name) in folded), None))
    }


def _fold(name: str) -> str:
    return re.sub(r"[\s_.\-]", "", name.strip().lstrip("\ufeff").lower())


def digits_of(text: str) -> str:
    """The digits of a code such as `TH4711` or `๔๗๑๑`."""
    from geo.thai import from_thai_digits

    return re.sub(r"\D", "", from_thai_digits(str(text)))
