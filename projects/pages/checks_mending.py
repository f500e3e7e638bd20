"""Where what a check has found is mended: the page of the record, opened at the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from projects.checks import Check
    from projects.models import Project


def mending_address(check: Check, project: Project) -> str:
    """The address of the page on which the record is mended."""
    return reverse("project", args=(project.pk,))
