"""Health: 200 when pages can be served, 503 with the reason when not."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from geo_eplan import health
from geo_eplan.metrics import state
from layers.replica import Health


@pytest.mark.django_db
def test_health_names_the_versions_and_the_state_of_the_queue(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "ok"
    assert body["versions"]["gdal_django"] == body["versions"]["gdal_pyogrio"]
    assert body["versions"]["geos_django"] == body["versions"]["geos_shapely"]
    assert body["database"]["postgis"] >= "3.3"
    assert body["database"]["queue"] == {
        "waiting": 0,
        "running": 0,
        "oldest_seconds": 0,
        "worker_seen_seconds_ago": None,
    }


@pytest.mark.django_db
def test_health_is_unavailable_while_migrations_are_pending(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'projects'")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"]["migrations_pending"] > 0
    assert "bin/manage migrate" in answer.json()["reason"]


@pytest.mark.django_db
def test_health_is_degraded_when_jobs_wait_too_long(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, priority, args, scheduled_at)"
            " values ('default', 'nobody.does_this', 0, '{}', now() - interval '1 hour')"
        )
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["database"]["queue"]["oldest_seconds"] >= 3599


def test_health_says_when_the_database_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_database() -> None:
        raise OperationalError("connection refused; password=secret")

    monkeypatch.setattr(health, "database_report", no_database)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
def test_health_is_degraded_when_stored_counts_are_not_refreshed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "ages", lambda: [state.Age("map_cells", 3, 601.0)])
    body = client.get("/healthz").json()
    assert body["status"] == "degraded"
    assert "map_cells" in body["reason"]
    assert body["database"]["derived"] == {"map_cells": {"pending": 3, "oldest_seconds": 601.0}}


@pytest.mark.django_db
def test_health_is_degraded_when_the_replica_is_not_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost:
        def health(self) -> Health:
            return Health(usable=False, reason="has been promoted", age=7.0)

    monkeypatch.setattr(health, "is_configured", lambda: True)
    monkeypatch.setattr(health, "follower", Lost)
    body = client.get("/healthz").json()
    assert body["status"] == "degraded"
    assert body["replica"] == {
        "usable": False,
        "limit_seconds": 5,
        "age_seconds": 7.0,
        "reason": "has been promoted",
    }
    assert "The replica is not read: it has been promoted." in body["reason"]
