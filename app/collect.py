"""One collection from the first request to the published day: fetch, parse, record, publish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from app.errors import StoreError
from app.store.engine import Database
from app.store.hub import is_collected, publish_hub, stage_page
from app.store.runs import Tally, fail_run, finish_run, only_one, quarantine, start_run
from app.store.tables import RunStatus
from app.store.tokens import publish_catalogue, publish_tokens
from collectors.contract import (
    Batch,
    CatalogueBatch,
    Collector,
    HubPage,
    HubTail,
    ModelshareError,
    Platform,
    TokenBatch,
)

Clock = Callable[[], dt.datetime]


def utcnow() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a collection did: its run and how many rows it stored. `skipped` says why nothing was collected."""

    run_id: int | None
    rows: int
    rejected: int
    requests: int
    skipped: str = ""


class Recorder(Protocol):
    """Takes what a collector yields and, at the end, publishes it in one transaction."""

    def record(self, batch: Batch) -> None: ...

    def publish(self, connection: Connection) -> int: ...


def collect(database: Database, collector: Collector, *, now: Clock = utcnow) -> Outcome:
    """Run `collector` once and publish what it brought, all or nothing.

    Raises the `ModelshareError` that ended the run, after booking it; whatever ends it, nothing of it is visible.
    """
    with only_one(database, collector.platform):
        started = now()
        if collector.platform is Platform.HUGGINGFACE:
            with database.connect() as connection:
                if is_collected(connection, started.date()):
                    return Outcome(None, 0, 0, 0, f"The Hub's snapshot of {started.date()} is already stored.")
        with database.begin() as connection:
            run_id = start_run(connection, collector.platform, collector.source, collector.licence, started)
        tally = Tally()
        recorder = _recorder(database, collector.platform, run_id, started, tally)
        try:
            for batch in collector.collect():
                recorder.record(batch)
            with database.begin() as connection:
                tally.rows = recorder.publish(connection)
                if collector.traffic.warnings:
                    tally.detail["warnings"] = collector.traffic.warnings[:100]
                finish_run(connection, run_id, tally, collector.traffic, collector.licence, now())
        except BaseException as error:
            status, reason = _ending(error)
            try:
                fail_run(database, run_id, status, reason, tally, collector.traffic, now())
            except StoreError as unbooked:
                error.add_note(f"That the run ended could not be booked ({unbooked}); the next run will book it.")
            raise
    return Outcome(run_id, tally.rows, tally.rejected, collector.traffic.requests)


def _ending(error: BaseException) -> tuple[RunStatus, str]:
    if isinstance(error, ModelshareError):
        return RunStatus.FAILED, str(error)
    if isinstance(error, Exception):
        return RunStatus.FAILED, f"An error of this program ({type(error).__name__}), which its log explains."
    return RunStatus.ABANDONED, "Stopped before it was done."


def _recorder(database: Database, platform: Platform, run_id: int, started: dt.datetime, tally: Tally) -> Recorder:
    if platform is Platform.HUGGINGFACE:
        return _HubRecorder(database, run_id, started, tally)
    return _TokenRecorder(run_id, tally)


class _TokenRecorder:
    """A few thousand small rows: held until the end."""

    def __init__(self, run_id: int, tally: Tally) -> None:
        self._run_id, self._tally = run_id, tally
        self._tokens: list[TokenBatch] = []
        self._catalogues: list[CatalogueBatch] = []

    def record(self, batch: Batch) -> None:
        match batch:
            case TokenBatch():
                self._tokens.append(batch)
                self._tally.as_of = max(self._tally.as_of or batch.known_at, batch.known_at)
            case CatalogueBatch():
                self._catalogues.append(batch)

    def publish(self, connection: Connection) -> int:
        rejected = [each for batch in self._catalogues for each in batch.rejected]
        rejected += [each for batch in self._tokens for each in batch.rejected]
        quarantine(connection, self._run_id, self._tally, rejected)
        for catalogue in self._catalogues:
            publish_catalogue(connection, catalogue)
        return publish_tokens(connection, self._run_id, self._tokens)


class _HubRecorder:
    """Millions of rows: each page goes to staging in a transaction of its own."""

    def __init__(self, database: Database, run_id: int, started: dt.datetime, tally: Tally) -> None:
        self._database, self._run_id, self._started, self._tally = database, run_id, started, tally

    def record(self, batch: Batch) -> None:
        match batch:
            case HubPage():
                with self._database.begin() as connection:
                    stage_page(connection, self._run_id, batch)
                    quarantine(connection, self._run_id, self._tally, batch.rejected)
            case HubTail():
                self._tally.detail["tail_most_downloads"] = batch.most_downloads

    def publish(self, connection: Connection) -> int:
        return publish_hub(connection, self._run_id, self._started.date(), self._started)
