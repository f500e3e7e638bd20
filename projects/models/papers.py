"""What is said and filed about a project: its papers, and the comments of those who check it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.enums import CommentAbout, DocumentKind
from projects.models.projects import Project
from projects.models.records import AuthorityRecord
from projects.models.references import WithinAuthorityForeignKey
from projects.remarks import about_in_words


class ProjectDocument(AuthorityRecord):
    """A paper of a project as a file: PDF, JPEG or PNG, kept as it was sent.

    `digest` is the SHA-256 of the file, `size` its length in bytes, `media_type` what its content was found to be.
    The file is private: it is handed out by a page that asks who wants it.
    """

    project = WithinAuthorityForeignKey(Project, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind, default=DocumentKind.OTHER)
    file = models.FileField(_("file"), upload_to="documents/%Y/%m/")
    media_type = models.CharField(_("type of the file"), max_length=60)
    size = models.PositiveIntegerField(_("size (bytes)"))
    digest = models.CharField(_("digest of the file"), max_length=64)
    client_id = models.UUIDField(_("sender's own id"), default=uuid.uuid4)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes: ClassVar = [models.Index(fields=["authority", "project"], name="projects_document_project")]
        constraints: ClassVar = [
            models.UniqueConstraint(name="projects_document_client", fields=["authority", "client_id"]),
            models.UniqueConstraint(
                name="projects_document_once",
                fields=["authority", "project", "digest"],
                condition=Q(set_aside_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProjectComment(AuthorityRecord):
    """A remark of an analyst on a project, and the answer of the authority. It changes no data of the project.

    `recorded_by` is who remarked. A comment is open until somebody who may comment there settles it. `about` is one of
    CommentAbout, or a check as `projects.remarks` writes it.
    """

    project = WithinAuthorityForeignKey(Project, related_name="comments")
    about = models.CharField(_("about"), max_length=12, choices=CommentAbout, blank=True)
    text = models.TextField(_("comment"))
    answer = models.TextField(_("answer"), blank=True, db_default="")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
        db_index=False,
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
        db_index=False,
    )
    client_id = models.UUIDField(_("sender's own id"), default=uuid.uuid4)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes: ClassVar = [
            models.Index(fields=["authority", "project"], name="projects_comment_project"),
            models.Index(
                fields=["authority", "id"],
                name="projects_comment_open",
                condition=Q(settled_at__isnull=True, set_aside_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="projects_comment_client", fields=["authority", "client_id"]),
            models.CheckConstraint(
                name="projects_comment_answered_when",
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def get_about_display(self) -> str:  # type: ignore[no-redef]  # Django leaves a method that is there in its place
        """What it is about, in words; a check by its title."""
        return about_in_words(self.about)

    @property
    def is_open(self) -> bool:
        """Not settled yet."""
        return self.settled_at is None

    def __str__(self) -> str:
        return self.text[:80]
