"""The comparisons live beside the tests; a failure there shall show both sides, too."""

import pytest

pytest.register_assert_rewrite("tests.consistency.asking")
