"""Ends an exchange that takes too long in all, however steadily its bytes drip in."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Any, Self

_CONNECTED = (".connect_tcp.complete", ".start_tls.complete")


class Deadline:
    """A limit for each exchange on one connection, to be used as a context manager around it.

    A timeout for reading starts again with every byte, so a slow drip never meets it. When `seconds` are over the
    socket is shut, the blocked read ends with an error, and `passed` says why.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer: threading.Timer | None = None

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """httpcore's trace hook: remembers the socket of each new connection."""
        if event.endswith(_CONNECTED):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.passed:
                self._shut()

    def __enter__(self) -> Self:
        self.passed = False
        self._timer = threading.Timer(self.seconds, self._end)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _end(self) -> None:
        self.passed = True
        self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # it was closed at the same moment: the exchange has ended anyway
                # The plain shutdown: that of a TLS socket would also drop the session that the reader is using.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
