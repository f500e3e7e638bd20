"""The whole demonstration country, loaded once. This is the longest test of all: about a minute on two free cores."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Count

from geo_eplan.demo.annex import DAY
from geo_eplan.demo.loading import load
from geo_eplan.demo.recipe import KINDS, provinces
from layers.models import AuthorityPeriod
from projects.models import Project
from tests.demo.figures import wrong_figures


@pytest.mark.django_db
def test_all_768_figures_of_the_annex_come_out_of_ordinary_records() -> None:
    loaded = load()
    assert wrong_figures(DAY) == (768, [])
    assert loaded.authorities == 7852
    assert 95_000 < loaded.projects < 110_000
    assert Project.objects.filter(fiscal_year__in=(2557, 2558, 2559, 2560)).count() == loaded.projects
    then = AuthorityPeriod.objects.filter(during__contains=DAY)
    counted = dict(then.values_list("kind").annotate(count=Count("pk")).order_by("kind"))
    assert counted == {kind: sum(province.counts[kind] for province in provinces()) for kind in KINDS}
    for day in (dt.date(2013, 10, 1), dt.date(2018, 1, 1), dt.date(2026, 1, 1)):
        assert AuthorityPeriod.objects.filter(during__contains=day).count() == 7852
