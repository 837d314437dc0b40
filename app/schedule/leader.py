"""One scheduler leads: the one that holds an advisory lock in a connection of its own."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, create_engine, func, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

NAME = "modelshare schedule"

log = logging.getLogger(__name__)

# A host that vanishes says no goodbye: both ends find out within twenty seconds.
_CLIENT = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
_SERVER = (
    "SET tcp_keepalives_idle = 5",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
    "SET idle_session_timeout = 0",
)


class Leadership:
    """Try to lead, ask whether one still leads, step down. `answered`: whether the database answered the last try."""

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(
            url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=dict(_CLIENT, application_name=NAME)
        )
        self._connection: Connection | None = None
        self.answered = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.step_down()

    def lead(self) -> bool:
        """Whether this process leads from now on. A database that does not answer is told in the log."""
        connection: Connection | None = None
        self.answered = False
        try:
            connection = self._engine.connect()
            self.answered = True
            for setting in _SERVER:
                connection.exec_driver_sql(setting)
            if connection.execute(select(func.pg_try_advisory_lock(func.hashtext(NAME), 0))).scalar_one():
                self._connection = connection
                return True
        except SQLAlchemyError as error:
            log.warning("the database does not answer (%s); trying again", _first_line(error))
        if connection is not None:
            connection.invalidate()
            connection.close()
        return False

    def holds(self) -> bool:
        """Whether this process still leads: its connection, and with it the lock, is alive."""
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError as error:
            log.warning("the connection that held the lead broke (%s)", _first_line(error))
            self.step_down()
            return False
        return True

    def step_down(self) -> None:
        """Let another lead."""
        if self._connection is not None:
            self._connection.invalidate()  # ends the session, and with it the lock
            self._connection.close()
            self._connection = None


def _first_line(error: SQLAlchemyError) -> str:
    return (str(getattr(error, "orig", None) or error).strip().splitlines() or ["no reason given"])[0]
