"""The run log: one row for each attempt of one collector, and the lock that lets one attempt run at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update

from app import PROGRAM_VERSION
from app.errors import StoreError
from app.store.engine import Database
from app.store.tables import RunStatus, rejected_row, run
from collectors.contract import Licence, Platform, Rejected, Traffic

MOST_REJECTED = 10_000  # rows kept in the quarantine for one run; the run's count goes on


@dataclass(slots=True)
class Tally:
    """What a run has brought so far; `detail` is kept as JSON beside the run."""

    rows: int = 0
    rejected: int = 0
    as_of: dt.datetime | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@contextmanager
def only_one(database: Database, platform: Platform) -> Iterator[None]:
    """Hold the platform's lock; raise `StoreError` at once when another process holds it.

    The lock lives in a connection of its own, so it goes with the process, however that ends.
    """
    with database.owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        lock = select(func.pg_try_advisory_lock(func.hashtext("modelshare collect"), func.hashtext(platform.value)))
        if not connection.execute(lock).scalar_one():
            raise StoreError(
                f"Another process is collecting from {platform} into this database.",
                advice="Let it finish (modelshare status shows how far it is), or stop it first.",
            )
        try:
            yield
        finally:
            connection.invalidate()  # ends the session, and with it the lock


def start_run(connection: Connection, platform: Platform, source: str, licence: Licence, now: dt.datetime) -> int:
    """Book a new run; runs of the platform that still say "running" have lost their process and are abandoned.

    The caller holds the platform's lock.
    """
    connection.execute(
        update(run)
        .where(run.c.platform == platform, run.c.status == RunStatus.RUNNING)
        .values(status=RunStatus.ABANDONED, finished_at=now, error="The process ended before the run did.")
    )
    return int(
        connection.execute(
            insert(run)
            .values(
                platform=platform,
                source=source,
                status=RunStatus.RUNNING,
                started_at=now,
                licence_name=licence.name,
                licence_url=licence.url,
                attribution=licence.attribution,
                program_version=PROGRAM_VERSION,
            )
            .returning(run.c.run_id)
        ).scalar_one()
    )


def finish_run(
    connection: Connection, run_id: int, tally: Tally, traffic: Traffic, licence: Licence, now: dt.datetime
) -> None:
    """Turn the run complete, in the transaction that publishes what it recorded."""
    connection.execute(
        update(run)
        .where(run.c.run_id == run_id)
        .values(
            status=RunStatus.COMPLETE,
            finished_at=now,
            retrieved_at=now,
            as_of=tally.as_of or now,
            rows=tally.rows,
            rejected=tally.rejected,
            detail=tally.detail,
            licence_name=licence.name,
            licence_url=licence.url,
            attribution=licence.attribution,
            **_traffic(traffic),
        )
    )


def fail_run(
    database: Database, run_id: int, status: RunStatus, error: str, tally: Tally, traffic: Traffic, now: dt.datetime
) -> None:
    """Book that a run ended without publishing, and why."""
    with database.begin() as connection:
        connection.execute(
            update(run)
            .where(run.c.run_id == run_id, run.c.status == RunStatus.RUNNING)
            .values(
                status=status,
                finished_at=now,
                error=error[:4_000],
                rejected=tally.rejected,
                detail=tally.detail,
                **_traffic(traffic),
            )
        )


def quarantine(connection: Connection, run_id: int, tally: Tally, rejected: Iterable[Rejected]) -> None:
    """Keep refused rows with their place, reason and raw text, and count them in the tally."""
    rows = [{"run_id": run_id, "place": each.where, "reason": each.reason, "raw": each.raw} for each in rejected]
    room = max(MOST_REJECTED - tally.rejected, 0)
    tally.rejected += len(rows)
    if rows[:room]:
        connection.execute(insert(rejected_row), rows[:room])


def _traffic(traffic: Traffic) -> dict[str, Any]:
    known = asdict(traffic)
    return {name: known[name] for name in ("requests", "bytes", "synthetic")}


def server_clock(connection: Connection) -> dt.datetime:
    """The database's own time (UTC)."""
    return connection.execute(text("SELECT now()")).scalar_one()  # type: ignore[no-any-return]
