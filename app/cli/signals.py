"""How the command line ends when it is asked to."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer

from app.cli.console import say


@contextmanager
def stopped_by_signals(code: int = 0) -> Iterator[None]:
    """Let SIGTERM end the command as Ctrl-C does: everything that it started is ended, then it exits with `code`."""

    def stop(*_: Any) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough: what follows is the tidying up
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        say("Stopped.")
        if code:
            raise typer.Exit(code) from None
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def flagged_by_signals() -> Iterator[Callable[[], bool]]:
    """Note SIGTERM and Ctrl-C in place of breaking off; yields what tells whether one came.

    For work that looks up often by itself: it then ends at a place of its own choosing.
    """
    asked = threading.Event()
    before = {each: signal.signal(each, lambda *_: asked.set()) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield asked.is_set
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    if asked.is_set():
        say("Stopped.")
