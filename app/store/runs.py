"""The run log: one row for each attempt of one collector, and the lock that lets one attempt run at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from app import PROGRAM_VERSION
from app.errors import StoreError
from app.store.engine import Database, told
from app.store.tables import RunStatus, rejected_row, run
from collectors.contract import Licence, Platform, Rejected, Traffic

CLOCK_TOLERANCE = dt.timedelta(minutes=10)  # how far clocks of two machines may be apart
MOST_REJECTED = 10_000  # rows kept in the quarantine for one run; the run's count goes on


@dataclass(slots=True)
class Tally:
    """What a run has brought so far; `detail` is kept as JSON beside the run."""

    rows: int = 0
    rejected: int = 0
    lost: int = 0
    lost_value: int = 0
    as_of: dt.datetime | None = None
    requests_before: int = 0  # of a run that was taken up again
    bytes_before: int = 0
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hold:
    """The platform's lock while it is held; it lives in a connection of its own."""

    connection: Connection
    platform: Platform

    def check(self) -> None:
        """Raise `StoreError` where the lock went with its connection: someone else may be collecting by now."""
        try:
            self.connection.execute(text("SELECT 1"))
        except DBAPIError as error:
            raise StoreError(
                f"The database broke the connection that holds the lock for collecting from {self.platform}.",
                advice="Start the run again; it goes on where it can.",
            ) from error


@contextmanager
def only_one(database: Database, platform: Platform) -> Iterator[Hold]:
    """Hold the platform's lock; raise `StoreError` at once when another process holds it.

    The lock lives in a connection of its own, so it goes with the process, however that ends.
    """
    with told(), database.owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(select(func.pg_try_advisory_lock(*_lock(platform)))).scalar_one():
            raise StoreError(
                f"Another process is collecting from {platform} into this database.",
                advice="Let it finish (modelshare status shows how far it is), or stop it first.",
            )
        try:
            yield Hold(connection, platform)
        finally:
            # The server notices a closed session a moment later; who collects next must not find the lock still held.
            with suppress(DBAPIError, PendingRollbackError):  # a broken connection took the lock with it
                connection.execute(select(func.pg_advisory_unlock(*_lock(platform))))
            connection.invalidate()  # ends the session


def is_collecting(connection: Connection, platform: Platform) -> bool:
    """Whether some process holds the platform's lock at this moment."""
    statement = text(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND classid::bigint = (hashtext('modelshare collect')::bigint & 4294967295)"
        " AND objid::bigint = (hashtext(:platform)::bigint & 4294967295))"
    )
    return bool(connection.execute(statement, {"platform": platform.value}).scalar_one())


def _lock(platform: Platform) -> tuple[Any, Any]:
    return func.hashtext("modelshare collect"), func.hashtext(platform.value)


def abandon_runs(connection: Connection, platform: Platform, now: dt.datetime) -> None:
    """Book that runs which still say "running" have lost their process. The caller holds the platform's lock."""
    connection.execute(
        update(run)
        .where(run.c.platform == platform, run.c.status == RunStatus.RUNNING)
        .values(status=RunStatus.ABANDONED, finished_at=now, error="The process ended before the run did.")
    )


def start_run(connection: Connection, platform: Platform, source: str, licence: Licence, now: dt.datetime) -> int:
    """Book a new run. The caller holds the platform's lock."""
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


def resume_run(connection: Connection, run_id: int) -> tuple[Tally, dt.datetime]:
    """Take a run up again: its tally so far, and when it started."""
    row = connection.execute(
        update(run)
        .where(run.c.run_id == run_id)
        .values(status=RunStatus.RUNNING, finished_at=None, error=None)
        .returning(run.c.started_at, run.c.requests, run.c.bytes, run.c.rejected, run.c.detail)
    ).one()
    tally = Tally(rejected=row.rejected, requests_before=row.requests, bytes_before=row.bytes, detail=dict(row.detail))
    tally.detail["resumed"] = tally.detail.get("resumed", 0) + 1
    tally.lost, tally.lost_value = tally.detail.get("lost", 0), tally.detail.get("lost_value", 0)
    return tally, row.started_at


def note_progress(connection: Connection, run_id: int, tally: Tally, traffic: Traffic) -> None:
    """Book how far a run has come, in the transaction that keeps what it brought."""
    tally.detail |= {"lost": tally.lost, "lost_value": tally.lost_value} if tally.lost else {}
    connection.execute(
        update(run)
        .where(run.c.run_id == run_id)
        .values(rows=tally.rows, rejected=tally.rejected, detail=tally.detail, **_traffic(tally, traffic))
    )


def finish_run(
    connection: Connection, run_id: int, tally: Tally, traffic: Traffic, licence: Licence, now: dt.datetime
) -> None:
    """Turn the run complete, in the transaction that publishes what it recorded.

    Raises `StoreError` where the run is no longer running: another process took its place, and nothing is published.
    """
    _end_run(connection, run_id, RunStatus.COMPLETE, None, tally, traffic, licence, now)


def hold_run(
    connection: Connection,
    run_id: int,
    reason: str,
    tally: Tally,
    traffic: Traffic,
    licence: Licence,
    now: dt.datetime,
) -> None:
    """Turn the run held, in the transaction that keeps its facts aside."""
    _end_run(connection, run_id, RunStatus.HELD, reason, tally, traffic, licence, now)


def _end_run(
    connection: Connection,
    run_id: int,
    status: RunStatus,
    error: str | None,
    tally: Tally,
    traffic: Traffic,
    licence: Licence,
    now: dt.datetime,
) -> None:
    ended = connection.execute(
        update(run)
        .where(run.c.run_id == run_id, run.c.status == RunStatus.RUNNING)
        .values(
            status=status,
            error=error,
            finished_at=now,
            retrieved_at=now,
            as_of=tally.as_of or now,
            rows=tally.rows,
            rejected=tally.rejected,
            detail=tally.detail,
            licence_name=licence.name,
            licence_url=licence.url,
            attribution=licence.attribution,
            **_traffic(tally, traffic),
        )
    )
    if ended.rowcount != 1:
        raise StoreError(f"Run {run_id} was ended by another process, so nothing of it is published.")


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
                **_traffic(tally, traffic),
            )
        )


def quarantine(connection: Connection, run_id: int, tally: Tally, rejected: Iterable[Rejected]) -> None:
    """Keep refused rows with their place, reason and raw text, and count them in the tally."""
    refused = list(rejected)
    rows = [{"run_id": run_id, "place": each.where, "reason": each.reason, "raw": each.raw} for each in refused]
    room = max(MOST_REJECTED - tally.rejected, 0)
    tally.rejected += len(rows)
    tally.lost += sum(each.lost for each in refused)
    tally.lost_value += sum(each.value or 0 for each in refused if each.lost)
    if rows[:room]:
        connection.execute(insert(rejected_row), rows[:room])


def _traffic(tally: Tally, traffic: Traffic) -> dict[str, Any]:
    return {
        "requests": tally.requests_before + traffic.requests,
        "bytes": tally.bytes_before + traffic.bytes,
        "synthetic": traffic.synthetic,
    }


def check_clock(connection: Connection, platform: Platform, now: dt.datetime) -> None:
    """Raise `StoreError` where this machine's clock stands before the last complete run began.

    A snapshot taken under such a clock would be kept under a day on which it was not taken.
    """
    last = connection.execute(
        select(run.c.started_at)
        .where(run.c.platform == platform, run.c.status == RunStatus.COMPLETE)
        .order_by(run.c.run_id.desc())
        .limit(1)
    ).scalar()
    if last is not None and now < last - CLOCK_TOLERANCE:
        raise StoreError(
            f"The clock says {now:%Y-%m-%d %H:%M} UTC, but the last run of {platform} began at"
            f" {last:%Y-%m-%d %H:%M} UTC.",
            advice="Set the clock right; where it is right now and was wrong then, add --trust-clock once.",
        )
