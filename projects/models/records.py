"""What every record of the life cycle has in common, and how such records refer to each other."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.conf import settings
from django.db import models
from django.db.models.fields.related_lookups import RelatedExact
from django.db.models.functions import Now
from django.db.models.sql.where import AND, WhereNode
from django.utils.translation import gettext_lazy as _

from layers.models import LocalAuthority
from projects.querysets import AuthorityRecordQuerySet


class WithinAuthorityForeignKey(models.ForeignKey):
    """A reference from one record of an authority to another record of the same authority.

    The database holds it as a key of two columns, (authority, id), so that a record can never point into a
    neighbour's data and so that the tables can be distributed by authority. Joins carry the authority as well.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        options["db_constraint"] = False  # the composite key is made by migrations/sql/keys.sql
        options.setdefault("db_index", False)  # composite indexes lead with the authority instead
        super().__init__(to, on_delete, **options)

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> WhereNode | None:
        """Join on the authority too: both tables lead their indexes with it."""
        mine = cast("models.ForeignKey[Any, Any]", self.model._meta.get_field("authority"))
        theirs = cast("models.ForeignKey[Any, Any]", self.related_model._meta.get_field("authority"))
        same = RelatedExact(mine.get_col(str(related_alias)), theirs.get_col(str(alias)))
        return WhereNode([same], connector=AND)  # type: ignore[list-item]  # the stubs forget that lookups are nodes


class AuthorityRecord(models.Model):
    """A record that belongs to one local authority.

    The physical primary key is (id, authority). `recorded_at` is the moment the record entered the system and is
    set by the database; only bulk loading may set it in the past. Nothing is destroyed: a record that somebody
    takes back is *set aside*, with who and why, and then counts nowhere.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, related_name="+", verbose_name=_("local authority"), db_index=False
    )
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
        db_index=False,
    )
    set_aside_at = models.DateTimeField(_("set aside at"), null=True, blank=True, editable=False)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set aside by"),
        db_index=False,
    )
    set_aside_reason = models.CharField(_("reason for setting aside"), max_length=300, blank=True, db_default="")
    version = models.PositiveIntegerField(_("version"), db_default=1, editable=False)

    objects = AuthorityRecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["authority_id", "id"]
