"""What becomes of a held run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.errors import StoreError
from app.store.tables import RunStatus, run
from collectors.contract import Platform


@dataclass(frozen=True, slots=True)
class HeldRun:
    """A run whose facts are kept aside."""

    run_id: int
    platform: Platform
    started_at: dt.datetime
    reason: str


def held_run(connection: Connection, run_id: int) -> HeldRun:
    """The held run of this id; raises `StoreError` where there is none."""
    row = connection.execute(
        select(run.c.platform, run.c.status, run.c.started_at, run.c.error).where(run.c.run_id == run_id)
    ).one_or_none()
    if row is None:
        raise StoreError(f"There is no run {run_id}.", advice="modelshare runs list shows the newest ones.")
    if row.status != RunStatus.HELD:
        raise StoreError(f"Run {run_id} is {row.status} and not held.", advice="Only a held run can be decided on.")
    return HeldRun(run_id, Platform(row.platform), row.started_at, row.error or "")


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
