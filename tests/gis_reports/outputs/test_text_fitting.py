"""Thai text is cut between clusters only, and formulas are made harmless in a way that can be undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_reports.outputs.text_fitting import clusters, fit, neutralised, restored

THAI = st.text(alphabet="กขคงนมยรเแโใไะาำิีึืุู็่้๊๋์ ๑๒3A🌉\u200d'=+-@\t", max_size=80)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("น้ำ", ["น้ำ"]),
        ("เก่า", ["เก่า"]),
        ("ที่ปู่", ["ที่", "ปู่"]),
        ("ไม้ 4", ["ไม้", " ", "4"]),
        ("é", ["é"]),
    ],
)
def test_clusters_are_what_the_eye_sees(text: str, parts: list[str]) -> None:
    assert list(clusters(text)) == parts


@given(THAI, st.integers(1, 60), st.sampled_from(["utf-8", "cp874"]))
def test_what_is_kept_fits_and_is_a_run_of_whole_clusters(text: str, width: int, encoding: str) -> None:
    fitted = fit(text, width=width, encoding=encoding)
    assert len(fitted.text.encode(encoding)) <= width
    if fitted.remark == "":
        assert fitted.text == text
    if encoding == "utf-8":
        ends = {0}
        total = ""
        for cluster in clusters(text.strip(" ")):
            total += cluster
            ends.add(len(total.rstrip(" ")))
        assert text.strip(" ").startswith(fitted.text)
        assert len(fitted.text) in ends


@given(THAI)
def test_formulas_are_neutralised_and_restored(text: str) -> None:
    harmless = neutralised(text)
    assert not harmless.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert restored(harmless) == text
