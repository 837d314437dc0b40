"""The stand-in: an HTTP server on loopback that serves the sample world in the shape of the two platforms."""

from __future__ import annotations

import datetime as dt
import logging
import re
import socketserver
import sys
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from app.sample import hub_answers, openrouter_answers
from app.sample.answers import Answer, answer, refusal
from app.sample.hub_answers import HubAnswers
from app.sample.openrouter_answers import OpenRouterAnswers
from app.sample.world import World
from collectors.http import SYNTHETIC_HEADER

SAMPLE_KEY = "sample"  # a key for the Data API; any other does as well
HOST = "127.0.0.1"
QUOTA, QUOTA_WINDOW = 1_000_000, 300  # requests in so many seconds: generous, so that nobody waits

log = logging.getLogger(__name__)


class StandIn:
    """Serves a world while its context lasts, from a thread of its own.

    `today` is the UTC day that both platforms believe it is: the Hub shows its list of that day, OpenRouter the days
    before it. It begins with the day after the world's end and can be set at any time; beyond the world's days the
    nearest day is served. Every answer says by a header that its data are made up.
    """

    def __init__(self, world: World, *, port: int = 0) -> None:
        self.world = world
        self.today = world.end + dt.timedelta(days=1)
        self._hub = HubAnswers(world)
        self._openrouter = OpenRouterAnswers(world)
        self._lock = threading.Lock()
        self._window, self._requests = 0, 0
        self._port = port
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        """The server's address. Raises `RuntimeError` outside the context."""
        if self._server is None:
            raise RuntimeError("The stand-in serves only inside its `with` block.")
        return f"http://{HOST}:{self._server.server_address[1]}"

    @property
    def hf_endpoint(self) -> str:
        """What stands in for https://huggingface.co."""
        return self.url

    @property
    def openrouter_base_url(self) -> str:
        """What stands in for https://openrouter.ai/api/v1."""
        return f"{self.url}{openrouter_answers.BASE}"

    def __enter__(self) -> Self:
        self._server = _Server((HOST, self._port), _Handler)
        self._server.stand_in = self
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="stand-in", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()

    def respond(self, target: str, authorisation: str, base: str) -> Answer:
        """The answer to a GET of `target` (path and query); links in it begin with `base`."""
        split = urlsplit(target)
        path, today = split.path, self.today
        query = parse_qs(split.query, keep_blank_values=True)
        if path == hub_answers.PATH:
            return self._limited(self._hub.models(query, today, base))
        if path == f"{openrouter_answers.BASE}/models":
            return self._openrouter.catalogue(today)
        if path == f"{openrouter_answers.BASE}/datasets/{openrouter_answers.DATASET}":
            return self._openrouter.rankings(query, authorisation, today)
        if path.startswith(f"{openrouter_answers.EXPORTS}/"):
            return self._openrouter.export(path.removeprefix(f"{openrouter_answers.EXPORTS}/"), today, base)
        if path.startswith(openrouter_answers.BASE):
            return refusal(404, "Not Found")
        return self._limited(answer(404, {"error": "Not Found"}))

    def _limited(self, found: Answer) -> Answer:
        """The answer with the Hub's announcement of its limits."""
        window, used = divmod(int(time.monotonic()), QUOTA_WINDOW)
        with self._lock:
            if window != self._window:
                self._window, self._requests = window, 0
            self._requests += 1
            remaining = max(QUOTA - self._requests, 0)
        limits = (
            ("RateLimit", f'"api";r={remaining};t={QUOTA_WINDOW - used}'),
            ("RateLimit-Policy", f'"fixed window";"api";q={QUOTA};w={QUOTA_WINDOW}'),
        )
        return Answer(found.status, found.body, (*found.headers, *limits), found.kind)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    stand_in: StandIn

    def server_bind(self) -> None:
        """Bind without asking the network for this machine's name, as HTTPServer would."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no fault of the server; anything else is told."""
        if isinstance(sys.exception(), ConnectionError):
            log.debug("A client of the stand-in went away.")
        else:
            log.exception("The stand-in failed at a request.")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 300
    server: _Server

    def do_GET(self) -> None:
        """Answer with head and body in one write."""
        try:
            found = self.server.stand_in.respond(self.path, self.headers.get("Authorization", ""), self._base())
        except Exception:
            log.exception("The stand-in has no answer to %s.", self.path)
            found = refusal(500, "The stand-in failed; its log says why.")
        head = [
            f"HTTP/1.1 {found.status} {HTTPStatus(found.status).phrase}",
            f"Date: {self.date_time_string()}",
            f"Content-Type: {found.kind}",
            f"Content-Length: {len(found.body)}",
            f"{SYNTHETIC_HEADER}: true",
            *(f"{name}: {value}" for name, value in found.headers),
        ]
        self.wfile.write("\r\n".join([*head, "", ""]).encode("latin-1") + found.body)

    def _base(self) -> str:
        """The address that the client used, so that links stay on its origin."""
        host = self.headers.get("Host", "")
        if re.fullmatch(r"[A-Za-z0-9.\-]+(:\d{1,5})?", host):
            return f"http://{host}"
        return self.server.stand_in.url

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not news."""
        log.debug(format, *args)
