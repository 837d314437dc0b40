"""One collection from the first request to the published day: fetch, parse, record, publish."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from app.clock import Clock, utcnow
from app.errors import DataError, StoreError
from app.limits import Limits
from app.publish import publish
from app.record import HubRecorder, Recorder, recorder_for
from app.store.crawl import Crawl, clear_crawls, crawl_in_progress
from app.store.engine import Database
from app.store.hub import ensure_partition, is_collected
from app.store.runs import (
    Tally,
    abandon_runs,
    check_clock,
    fail_run,
    only_one,
    resume_run,
    start_run,
)
from app.store.tables import RunStatus
from collectors.contract import (
    Collector,
    ModelshareError,
    Platform,
    UpstreamBusy,
    UpstreamError,
    UpstreamUnreachable,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a collection did: its run and how many rows it stored.

    `skipped` says why nothing was collected; `held` why what was collected is not published yet.
    """

    run_id: int | None
    rows: int
    rejected: int
    requests: int
    skipped: str = ""
    held: str = ""


def collect(
    database: Database,
    collector: Collector,
    *,
    now: Clock = utcnow,
    limits: Limits | None = None,
    check_time: bool = False,
) -> Outcome:
    """Run `collector` once and publish what it brought, all or nothing.

    A collector that goes on behind a page takes up the run that staged that page. What cannot be true by `limits` is
    held. `check_time` refuses to collect under a clock that runs behind the last run. Raises the `ModelshareError`
    that ended the run, after booking it; whatever ends it, nothing of it is visible.
    """
    platform, limits = collector.platform, limits or Limits()
    with only_one(database, platform) as hold, _little_to_look_through():
        with database.begin() as connection:
            abandon_runs(connection, platform, now())
        started = now()
        if platform is Platform.HUGGINGFACE:
            with database.connect() as connection:
                if is_collected(connection, started.date()):
                    return Outcome(None, 0, 0, 0, f"The Hub's snapshot of {started.date()} is already stored.")
        run_id, tally, started = _begin(database, collector, started)
        recorder: Recorder | None = None
        try:
            if check_time:
                with database.connect() as connection:
                    check_clock(connection, platform, started)
            recorder = recorder_for(database, hold, collector, run_id, started, tally, limits)
            for batch in collector.collect():
                recorder.record(batch)
            traffic, licence = collector.traffic, collector.licence
            held = publish(database, hold, recorder, run_id, tally, traffic, licence, limits, now)
        except BaseException as error:
            status, reason = _ending(error)
            try:
                if recorder is not None:
                    recorder.settle()
            except StoreError as lost:
                error.add_note(f"The last pages could not be kept ({lost}).")
            try:
                fail_run(database, run_id, status, reason, tally, collector.traffic, now())
                _drop_where_stuck(database, collector, recorder, tally, error)
            except StoreError as unbooked:
                error.add_note(f"That the run ended could not be booked ({unbooked}); the next run will book it.")
            raise
    return Outcome(run_id, tally.rows, tally.rejected, collector.traffic.requests, held=held)


@contextmanager
def _little_to_look_through() -> Iterator[None]:
    """Spare the garbage collector all that was there before.

    Millions of rows make it look through the whole program again and again, which took a seventh of a crawl's time.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _begin(database: Database, collector: Collector, started: dt.datetime) -> tuple[int, Tally, dt.datetime]:
    """Take up the run whose crawl the collector goes on with, or book a new one and clear what others left."""
    with database.begin() as connection:
        if collector.platform is Platform.HUGGINGFACE:
            crawl = _taken_up(connection, collector, started)
            if crawl is not None:
                tally, began = resume_run(connection, crawl.run_id)
                tally.rows = crawl.models
                return crawl.run_id, tally, began.astimezone(dt.UTC)
            clear_crawls(connection)
            # A new partition locks every reader out: here for a moment, in the publishing transaction until its end.
            ensure_partition(connection, started.date())
        run_id = start_run(connection, collector.platform, collector.source, collector.licence, started)
    return run_id, Tally(), started


def _taken_up(connection: Connection, collector: Collector, started: dt.datetime) -> Crawl | None:
    behind: int | None = getattr(collector, "resumes_after", None)
    if behind is None:
        return None
    crawl = crawl_in_progress(connection, started.date())
    if crawl is None or crawl.number != behind:
        raise StoreError(
            "The crawl that was to be taken up has ended or gone on in the meantime.", advice="Run it again."
        )
    return crawl


def _drop_where_stuck(
    database: Database, collector: Collector, recorder: Recorder | None, tally: Tally, error: BaseException
) -> None:
    """Let a crawl start over that would not get further: one that was refused as a whole, or that broke again at once.

    Broke again: it was taken up, and ended without a single page for another reason than a platform that is away. So
    does one whose answers broke after rows of them had been refused: what is kept of it may lack too much already.
    """
    if not isinstance(recorder, HubRecorder):
        return
    again = getattr(collector, "resumes_after", None) is not None and not recorder.came_further
    away = isinstance(error, UpstreamBusy | UpstreamUnreachable)
    if isinstance(error, DataError) or ((again or tally.lost) and isinstance(error, UpstreamError) and not away):
        with database.begin() as connection:
            clear_crawls(connection)


def _ending(error: BaseException) -> tuple[RunStatus, str]:
    if isinstance(error, ModelshareError):
        return RunStatus.FAILED, str(error)
    if isinstance(error, Exception):
        return RunStatus.FAILED, f"An error of this program ({type(error).__name__}), which its log explains."
    return RunStatus.ABANDONED, "Stopped before it was done."
