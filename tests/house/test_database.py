"""The database that every test stands on."""

import pytest

from layers.models import Province


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["once", "again"])
def test_reference_rows_are_there_for_tests_that_empty_the_database(time: str) -> None:
    assert Province.objects.count() == 77
