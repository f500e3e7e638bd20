"""The dated registry: what an authority is now follows from its periods, and the past can be asked."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from layers.enums import AuthorityKind
from layers.models import AuthorityPeriod, AuthoritySuccession, LocalAuthority, Province
from layers.services.registry import change_authority, establish_authority, merge_authority
from tests import factories as make

pytestmark = pytest.mark.django_db

UPGRADE = dt.date(2012, 10, 1)


def test_an_authority_exists_from_its_first_day_and_not_before() -> None:
    establish_authority(
        kind=AuthorityKind.SAO, name_th="ท่าคล้อ", province=Province.objects.get(code="19"), since=UPGRADE
    )
    assert LocalAuthority.objects.existing_on(UPGRADE).count() == 1
    assert LocalAuthority.objects.existing_on(UPGRADE - dt.timedelta(days=1)).count() == 0


def test_an_upgrade_keeps_the_authority_and_changes_what_it_is_now() -> None:
    authority = make.AuthorityFactory(kind=AuthorityKind.SAO)
    change_authority(authority=authority, on=UPGRADE, kind=AuthorityKind.SUBDISTRICT)
    assert authority.kind == AuthorityKind.SUBDISTRICT
    assert authority.periods.get(during__contains=UPGRADE - dt.timedelta(days=1)).kind == AuthorityKind.SAO
    assert authority.established_on == dt.date(1999, 10, 1)


def test_a_change_before_what_the_registry_already_says_is_refused() -> None:
    authority = make.AuthorityFactory()
    with pytest.raises(ValidationError) as refused:
        change_authority(authority=authority, on=dt.date(1999, 10, 1), name_th="ใหม่")
    assert refused.value.code == "period_in_the_past"


def test_a_merger_ends_one_authority_and_enlarges_the_other() -> None:
    small = make.AuthorityFactory(boundary=make.square(101.0, 14.5))
    large = make.AuthorityFactory(boundary=make.square(101.1, 14.5))
    merge_authority(authority=small, into=large, on=UPGRADE)
    assert small.dissolved_on == UPGRADE
    assert large.boundary.area == pytest.approx(0.02)
    assert AuthoritySuccession.objects.get().successor == large
    assert list(LocalAuthority.objects.existing_on(UPGRADE)) == [large]


def test_periods_of_an_authority_never_overlap() -> None:
    authority = make.AuthorityFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorityPeriod.objects.create(
            authority=authority,
            during=(UPGRADE, None),
            kind=authority.kind,
            name_th="ซ้อน",
            province=authority.province,
        )
