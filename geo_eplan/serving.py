"""How gunicorn serves the site: read by `bin/serve web`. Processes use the cores, threads wait for the database.

A process answers one request at a time in Python, however many threads it has: threads are there to wait for the
database while another one works. So: as many processes as cores (two at least, so that a slow page never stops all
others), and a few threads each.
"""

from __future__ import annotations

import gc
import os
from typing import Any

from django.urls import reverse

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
worker_class = "gthread"
workers = int(os.environ["WEB_WORKERS"])
threads = int(os.environ["WEB_THREADS"])
timeout = 60
graceful_timeout = 10
# Connections that a browser or a proxy keeps open between two requests, so that a map need not greet for each tile.
keepalive = 30
# A process that has served for long is renewed, so that whatever a library leaves behind does not pile up.
max_requests = 50_000
max_requests_jitter = 5_000
worker_tmp_dir = "/dev/shm"  # noqa: S108 - gunicorn's signs of life; on a disk they could stop a busy server
accesslog = os.environ.get("ACCESS_LOG") or "var/access.log"
loglevel = "warning"


def post_worker_init(_worker: Any) -> None:
    """Everything is loaded before the first visitor comes, who would wait a second for it.

    What the site consists of stays for ever: collecting garbage need not look at it, which would stop a page.
    """
    reverse("home")
    gc.collect()
    gc.freeze()
