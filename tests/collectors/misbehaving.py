"""A real HTTP server on loopback that answers by a script, faults included."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Answer:
    """One answer and what goes wrong with it.

    `cut` sends so many bytes of the body and closes; `drip` waits so many seconds after each byte; `reset` breaks
    the connection ("before" the answer or in its "body"); `measured` False leaves Content-Length out.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    cut: int | None = None
    drip: float | None = None
    drip_headers: float | None = None
    delay: float = 0.0
    reset: str = ""
    measured: bool = True

    def with_headers(self, **headers: str) -> Answer:
        """The same answer with more headers; underscores stand for hyphens."""
        return replace(self, headers={**self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}})


def data(value: Any, **how: Any) -> Answer:
    """An answer with `value` as JSON."""
    return Answer(json.dumps(value).encode(), **how)


def text(value: str, kind: str = "text/csv; charset=utf-8") -> Answer:
    """An answer with plain text."""
    return Answer(value.encode(), kind=kind)


def packed(body: bytes, **how: Any) -> Answer:
    """An answer that is packed with gzip."""
    return Answer(gzip.compress(body), headers={"Content-Encoding": "gzip"}, **how)


ABSENT = data({"error": {"message": "Export not found", "code": 404}}, status=404)
WEB_PAGE = Answer(b"<!doctype html><title>Just a moment...</title>", kind="text/html")


@dataclass(frozen=True)
class Request:
    """One request as it came in."""

    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]


Script = Answer | list[Answer] | Callable[[Request], Answer]


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves early is what some tests want; anything else is told."""
        if not isinstance(sys.exception(), OSError | ValueError):
            super().handle_error(request, client_address)


class Misbehaving:
    """The server; `script` maps a path, with or without its query, to what it answers.

    A list is answered in order and its last answer for ever; a path that is not in the script is absent (404).
    `before` may answer any request first.
    """

    def __init__(self, script: Mapping[str, Script] | None = None) -> None:
        self.script: dict[str, Script] = dict(script or {})
        self.before: Callable[[int], Answer | None] = lambda number: None
        self.requests: list[Request] = []
        self._asked: dict[str, int] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._server = _Quiet(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.path for request in self.requests]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop.set()
        self._server.shutdown()
        self._server.server_close()

    def answer_to(self, target: str, headers: Mapping[str, str]) -> Answer:
        """Book the request and choose its answer."""
        parts = urlsplit(target)
        request = Request(parts.path, tuple(parse_qsl(parts.query)), headers)
        with self._lock:
            self.requests.append(request)
            fault = self.before(len(self.requests))
            if fault is not None:
                return fault
            key = target if target in self.script else parts.path
            script = self.script.get(key, ABSENT)
            if isinstance(script, list):
                place = self._asked.get(key, 0)
                self._asked[key] = place + 1
                script = script[min(place, len(script) - 1)]
        return script if isinstance(script, Answer) else script(request)

    def pause(self, seconds: float) -> None:
        """Wait, but not beyond the end of the server."""
        self._stop.wait(seconds)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # or the body waits 40 ms for the head to be acknowledged

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                answer = server.answer_to(self.path, dict(self.headers))
                server.pause(answer.delay)
                try:
                    if answer.reset != "before":
                        self._head(answer)
                        self._body(answer)
                    if answer.reset:
                        linger = struct.pack("ii", 1, 0)
                        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                        self.close_connection = True
                        self.connection.close()
                except OSError:
                    self.close_connection = True  # the client had enough, as some tests want it to

            def _head(self, answer: Answer) -> None:
                if answer.drip_headers:
                    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 10_000:
                        self.connection.sendall(bytes([byte]))
                        time.sleep(answer.drip_headers)
                self.send_response_only(answer.status)
                headers = {"Content-Type": answer.kind, "Date": self.date_time_string(), **answer.headers}
                if answer.measured:
                    headers = {"Content-Length": str(len(answer.body)), **headers}
                else:
                    headers["Connection"] = "close"
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.flush()

            def _body(self, answer: Answer) -> None:
                body = answer.body if answer.cut is None else answer.body[: answer.cut]
                if answer.reset == "body":
                    body = body[: len(body) // 2]
                if answer.drip is None:
                    self.wfile.write(body)
                else:
                    for byte in body:
                        self.connection.sendall(bytes([byte]))
                        server.pause(answer.drip)
                if answer.cut is not None or not answer.measured:
                    self.close_connection = True

        return Handler
