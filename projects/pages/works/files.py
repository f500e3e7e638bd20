"""Handing out photos and papers: only to those who see the project, and never by the name of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from projects.models import ProgressPhoto, ProjectDocument
from projects.services.documents import ENDINGS

if TYPE_CHECKING:
    from accounts.models import User


@require_safe
def photo_file(request: HttpRequest, pk: int, photo: int, *, small: bool = False) -> HttpResponseBase:
    """The photo, or its thumbnail. 404 when it, or its project, was set aside or is not the person's to see."""
    found = get_object_or_404(
        ProgressPhoto.objects.visible_to(cast("User", request.user)),
        pk=photo,
        project_id=pk,
        project__set_aside_at__isnull=True,
    )
    file = found.thumbnail if small and found.thumbnail else found.image
    return _answer(request, file, f"{found.digest}-{'small' if small else 'full'}", content_type="image/jpeg")


@require_safe
def document_file(request: HttpRequest, pk: int, document: int) -> HttpResponseBase:
    """The paper as a download. 404 as for photos."""
    found = get_object_or_404(
        ProjectDocument.objects.visible_to(cast("User", request.user)),
        pk=document,
        project_id=pk,
        project__set_aside_at__isnull=True,
    )
    name = f"{found.title}.{ENDINGS.get(found.media_type, 'bin')}"
    return _answer(request, found.file, found.digest, content_type=found.media_type, download=name)


def _answer(
    request: HttpRequest, file: FieldFile, digest: str, *, content_type: str, download: str = ""
) -> HttpResponseBase:
    """The file, or 304 when the browser has it. It asks each time, because what was shown may be set aside."""
    etag = f'"{digest}"'
    unchanged = get_conditional_response(request, etag=etag)
    answer: HttpResponseBase
    if isinstance(unchanged, HttpResponse) and unchanged.status_code == 304:
        answer = unchanged
    else:
        try:
            opened = file.open("rb")
        except (FileNotFoundError, ValueError):
            raise Http404 from None
        if download:
            answer = FileResponse(opened, as_attachment=True, filename=download, content_type=content_type)
        else:  # a photo, made anew by this system: a megabyte at most
            with opened:
                answer = HttpResponse(opened.read(), content_type=content_type)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
