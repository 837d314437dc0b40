"""How the command line ends when it is asked to."""

from __future__ import annotations

import signal
from collections.abc import Iterator
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
