"""When to try again after a collection that failed: soon, then less and less often, until the timetable's own time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, select

from app.store.tables import RunStatus, run
from collectors.contract import Platform

LONGEST = dt.timedelta(hours=4)
MOST = 20  # failures in a row that are looked at; the wait has long stopped growing


def next_try(connection: Connection, platform: Platform, first: dt.timedelta) -> dt.datetime | None:
    """The earliest moment of the next try; None where the newest run did not fail, or waits for a decision.

    The wait after the end of a run is `first` and doubles with each failure in a row. A run that was stopped or
    killed, for which nobody else is to blame, is tried again at once, unless others failed before it.
    """
    newest = connection.execute(
        select(run.c.status, run.c.finished_at)
        .where(run.c.platform == platform)
        .order_by(run.c.run_id.desc())
        .limit(MOST)
    ).all()
    failures = 0
    for each in newest:
        if each.status not in (RunStatus.FAILED, RunStatus.ABANDONED):
            break
        failures += 1
    if not failures:
        return None
    last = newest[0]
    doublings = failures - (1 if last.status == RunStatus.FAILED else 2)
    wait = min(first * 2**doublings, LONGEST) if doublings >= 0 else dt.timedelta()
    return last.finished_at + wait  # type: ignore[no-any-return]
