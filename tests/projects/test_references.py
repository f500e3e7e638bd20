"""Whatever is asked for by a record names the authority too, because all indexes begin with it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.test.utils import CaptureQueriesContext

from projects.models import Position, Project
from tests import factories as make

pytestmark = pytest.mark.django_db


def conditions(rows: QuerySet[Position]) -> str:
    return str(rows.query).partition(" WHERE ")[2]


def test_by_one_record_or_several() -> None:
    one, other = make.ProjectFactory(), make.ProjectFactory()
    of_one = make.PositionFactory(project=one)
    of_other = make.PositionFactory(project=other)
    by_one = Position.objects.filter(project=one)
    assert f'"authority_id" = {one.authority_id}' in conditions(by_one)
    assert list(by_one) == list(one.positions.all()) == [of_one]
    by_both = Position.objects.filter(project__in=[one, other])
    assert '"authority_id" = ANY' in conditions(by_both)
    assert set(by_both) == {of_one, of_other}
    assert list(by_both.exclude(project=one)) == [of_other]
    assert list(Position.objects.filter(project__in=Project.objects.filter(pk=one.pk))) == [of_one]
    assert list(Position.objects.filter(project=one.pk)) == [of_one]
    assert not Position.objects.filter(project=None)


def test_through_a_join_the_authority_is_that_of_the_table_which_refers() -> None:
    project = make.ProjectFactory()
    make.ProjectFactory()
    make.PositionFactory(project=project)
    found = Project.objects.filter(positions__project=project)
    assert list(found) == [project]


def test_what_is_fetched_beforehand() -> None:
    project = make.ProjectFactory()
    position = make.PositionFactory(project=project)

    with CaptureQueriesContext(connection) as asked:
        prefetch_related_objects([project], Prefetch("positions", Position.objects.live()))
    assert f'"authority_id" = {project.authority_id}' in asked[0]["sql"]
    assert list(project.positions.all()) == [position]
