"""How fresh each platform's data are: the last complete run, the newest day, the last failure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.measures.result import Definition
from app.store.tables import RunStatus, day_version, run
from collectors.contract import Platform

DEFINITION = Definition(
    name="freshness",
    version=1,
    title="Freshness",
    formula="The time since the last complete run of a platform's collector ended, and its newest stored day (UTC).",
    caveats=("OpenRouter never serves the present day: its newest day is at best yesterday.",),
    source="The run log.",
    population="The completed runs of each platform.",
)


@dataclass(frozen=True, slots=True)
class Freshness:
    """How one platform stands. `age` is the time since the last complete run ended; None where none ever did.

    `failed_at` and `failure` tell the newest run that ended otherwise, however long ago; `failing` is whether no
    complete one began after it.
    """

    platform: Platform
    run_id: int | None
    completed_at: dt.datetime | None
    age: dt.timedelta | None
    newest_day: dt.date | None
    synthetic: bool
    failed_at: dt.datetime | None
    failure: str | None
    failing: bool


def freshness(connection: Connection, *, now: dt.datetime | None = None) -> list[Freshness]:
    """One `Freshness` a platform, in the order of `Platform`; `now` is the present moment unless given."""
    moment = now or dt.datetime.now(dt.UTC)
    ended = run.c.status.in_((RunStatus.COMPLETE, RunStatus.FAILED, RunStatus.ABANDONED))
    succeeded = (run.c.status == RunStatus.COMPLETE).label("succeeded")
    last_runs = connection.execute(
        select(run.c.platform, run.c.run_id, run.c.finished_at, run.c.error, run.c.synthetic, succeeded)
        .ext(distinct_on(run.c.platform, succeeded))
        .where(ended)
        .order_by(run.c.platform, succeeded, run.c.finished_at.desc(), run.c.run_id.desc())
    ).all()
    begun_last = select(run.c.platform, func.max(run.c.run_id)).where(run.c.status == RunStatus.COMPLETE)
    last_good = dict(connection.execute(begun_last.group_by(run.c.platform)).all())
    newest_days = select(day_version.c.platform, func.max(day_version.c.day)).group_by(day_version.c.platform)
    newest = dict(connection.execute(newest_days).all())
    found = {(row.platform, row.succeeded): row for row in last_runs}
    answers = []
    for platform in Platform:
        good, bad = found.get((platform, True)), found.get((platform, False))
        answers.append(
            Freshness(
                platform=platform,
                run_id=good.run_id if good else None,
                completed_at=good.finished_at if good else None,
                age=moment - good.finished_at if good else None,
                newest_day=newest.get(platform),
                synthetic=bool(good and good.synthetic),
                failed_at=bad.finished_at if bad else None,
                failure=bad.error if bad else None,
                failing=bool(bad and bad.run_id > last_good.get(platform, 0)),
            )
        )
    return answers
