"""What maps are drawn from: a narrow row for every place, and counts of them for low zooms."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from geo.systems import WGS84
from layers.models import LocalAuthority
from projects.querysets import LedgerQuerySet


class MapPoint(models.Model):
    """The place of one live project, kept in the transaction of the write it follows from.

    `x` and `y` count positions of the world square from the north-west and `spot` weaves them together
    (`geo.spots`). `fund` is the place of the fund in `projects.enums.Fund`, from 1; `planned_satang` the planned
    budget in hundredths of a baht.
    """

    pk = models.CompositePrimaryKey("authority_id", "project_id")
    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    project_id = models.BigIntegerField()
    spot = models.BigIntegerField()
    planned_satang = models.BigIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    fiscal_year = models.PositiveSmallIntegerField()
    latest_stage = models.PositiveSmallIntegerField()
    programme = models.PositiveSmallIntegerField()
    fund = models.PositiveSmallIntegerField()
    problems = models.PositiveSmallIntegerField()
    location = models.PointField(srid=WGS84, spatial_index=False)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("map point")
        verbose_name_plural = _("map points")


class MapCell(models.Model):
    """How many map points of one province lie in one cell of a zoom, in one fiscal year (0: in all).

    A cell is a 32nd of a tile's side; `cell` is its spot at the zoom five below. `counts` and `problem_counts` count
    all points, and those with problems, by each value of each of the dimensions of `projects.map_dimensions`, one
    dimension after the other; none above zoom 7.
    """

    pk = models.CompositePrimaryKey("zoom", "fiscal_year", "cell", "province_id")
    zoom = models.PositiveSmallIntegerField()
    fiscal_year = models.PositiveSmallIntegerField()
    cell = models.IntegerField()
    province_id = models.CharField(max_length=2)
    total = models.PositiveIntegerField()
    problems = models.PositiveIntegerField()
    sum_x = models.BigIntegerField()
    sum_y = models.BigIntegerField()
    counts = ArrayField(models.IntegerField())
    problem_counts = ArrayField(models.IntegerField())

    class Meta:
        verbose_name = _("map cell")
        verbose_name_plural = _("map cells")


class MapDirty(models.Model):
    """A cell of the finest zoom whose points of a year have changed since they were counted."""

    fiscal_year = models.PositiveSmallIntegerField()
    cell = models.IntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("map cell to count again")
        verbose_name_plural = _("map cells to count again")
        # Every tile asks whether it has changed and since when: quickly, even where nobody counts.
        indexes: ClassVar = [
            models.Index(name="projects_mapdirty_cell", fields=["cell"]),
            models.Index(name="projects_mapdirty_at", fields=["at"]),
        ]


class MapState(models.Model):
    """When the cells were counted last, how often they have changed, and by which dimensions. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(db_default=0)
    layout = models.CharField(max_length=16, db_default="")
    refreshed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("state of the map cells")
        verbose_name_plural = _("state of the map cells")
