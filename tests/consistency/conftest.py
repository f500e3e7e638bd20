"""The comparisons live beside the tests; a failure there shall show both sides, too."""

import pytest

from projects.api import tile_drawing
from projects.api.tile_drawing import RememberedTiles

pytest.register_assert_rewrite("tests.consistency.asking")


@pytest.fixture(autouse=True)
def _nothing_is_remembered_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions of cells only ever grow in one database; a test's database begins again with the next test."""
    monkeypatch.setattr(tile_drawing, "remembered", RememberedTiles(most=1000))
    monkeypatch.setattr(tile_drawing, "crowded", RememberedTiles(most=1000))
