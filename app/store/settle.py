"""What becomes of a held run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.errors import StoreError
from app.store.tables import RunStatus, run
from collectors.contract import Origin, Platform

BACKFILLED = "day"  # in a run's detail: the past day that it filled in


@dataclass(frozen=True, slots=True)
class HeldRun:
    """A run whose facts are kept aside: for a Hub run of which `day`, since when they are known, and from where."""

    run_id: int
    platform: Platform
    day: dt.date
    known_at: dt.datetime
    origin: Origin
    reason: str


def held_run(connection: Connection, run_id: int) -> HeldRun:
    """The held run of this id; raises `StoreError` where there is none."""
    row = connection.execute(select(run).where(run.c.run_id == run_id)).one_or_none()
    if row is None:
        raise StoreError(f"There is no run {run_id}.", advice="modelshare runs list shows the newest ones.")
    if row.status != RunStatus.HELD:
        raise StoreError(f"Run {run_id} is {row.status} and not held.", advice="Only a held run can be decided on.")
    platform, reason = Platform(row.platform), row.error or ""
    if BACKFILLED in row.detail:
        day, origin = dt.date.fromisoformat(row.detail[BACKFILLED]), Origin(row.detail["origin"])
        return HeldRun(run_id, platform, day, row.as_of, origin, reason)
    day = row.started_at.astimezone(dt.UTC).date()
    return HeldRun(run_id, platform, day, row.started_at, Origin.HUB_API, reason)


def held_days(connection: Connection) -> set[dt.date]:
    """The past days of the Hub that wait for a decision."""
    day = run.c.detail[BACKFILLED].astext
    waiting = select(day).where(
        run.c.platform == Platform.HUGGINGFACE, run.c.status == RunStatus.HELD, day.is_not(None)
    )
    return {dt.date.fromisoformat(each) for each in connection.execute(waiting).scalars()}


def settle(connection: Connection, run_id: int, status: RunStatus, how: str, *, rows: int = 0) -> None:
    """Book what became of a held run; why it was held stays in its detail."""
    connection.execute(
        update(run)
        .where(run.c.run_id == run_id, run.c.status == RunStatus.HELD)
        .values(
            status=status,
            rows=rows,
            error=None if status == RunStatus.COMPLETE else how,
            detail=run.c.detail + func.jsonb_build_object("settled", how, type_=JSONB),
        )
    )
