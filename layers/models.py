"""The map underneath everything: provinces, districts, subdistricts and the dated registry of local authorities.

Every geometry is WGS 84 longitude/latitude. Boundaries carry the accuracy they are known to, in metres, because a
boundary that is off by a kilometre cannot decide a border case.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geo.systems import WGS84
from layers.enums import (
    FULL_PREFIX_TH,
    FULL_SUFFIX_EN,
    SHORT_PREFIX_TH,
    SHORT_SUFFIX_EN,
    AuthorityKind,
    SuccessionKind,
)
from layers.querysets import LocalAuthorityQuerySet, ProvinceQuerySet


class NamedPlace(models.Model):
    """What every place on the map has: a Thai and an English name, a boundary and how well it is known."""

    name_th = models.CharField(_("Thai name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    boundary = models.MultiPolygonField(_("boundary"), srid=WGS84, null=True, blank=True)
    boundary_source = models.CharField(_("source of the boundary"), max_length=200, blank=True)
    boundary_accuracy_m = models.PositiveIntegerField(_("accuracy of the boundary (m)"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the reader's language; Thai where no English one is known."""
        return self.name_en if (get_language() or "th").startswith("en") and self.name_en else self.name_th

    def __str__(self) -> str:
        return self.name


class Province(NamedPlace):
    """One of the 77 provinces, keyed by its TIS 1099 code (Bangkok, 10, has no local authority in the registry)."""

    code = models.CharField(_("TIS 1099 code"), max_length=2, primary_key=True)
    iso_code = models.CharField(_("ISO 3166-2 code"), max_length=8, blank=True)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering: ClassVar = ["code"]


class District(NamedPlace):
    """A district (amphoe), keyed by its four-digit code."""

    code = models.CharField(_("code"), max_length=4, primary_key=True)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="districts")

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering: ClassVar = ["code"]


class Subdistrict(NamedPlace):
    """A subdistrict (tambon), keyed by its six-digit code."""

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="subdistricts")
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="subdistricts")

    class Meta:
        verbose_name = _("subdistrict")
        verbose_name_plural = _("subdistricts")
        ordering: ClassVar = ["code"]


class LocalAuthority(NamedPlace):
    """A local authority as it is now. What it was on a past day stands in its periods.

    `name_th` and `name_en` are the bare name without the word for the kind. Kind, code, names and province are
    copied here from the latest period by a trigger, so that the two cannot disagree.
    """

    code = models.CharField(_("DLA code"), max_length=7, null=True, blank=True, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=AuthorityKind)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="authorities")
    district = models.ForeignKey(District, on_delete=models.SET_NULL, null=True, blank=True, related_name="authorities")
    subdistrict_code = models.CharField(_("subdistrict code"), max_length=6, blank=True)
    established_on = models.DateField(_("established on"), null=True, blank=True)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    office = models.PointField(_("office"), srid=WGS84, null=True, blank=True)
    office_source = models.CharField(_("source of the office point"), max_length=200, blank=True)
    area_km2 = models.DecimalField(_("area (km²)"), max_digits=9, decimal_places=2, null=True, blank=True)

    objects = LocalAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("local authority")
        verbose_name_plural = _("local authorities")
        ordering: ClassVar = ["province_id", "kind", "name_th", "id"]
        indexes: ClassVar = [
            models.Index(fields=["province", "kind"], name="layers_authority_province"),
            GinIndex(fields=["name_th"], opclasses=["gin_trgm_ops"], name="layers_authority_name_trgm"),
        ]

    @property
    def full_name(self) -> str:
        """The name for headings and letters, with the kind written out, in the reader's language."""
        if (get_language() or "th").startswith("en") and self.name_en:
            return f"{self.name_en} {FULL_SUFFIX_EN[AuthorityKind(self.kind)]}".strip()
        return f"{FULL_PREFIX_TH[AuthorityKind(self.kind)]}{self.name_th}"

    @property
    def short_name(self) -> str:
        """The name for lists, with the short word for the kind, in the reader's language."""
        if (get_language() or "th").startswith("en") and self.name_en:
            return f"{self.name_en} {SHORT_SUFFIX_EN[AuthorityKind(self.kind)]}".strip()
        return f"{SHORT_PREFIX_TH[AuthorityKind(self.kind)]}{self.name_th}"

    def __str__(self) -> str:
        return self.short_name


class AuthorityPeriod(models.Model):
    """What an authority was from one day to another: the dated registry. Periods of an authority never overlap."""

    authority = models.ForeignKey(LocalAuthority, on_delete=models.CASCADE, related_name="periods")
    during = DateRangeField(_("during"))
    kind = models.CharField(_("kind"), max_length=12, choices=AuthorityKind)
    code = models.CharField(_("DLA code"), max_length=7, null=True, blank=True)
    name_th = models.CharField(_("Thai name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("period of a local authority")
        verbose_name_plural = _("periods of local authorities")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="layers_authority_periods_apart",
                expressions=[("authority", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.name_th} {self.during}"


class AuthoritySuccession(models.Model):
    """One authority that came out of another on a day: an upgrade into a new body, a merger or a split."""

    predecessor = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="precessions")
    on_date = models.DateField(_("on"))
    kind = models.CharField(_("kind"), max_length=8, choices=SuccessionKind)

    class Meta:
        verbose_name = _("succession of local authorities")
        verbose_name_plural = _("successions of local authorities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="layers_succession_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="layers_succession_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} ({self.on_date})"


class GroundVersion(models.Model):
    """A number that grows with every write to provinces, districts, subdistricts or authorities. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(db_default=0)

    class Meta:
        verbose_name = _("version of the ground")
        verbose_name_plural = _("versions of the ground")
