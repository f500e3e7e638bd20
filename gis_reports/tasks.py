"""What the worker does for the reports. Each task is a thin door to a service."""

from __future__ import annotations

import logging

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from gis_reports.services.exports import WORKER_TASK
from gis_reports.services.keeping import recover_silent, remove_expired
from gis_reports.services.running import run_export
from layers.reading import Reading, replica_allowed

logger = logging.getLogger(__name__)

# So many seconds a file may wait for the replica; then the primary is read.
PATIENCE_WITH_REPLICA = 2.0
# The worker gives a sign of life every ten seconds; one that has been silent for so long is dead.
DEAD_AFTER_SECONDS = 60


@app.task(name=WORKER_TASK, queue="exports")
def write_export(job_id: int, written: str = "") -> None:
    """Write the file of one export job, from the replica once it has replayed what was `written` when it was asked for.

    `written` is a WAL position, empty where there is no replica.
    """
    close_old_connections()
    with replica_allowed(Reading(written=written, patience=PATIENCE_WITH_REPLICA)):
        run_export(job_id)


@app.periodic(cron="* * * * *")
@app.task(name="gis_reports.recover_exports", queueing_lock="gis_reports.recover_exports", pass_context=True)
async def recover_exports(context: JobContext, timestamp: int) -> None:
    """Every minute: take up again what a dead worker left behind, and free the queue of its entries."""
    manager = context.app.job_manager
    known_dead: list[int] = []
    for dead in await manager.get_stalled_jobs(task_name=WORKER_TASK, seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        if dead.id is not None:
            await manager.finish_job_by_id_async(job_id=dead.id, status=Status.FAILED, delete_job=False)
            known_dead.append(int(str(dead.task_kwargs["job_id"])))
    await sync_to_async(_recover)(known_dead)


def _recover(known_dead: list[int]) -> None:
    close_old_connections()
    found = recover_silent(known_dead=known_dead)
    if any(found.values()):
        logger.warning("exports taken up again: %(again)s, failed: %(failed)s, cancelled: %(cancelled)s", found)


@app.periodic(cron="17 * * * *")
@app.task(name="gis_reports.remove_expired_exports", queueing_lock="gis_reports.remove_expired_exports")
def remove_expired_exports(timestamp: int) -> None:
    """Every hour: remove files past their time."""
    close_old_connections()
    remove_expired()
