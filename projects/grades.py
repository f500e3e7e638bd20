"""How far a position can be trusted, A to D, from how it was captured. A table and a pure function.

A: measured on the spot within 5 m. B: from a document, or measured within 20 m. C: pointed at on a map, or from a file
nobody checked. D: beyond the boundary, or too coarse to tell one street from the next.
"""

from __future__ import annotations

from projects.enums import Capture, Inside

BEST_ACCURACY_M = 5.0
USABLE_ACCURACY_M = 20.0
COARSE_ACCURACY_M = 100.0

_WITHOUT_MEASUREMENT = {
    Capture.TYPED: "B",
    Capture.MAP_CLICK: "C",
    Capture.MAP_DRAG: "C",
    Capture.KEYBOARD: "C",
    Capture.IMPORT: "C",
}


def grade_of(*, capture: str, accuracy_m: float | None, inside: str) -> str:
    """The grade `A`–`D` of a position; `accuracy_m` is the accuracy reported by the device, in metres."""
    if inside == Inside.OUTSIDE or (accuracy_m is not None and accuracy_m > COARSE_ACCURACY_M):
        return "D"
    if capture in _WITHOUT_MEASUREMENT:
        return _WITHOUT_MEASUREMENT[Capture(capture)]
    if accuracy_m is None or accuracy_m > USABLE_ACCURACY_M:
        return "C"
    return "A" if accuracy_m <= BEST_ACCURACY_M and capture == Capture.GPS else "B"
