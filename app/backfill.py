"""Fills in the Hub's past days: one run a day, each published as a crawl is; days that are stored stay as they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.clock import Clock, utcnow
from app.errors import DataError, StoreError
from app.limits import Limits
from app.publish import publish
from app.record import HubRecorder
from app.store.crawl import clear_crawls
from app.store.engine import Database
from app.store.hub import is_collected
from app.store.runs import Hold, Tally, abandon_runs, fail_run, only_one, start_run
from app.store.settle import BACKFILLED, held_days
from app.store.tables import RunStatus
from app.store.tokens import known_days
from collectors.contract import (
    HubPage,
    Licence,
    ModelshareError,
    Origin,
    Platform,
    Report,
    Traffic,
    UpstreamAbsent,
    UpstreamMalformed,
    silent,
)
from collectors.hub_parquet import HubParquet
from collectors.hub_stats import Every, HubStats, absent_days, pick

HUB = Platform.HUGGINGFACE
MOST_NAMED = 10  # days in one sentence
FILE_LICENCE = Licence("", "", "Source: a file of Hugging Face Hub models.")


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of one day: its rows, or why it was left out; `held` is the run that waits for a decision on it."""

    day: dt.date
    rows: int
    refused: int = 0
    trouble: str = ""
    held: int | None = None


@dataclass(frozen=True, slots=True)
class _Past:
    """One past day to be stored, where its models come from and since when they are known."""

    day: dt.date
    known_at: dt.datetime
    origin: Origin
    source: str
    licence: Licence
    detail: str
    pages: Callable[[], Iterator[HubPage]]


def backfill_hub(
    database: Database,
    history: HubStats,
    since: dt.date,
    *,
    every: Every = Every.DAY,
    report: Report = silent,
    limits: Limits | None = None,
    now: Clock = utcnow,
) -> Iterator[Filled]:
    """Store one revision a day or week from `since` on, oldest first, and tell of each when it stands.

    A day that has a snapshot or waits for a decision is left alone, so that a second start goes on where the first
    one ended. A revision that cannot be read, or that can hardly be true, is told and left out. Raises the
    `ModelshareError` that ended the whole, such as a platform that cannot be reached.
    """
    with only_one(database, HUB) as hold:
        with database.connect() as connection:
            known = known_days(connection, HUB) | held_days(connection)
        revisions = history.revisions(since, report)
        if every is Every.DAY and (absent := absent_days(revisions)):
            history.traffic.warnings.append(_no_revision(absent))
        for revision in pick(revisions, every, known):
            pages = lambda revision=revision: history.pages(revision, report)  # noqa: E731
            detail = f"revision {revision.commit}"
            past = _Past(
                revision.day, revision.moment, Origin.HUB_STATS, history.source, history.licence, detail, pages
            )
            yield _fill(database, hold, past, history.traffic, limits or Limits(), now)


def _no_revision(days: list[dt.date]) -> str:
    named = ", ".join(day.isoformat() for day in days[:MOST_NAMED])
    more = f" and {len(days) - MOST_NAMED:,} more" if len(days) > MOST_NAMED else ""
    return f"The dataset has no revision of {named}{more}: such days stay gaps."


def backfill_file(
    database: Database,
    path: Path,
    day: dt.date,
    *,
    report: Report = silent,
    limits: Limits | None = None,
    now: Clock = utcnow,
) -> Filled:
    """Store a parquet file as the Hub's snapshot of `day`; raises `StoreError` where the day has one."""
    with only_one(database, HUB) as hold:
        with database.connect() as connection:
            if is_collected(connection, day):
                raise StoreError(f"The Hub's snapshot of {day} is stored already.", advice="Give another day.")
        traffic = Traffic()

        def pages() -> Iterator[HubPage]:
            parquet = HubParquet(str(path), path.name, now())
            yield from parquet.pages(report)
            traffic.warnings += parquet.warnings

        past = _Past(day, now(), Origin.FILE, "file", FILE_LICENCE, f"file {path.name}", pages)
        return _fill(database, hold, past, traffic, limits or Limits(), now)


def _fill(database: Database, hold: Hold, past: _Past, traffic: Traffic, limits: Limits, now: Clock) -> Filled:
    own = _Since(traffic)
    detail = {"backfill": past.detail, BACKFILLED: past.day.isoformat(), "origin": past.origin.value}
    tally = Tally(as_of=past.known_at, detail=detail)
    with database.begin() as connection:
        abandon_runs(connection, HUB, now())
        clear_crawls(connection)
        run_id = start_run(connection, HUB, past.source, past.licence, now())
    recorder = None
    try:
        recorder = HubRecorder(
            database, hold, run_id, past.known_at, tally, traffic, limits, day=past.day, origin=past.origin
        )
        for page in past.pages():
            recorder.record(page)
        held = publish(database, hold, recorder, run_id, tally, own.traffic(), past.licence, limits, now)
    except BaseException as error:
        try:
            if recorder is not None:
                recorder.settle()
        except StoreError as lost:
            error.add_note(f"The last pages could not be kept ({lost}).")
        status = RunStatus.FAILED if isinstance(error, Exception) else RunStatus.ABANDONED
        explained = isinstance(error, ModelshareError)
        reason = str(error) if explained else "Stopped before it was done, or an error of this program."
        fail_run(database, run_id, status, reason, tally, own.traffic(), now())
        if isinstance(error, UpstreamMalformed | UpstreamAbsent | DataError):
            return Filled(past.day, 0, tally.rejected, str(error))
        raise
    return Filled(past.day, tally.rows, tally.rejected, held, run_id if held else None)


class _Since:
    """A client's traffic from now on: one client serves many runs."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._requests, self._bytes, self._warnings = traffic.requests, traffic.bytes, len(traffic.warnings)

    def traffic(self) -> Traffic:
        now = self._traffic
        return Traffic(now.requests - self._requests, now.bytes - self._bytes, now.synthetic, self.warnings())

    def warnings(self) -> list[str]:
        return self._traffic.warnings[self._warnings :]
