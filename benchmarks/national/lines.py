"""A light client: one kept-alive connection, requests made beforehand, as little work for each answer as can be.

It shares the processors with the site, so it parses nothing but the status, the length and two headers.
"""

from __future__ import annotations

import gzip
import select
import socket
from dataclasses import dataclass

PATIENCE_S = 60
HOST = "127.0.0.1"


class BrokenLineError(Exception):
    """The connection ended in the middle of an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, head (lower case) and body as it came."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """A header's value, or nothing."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _colon, value = line.partition(b":")
            if key.strip().decode("latin-1") == name.lower():
                return value.strip().decode("latin-1")
        return ""

    @property
    def content(self) -> bytes:
        """The body, unpacked."""
        return gzip.decompress(self.body) if self.header("content-encoding") == "gzip" else self.body


def request_bytes(
    path: str, *, cookie: str = "", method: str = "GET", body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """A whole request. `cookie` is the value of the Cookie header; a body needs its Content-Type among `headers`."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Accept-Encoding: gzip", "Accept-Language: th"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body or method != "GET":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Line:
    """A kept-alive connection to a port of this machine; it is opened again when the other side has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def ask(self, request: bytes) -> Answer:
        """Send a whole request and take the whole answer. Raises OSError or BrokenLineError."""
        is_fresh = self._socket is None
        try:
            return self._ask(request)
        except (OSError, BrokenLineError):
            self.close()
            if is_fresh or not request.startswith(b"GET"):
                raise
        return self._ask(request)  # the server had closed a connection it was tired of keeping

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _ask(self, request: bytes) -> Answer:
        if self._socket is not None and select.select([self._socket], [], [], 0)[0]:
            self.close()  # nothing is expected: the server has hung up while nobody asked
        if self._socket is None:
            self._socket = socket.create_connection((HOST, self.port), timeout=PATIENCE_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _blank, rest = got.partition(b"\r\n\r\n")
        status = int(head[9:12])
        head = head.lower()
        if b"\r\ntransfer-encoding: chunked" in head:
            body = self._chunks(rest)
        else:
            body = self._sized(rest, _length(head, status))
        if b"\r\nconnection: close" in head:
            self.close()
        return Answer(status, head, body)

    def _more(self) -> bytes:
        assert self._socket is not None
        more = self._socket.recv(262_144)
        if not more:
            raise BrokenLineError("the connection was closed before the answer was complete")
        return more

    def _sized(self, got: bytes, length: int) -> bytes:
        parts, have = [got], len(got)
        while have < length:
            parts.append(self._more())
            have += len(parts[-1])
        return b"".join(parts)

    def _chunks(self, got: bytes) -> bytes:
        body: list[bytes] = []
        while True:
            while b"\r\n" not in got:
                got += self._more()
            size_text, _line, got = got.partition(b"\r\n")
            size = int(size_text.split(b";")[0], 16)
            while len(got) < size + 2:
                got += self._more()
            if not size:
                return b"".join(body)
            body.append(got[:size])
            got = got[size + 2 :]


def _length(head: bytes, status: int) -> int:
    at = head.find(b"\r\ncontent-length:")
    if at < 0:
        if status in (204, 304):
            return 0
        raise BrokenLineError("the answer does not say how long it is")
    return int(head[at + 17 :].split(b"\r\n", 1)[0])
