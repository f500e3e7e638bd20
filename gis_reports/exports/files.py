"""Handing a finished file to its owner."""

from __future__ import annotations

from django.http import FileResponse, Http404

from gis_reports.enums import Format
from gis_reports.models import ExportJob


def file_response(job: ExportJob) -> FileResponse:
    """The file as a download. Raises Http404 while there is none, and when its time is over."""
    from gis_reports.outputs.writing import media_type_of

    if not job.has_file:
        raise Http404
    try:
        file = job.path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        file, as_attachment=True, filename=job.file_name, content_type=media_type_of(Format(job.format))
    )
    answer["ETag"] = f'"{job.sha256}"'
    return answer
