"""What watches the site: figures for Prometheus, numbered requests, lines of the log, notes on slow statements."""

from __future__ import annotations

import json
import logging
import os
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from geo_eplan.logging_lines import JsonLines, Readable
from geo_eplan.metrics import endpoint, state
from geo_eplan.metrics.slots import Slots
from geo_eplan.watching import Watching


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    endpoint._KEPT.forget()


def sample(text: str, name: str) -> float:
    """The value of one sample, named with its labels."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, f"{name} is not among\n{text}"
    return float(found[1])


@pytest.mark.django_db
def test_requests_and_queue_are_counted_by_route_and_task(client: Client) -> None:
    client.get("/healthz?who=somchai")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, priority, args, scheduled_at)"
            " values ('default', 'nobody.does_this', 0, '{}', now() - interval '1 hour')"
        )
    text = client.get("/metrics").content.decode()
    assert sample(text, 'eplan_http_request_seconds_count{method="GET",route="/healthz",status="2xx"}') >= 1
    assert sample(text, 'eplan_database_queries_total{database="default",route="/healthz"}') >= 3
    assert sample(text, 'eplan_queue_jobs{state="waiting",task="nobody.does_this"}') == 1
    assert sample(text, 'eplan_queue_oldest_seconds{task="nobody.does_this"}') >= 3599
    assert sample(text, 'eplan_exports{state="running"}') == 0
    assert sample(text, "eplan_database_answers") == 1
    for age in state.ages():
        assert sample(text, f'eplan_derived_age_seconds{{of="{age.name}"}}') >= 0
    assert "somchai" not in text


@pytest.mark.django_db
def test_the_figures_say_when_the_database_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_database() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(state, "tasks", no_database)
    assert sample(client.get("/metrics").content.decode(), "eplan_database_answers") == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1", "HTTP_HOST": "web-1.internal"}, 200),
        ({"REMOTE_ADDR": "10.0.0.7"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"}, 404),
    ],
)
def test_without_a_token_only_this_machine_sees_the_figures(client: Client, sent: dict[str, str], status: int) -> None:
    assert client.get("/metrics", **sent).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(("sent", "status"), [("", 401), ("Bearer wrong", 401), ("Bearer right", 200)])
def test_with_a_token_only_its_holder_sees_the_figures(
    client: Client, settings: LazySettings, sent: str, status: int
) -> None:
    settings.METRICS_TOKEN = "right"
    answer = client.get("/metrics", REMOTE_ADDR="10.0.0.7", HTTP_AUTHORIZATION=sent)
    assert answer.status_code == status


@pytest.mark.django_db
def test_every_request_has_a_number_that_a_proxy_may_give(client: Client) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", client.get("/healthz").headers["X-Request-ID"])
    assert client.get("/healthz", HTTP_X_REQUEST_ID="proxy-17").headers["X-Request-ID"] == "proxy-17"
    assert client.get("/healthz", HTTP_X_REQUEST_ID="a\nb").headers["X-Request-ID"] != "a\nb"


@pytest.mark.django_db
def test_a_request_is_one_line_of_the_log(
    client: Client, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LOG_REQUESTS = True
    with caplog.at_level(logging.INFO, logger="geo_eplan.requests"):
        client.get("/healthz?who=somchai", HTTP_X_REQUEST_ID="proxy-17")
    (record,) = [record for record in caplog.records if record.name == "geo_eplan.requests"]
    line = json.loads(JsonLines().format(record))
    assert (line["request_id"], line["route"], line["status"], line["method"]) == ("proxy-17", "/healthz", 200, "GET")
    assert line["queries"] >= 3
    assert line["db_ms"] <= line["ms"]
    assert "somchai" not in json.dumps(line)
    assert "[request proxy-17, ms " in Readable("%(message)s").format(record)


@pytest.mark.django_db
def test_a_slow_statement_is_noted_without_what_was_asked(
    settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SLOW_QUERY_MS = 20

    def view(_request: object) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("select pg_sleep(%s), 'somchai', %s", [0.03, "somsri"])
        return HttpResponse()

    Watching(view)(RequestFactory().get("/any"))
    (record,) = [record for record in caplog.records if record.name == "geo_eplan.slow_queries"]
    assert "select pg_sleep(%s), '…', %s" in record.getMessage()


def test_an_error_keeps_its_traceback_in_one_line() -> None:
    try:
        raise ValueError("broken")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), (ValueError, error, error.__traceback__))
    assert "ValueError: broken" in json.loads(JsonLines().format(record))["traceback"]


def test_a_slot_is_held_by_one_process_and_free_when_it_ends(tmp_path: Path) -> None:
    slots = Slots(tmp_path)
    assert slots.own() == 0
    (tmp_path / "gauge_livesum_0.db").touch()
    child = os.fork()
    if child == 0:
        os._exit(slots.own())
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1, "the child takes a slot of its own"
    (tmp_path / "gauge_livesum_1.db").touch()
    (tmp_path / "counter_1.db").touch()
    slots.sweep()
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["counter_1.db", "gauge_livesum_0.db"]
    assert slots.own() == 0
