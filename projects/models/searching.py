"""What projects are searched by: one narrow row beside each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models import LocalAuthority
from projects.querysets import ProjectWordsQuerySet


class ProjectWords(models.Model):
    """Name, place and code of one live project in the form that is searched (`projects.searching.words.form_of`).

    Kept in the transaction of the write it follows from (migrations/sql/searching.sql). A bar stands between the three.
    """

    pk = models.CompositePrimaryKey("authority_id", "project_id")
    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    project_id = models.BigIntegerField()
    words = models.TextField()

    objects = ProjectWordsQuerySet.as_manager()

    class Meta:
        verbose_name = _("searched words of a project")
        verbose_name_plural = _("searched words of projects")
