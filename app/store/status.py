"""How the collecting goes: last success, age, next run, coverage, gaps, restatements, and what waits for a decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from app.store.runs import is_collecting
from app.store.tables import RunStatus, gap, run, scheduler_job
from collectors.contract import Platform

_DAYS = text("""
SELECT min(day) AS first, max(day) AS last, count(DISTINCT day) AS days, count(*) AS versions,
       (array_agg(known_at ORDER BY day DESC, known_at DESC))[1] AS known_at
FROM day_version WHERE platform = :platform
""")

_LEADS = text(
    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND objid = 0"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid::bigint = (hashtext('modelshare schedule')::bigint & 4294967295))"
)


@dataclass(frozen=True, slots=True)
class RunLine:
    """One attempt, as the run log has it."""

    run_id: int
    platform: Platform
    status: RunStatus
    started_at: dt.datetime
    finished_at: dt.datetime | None
    requests: int
    rows: int
    rejected: int
    reason: str


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One platform. `age_hours` is how far its newest value lies back; `coverage` is days stored over days due."""

    platform: Platform
    last_success: dt.datetime | None
    newest_day: dt.date | None
    age_hours: float | None
    stale: bool
    next_run: dt.datetime | None
    days: int
    days_due: int
    coverage: float | None
    gaps: tuple[dt.date, ...]
    restatements: int
    collecting: bool
    last_run: RunLine | None
    held: tuple[RunLine, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """All platforms at one moment; `led` says whether some process leads the schedule."""

    at: dt.datetime
    led: bool
    sources: tuple[SourceStatus, ...]

    @property
    def stale(self) -> bool:
        """Whether any source is."""
        return any(source.stale for source in self.sources)


def status(connection: Connection, platforms: tuple[Platform, ...], stale_after: float, now: dt.datetime) -> Status:
    """Look at `platforms`; values older than `stale_after` hours are stale, and so is a platform without any."""
    found = tuple(_source(connection, platform, stale_after, now) for platform in platforms)
    return Status(now, bool(connection.execute(_LEADS).scalar_one()), found)


def runs(
    connection: Connection,
    limit: int,
    platform: Platform | None = None,
    states: tuple[RunStatus, ...] = (),
) -> list[RunLine]:
    """The newest runs, newest first."""
    statement = select(run).order_by(run.c.run_id.desc()).limit(limit)
    if platform is not None:
        statement = statement.where(run.c.platform == platform)
    if states:
        statement = statement.where(run.c.status.in_(states))
    return [
        RunLine(
            row.run_id,
            Platform(row.platform),
            RunStatus(row.status),
            row.started_at,
            row.finished_at,
            row.requests,
            row.rows,
            row.rejected,
            row.error or "",
        )
        for row in connection.execute(statement)
    ]


def last_success(connection: Connection, platform: Platform) -> dt.datetime | None:
    """When the platform's last complete run ended; None before the first."""
    statement = select(func.max(run.c.finished_at)).where(
        run.c.platform == platform, run.c.status == RunStatus.COMPLETE
    )
    return connection.execute(statement).scalar()


def _source(connection: Connection, platform: Platform, stale_after: float, now: dt.datetime) -> SourceStatus:
    days = connection.execute(_DAYS, {"platform": platform}).one()
    age = _age(platform, days.last, days.known_at, now)
    missing = connection.execute(select(gap.c.day).where(gap.c.platform == platform).order_by(gap.c.day)).scalars()
    gaps = tuple(missing)
    due = days.days + len([day for day in gaps if days.first and day > days.first])
    newest = runs(connection, 1, platform)
    soonest = connection.execute(
        select(func.min(scheduler_job.c.next_run_time)).where(scheduler_job.c.id.startswith(platform.value))
    ).scalar()
    return SourceStatus(
        platform=platform,
        last_success=last_success(connection, platform),
        newest_day=days.last,
        age_hours=age,
        stale=age is None or age > stale_after,
        next_run=dt.datetime.fromtimestamp(soonest, dt.UTC) if soonest else None,
        days=days.days,
        days_due=due,
        coverage=days.days / due if due else None,
        gaps=gaps,
        restatements=days.versions - days.days,
        collecting=is_collecting(connection, platform),
        last_run=newest[0] if newest else None,
        held=tuple(runs(connection, 20, platform, (RunStatus.HELD,))),
    )


def _age(platform: Platform, day: dt.date | None, known_at: dt.datetime | None, now: dt.datetime) -> float | None:
    """Hours since the end of the newest day (OpenRouter) or since the newest snapshot was taken (the Hub)."""
    if day is None or known_at is None:
        return None
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)
    moment = end if platform is Platform.OPENROUTER else min(known_at, end)
    return max((now - moment).total_seconds(), 0.0) / 3600
