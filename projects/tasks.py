"""What the worker does for the ledgers and the map. Each task is a thin door to a service."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from projects.models import ImportJob
from projects.models.imports import ImportState
from projects.services.forgetting_imports import forget_old_imports
from projects.services.importing.applying import apply_import
from projects.services.importing.checking import check_import
from projects.services.importing.running import WORKER_TASK, recover_silent
from projects.services.mapping import refresh_cells
from projects.services.provinces import fold_province_postings
from projects.services.tallies import fold_tallies


@app.periodic(cron="* * * * * */10")
@app.task(name="projects.fold_province_postings", queueing_lock="projects.fold_province_postings")
def fold_postings(timestamp: int) -> None:
    """Every ten seconds: figures are exact without it, and quick because of it."""
    close_old_connections()
    fold_province_postings()
    fold_tallies()


@app.periodic(cron="* * * * * */10")
@app.task(name="projects.refresh_map_cells", queueing_lock="projects.refresh_map_cells")
def count_cells(timestamp: int) -> None:
    """Every ten seconds: the cells of low zooms in which something has changed are counted again."""
    close_old_connections()
    refresh_cells()


@app.task(name=WORKER_TASK)
def import_step(job_id: int, authority_id: int) -> None:
    """Check or write one import, whichever it waits for."""
    close_old_connections()
    job = ImportJob.objects.filter(authority_id=authority_id, pk=job_id).only("state").first()
    if job is not None and job.state == ImportState.CHECKING:
        check_import(job_id=job_id, authority_id=authority_id)
    elif job is not None and job.state == ImportState.APPLYING:
        apply_import(job_id=job_id, authority_id=authority_id)


@app.periodic(cron="* * * * *")
@app.task(name="projects.recover_imports", queueing_lock="projects.recover_imports")
def recover_imports(timestamp: int) -> None:
    """Every minute: imports whose run fell silent are taken up again where they were."""
    close_old_connections()
    recover_silent()


@app.periodic(cron="41 * * * *")
@app.task(name="projects.forget_old_imports", queueing_lock="projects.forget_old_imports")
def forget_imports(timestamp: int) -> None:
    """Every hour: files and rows of imports that can no longer be taken back are removed."""
    close_old_connections()
    forget_old_imports()
