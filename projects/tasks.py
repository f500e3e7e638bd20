"""What the worker does for the ledgers and the map. Each task is a thin door to a service."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

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
