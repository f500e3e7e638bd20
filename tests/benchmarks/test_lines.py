"""The light client against a server that says exactly what a test wants."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from benchmarks.national import lines
from benchmarks.national.driving import Plan, Step, drive
from benchmarks.national.lines import BrokenLineError, Line, request_bytes

Serve = Callable[[list[bytes | None]], int]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(answers)` gives the port of a server that says them one after another; None hangs up."""
    listeners: list[socket.socket] = []

    def start(answers: list[bytes | None]) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        waiting = iter(answers)

        def talk() -> None:
            answered = True
            while answered:
                try:
                    line, _address = listener.accept()
                except OSError:
                    return
                with line:
                    answered = _talk_on(line, waiting)

        threading.Thread(target=talk, daemon=True).start()
        return int(listener.getsockname()[1])

    yield start
    for listener in listeners:
        listener.close()


def _talk_on(line: socket.socket, waiting: Iterator[bytes | None]) -> bool:
    """Answer on one connection; False when there is nothing left to say."""
    while line.recv(65536):
        answer = next(waiting, b"")
        if answer == b"":
            return False
        if answer is None:
            return True
        line.sendall(answer)
    return True


def _sized(body: bytes, *more: str) -> bytes:
    head = "\r\n".join(["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *more])
    return head.encode() + b"\r\n\r\n" + body


def test_answers_follow_each_other_on_one_line(serve: Serve) -> None:
    with Line(serve([_sized(b"first"), _sized(gzip.compress(b"second"), "Content-Encoding: gzip")])) as line:
        assert line.ask(request_bytes("/")).body == b"first"
        second = line.ask(request_bytes("/"))
        assert second.content == b"second"
        assert second.header("Content-Encoding") == "gzip"


def test_an_answer_in_chunks_is_put_together(serve: Serve) -> None:
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nthai\r\n5\r\n land\r\n0\r\n\r\n"
    with Line(serve([chunks, _sized(b"after")])) as line:
        assert line.ask(request_bytes("/")).body == b"thai land"
        assert line.ask(request_bytes("/")).body == b"after"


def test_an_answer_without_a_body_does_not_wait_for_one(serve: Serve) -> None:
    with Line(serve([b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", _sized(b"after")])) as line:
        assert line.ask(request_bytes("/")).status == 304
        assert line.ask(request_bytes("/")).body == b"after"


def test_a_question_is_asked_again_where_the_server_was_tired_of_waiting_but_a_write_is_not(serve: Serve) -> None:
    with Line(serve([_sized(b"first"), None, _sized(b"second"), None])) as line:
        line.ask(request_bytes("/"))
        assert line.ask(request_bytes("/")).body == b"second"
        with pytest.raises((BrokenLineError, OSError)):
            line.ask(request_bytes("/", method="POST", body=b"pin"))


def test_half_an_answer_is_an_error(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "PATIENCE_S", 0.2)
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
    with Line(serve([half, None])) as line, pytest.raises(TimeoutError):
        line.ask(request_bytes("/", method="POST"))


def test_clients_in_another_process_count_answers_and_errors_by_kind(serve: Serve) -> None:
    port = serve([_sized(b"ok"), b"HTTP/1.1 409 Conflict\r\nContent-Length: 5\r\n\r\nstale", _sized(b"ok")])
    steps = [
        Step("read", request_bytes("/one")),
        Step("pin", request_bytes("/two")),
        Step("read", request_bytes("/three")),
    ]
    outcome = drive(Plan(port, [steps], repeat=False))
    assert len(outcome.latencies["read"]) == 2
    assert outcome.errors == {"pin": 1}
    assert "409" in outcome.said[0]
    assert "/two" in outcome.said[0]
    assert outcome.processor_s > 0
