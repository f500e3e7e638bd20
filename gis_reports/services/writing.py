"""From a selection and a reader to a finished file: the one way for pages, API, worker and command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation

from gis_reports.enums import Encoding, Format
from gis_reports.services.selections import in_words, title_of
from layers.reading import data_age, read_again_on_primary, reading_alias

if TYPE_CHECKING:
    from accounts.models import User
    from gis_reports.outputs.writing import Written
    from projects.selection import ProjectSelection


def is_demonstration() -> bool:
    """Whether the data may be the demonstration's: everywhere but where demonstration accounts are refused."""
    return not settings.REFUSE_DEMONSTRATION_ACCOUNTS


def write_selection(
    *,
    selection: ProjectSelection,
    reader: User,
    form: Format,
    path: Path,
    encoding: Encoding = Encoding.UTF8,
    report: Callable[[int], None] | None = None,
) -> Written:
    """Write what `reader` may see of `selection` to `path`, read it back, and say how much it is.

    Raises OutOfScope for an authority or province beyond the reader's reach, and what `write_file` raises.
    """
    # the native libraries behind the writers are loaded only where files are written
    from gis_reports.outputs.about import About
    from gis_reports.outputs.rows import read_rows
    from gis_reports.outputs.writing import no_report, write_file

    def write() -> Written:
        projects = selection.queryset(reader).using(reading_alias())
        with translation.override("th"):  # the words of files are Thai whoever asks; labels carry English beside them
            about = About(
                title=title_of(selection),
                selection=in_words(selection),
                moment=timezone.localtime() - dt.timedelta(seconds=data_age()),
                demonstration=is_demonstration(),
            )
        return write_file(
            form=form, rows=read_rows(projects), path=path, about=about, encoding=encoding, report=report or no_report
        )

    return read_again_on_primary(write)
