"""A second connection that works in the background while the first one writes, so that a day keeps two cores busy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, TypeVar

import psycopg
from sqlalchemy import Connection

from app.store.engine import Database

P = ParamSpec("P")
T = TypeVar("T")


class Beside:
    """Steps that are done one after the other in `connection`: in the background where there is one, else at once."""

    def __init__(self, connection: Connection, background: ThreadPoolExecutor | None) -> None:
        self.connection = connection
        self._background = background

    def start(
        self, step: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Callable[[], T]:
        """Begin a step; calling what comes back waits for its result. Wait for it before `connection` is used."""
        if self._background is None:
            done = step(self.connection, *args, **kwargs)
            return lambda: done
        future: Future[T] = self._background.submit(step, self.connection, *args, **kwargs)
        return future.result


@contextmanager
def beside(connection: Connection, database: Database | None) -> Iterator[Beside]:
    """A transaction of its own beside that of `connection`, whose writes it does not see.

    Without a `database` the steps are done in `connection` itself: what they read has not been committed.
    """
    if database is None:
        yield Beside(connection, None)
        return
    with database.begin() as other, ThreadPoolExecutor(1, "beside") as background:
        try:
            yield Beside(other, background)
        except BaseException:
            background.shutdown(wait=False, cancel_futures=True)
            driver = other.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            driver.cancel()
            raise
