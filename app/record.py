"""Recorders: what becomes of a collector's batches until they are published, held or dropped."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol

from sqlalchemy import Connection, text

from app.errors import DataError, StoreError
from app.limits import Limits
from app.store.benchmarks import publish_benchmarks
from app.store.crawl import clear_crawls, count_pages, staged_pages
from app.store.engine import Database
from app.store.hub import publish_hub, same_content
from app.store.runs import Hold, Tally, note_progress, quarantine
from app.store.settle import HeldRun
from app.store.staging import recognise, stage_pages
from app.store.tokens import publish_catalogue, publish_tokens
from collectors.contract import (
    Batch,
    BenchmarkBatch,
    CatalogueBatch,
    Collector,
    HubPage,
    HubTail,
    Origin,
    Platform,
    Rejected,
    TokenBatch,
    TokenDay,
    Traffic,
)

MOST_WAITING = 16  # pages in memory while others are being written


class Recorder(Protocol):
    """Takes what a collector yields and, at the end, publishes it in one transaction."""

    def record(self, batch: Batch) -> None: ...

    def publish(self, connection: Connection) -> int:
        """Write everything; raise `DataError` where more is missing than may be."""
        ...

    def batches(self, connection: Connection) -> Iterable[Batch]:
        """Everything that was recorded, to be kept aside."""
        ...

    def drop(self, connection: Connection) -> None:
        """Let go of what was recorded."""
        ...

    def settle(self) -> None:
        """Finish what is still being kept; raises what went wrong with it."""
        ...


def recorder_for(
    database: Database,
    hold: Hold,
    collector: Collector,
    run_id: int,
    started: dt.datetime,
    tally: Tally,
    limits: Limits,
) -> Recorder:
    """The recorder of the collector's platform."""
    if collector.platform is Platform.HUGGINGFACE:
        return HubRecorder(database, hold, run_id, started, tally, collector.traffic, limits)
    return TokenRecorder(database, hold, run_id, tally, collector.traffic, limits)


def replay(connection: Connection, held: HeldRun, kept: Iterable[Batch]) -> int:
    """Publish the batches of a held run, in the caller's transaction; returns the number of rows stored."""
    if held.platform is Platform.HUGGINGFACE:
        clear_crawls(connection)
        for batch in kept:
            if isinstance(batch, HubPage):
                stage_pages(connection, held.run_id, [batch])
        if held.origin is not Origin.HUB_API:
            recognise(connection, held.run_id)
        return publish_hub(connection, held.run_id, held.day, held.known_at, held.origin)
    return _publish_tokens(connection, held.run_id, list(kept))


class TokenRecorder:
    """A few thousand small rows: held in memory until the end."""

    def __init__(
        self, database: Database, hold: Hold, run_id: int, tally: Tally, traffic: Traffic, limits: Limits
    ) -> None:
        self._database, self._hold, self._run_id = database, hold, run_id
        self._tally, self._traffic, self._limits = tally, traffic, limits
        self._batches: list[Batch] = []
        self._rows = 0

    def record(self, batch: Batch) -> None:
        if not isinstance(batch, TokenBatch | CatalogueBatch | BenchmarkBatch):
            return
        if batch.rejected:
            with self._database.begin() as connection:
                quarantine(connection, self._run_id, self._tally, batch.rejected)
                note_progress(connection, self._run_id, self._tally, self._traffic)
        if isinstance(batch, TokenBatch):
            self._rows += sum(len(day.rows) + (day.other is not None) for day in batch.days)
            self._tally.as_of = max(self._tally.as_of or batch.known_at, batch.known_at)
            batch = replace(batch, days=tuple(self._whole_enough(batch)))
        else:
            self._rows += len(batch.entries)
        self._batches.append(batch)

    def publish(self, connection: Connection) -> int:
        _check_rows(self._tally.lost, self._rows, self._limits)
        self._hold.check()
        return _publish_tokens(connection, self._run_id, self._batches)

    def batches(self, connection: Connection) -> Iterable[Batch]:
        return self._batches

    def drop(self, connection: Connection) -> None:
        self._batches.clear()

    def settle(self) -> None:
        """Nothing runs in the background."""

    def _whole_enough(self, batch: TokenBatch) -> Iterator[TokenDay]:
        """The days of which no more is missing than may be; the others stay as they were known."""
        lost: dict[dt.date, list[Rejected]] = defaultdict(list)
        for each in batch.rejected:
            if each.lost and each.day is not None:
                lost[each.day].append(each)
        for day in batch.days:
            refused = lost[day.day]
            missing = sum(each.value or 0 for each in refused)
            known = sum(row.tokens for row in day.rows) + (day.other or 0)
            if any(each.value is None for each in refused) or missing > self._limits.tolerance_value * (
                known + missing
            ):
                told = f"about {missing / (known + missing):.1%} of its value" if missing else "nobody can say how much"
                self._traffic.warnings.append(
                    f"{day.day} was left out: {len(refused)} of its rows were refused ({told} is missing)."
                )
                continue
            yield day


class HubRecorder:
    """Millions of rows: pages go to staging with the crawl's position, while the collector reads the next ones.

    One transaction at a time runs in the background; it takes the pages that have come while the one before ran, so
    that a slow platform has each page kept at once, and a fast one several together. The snapshot's `day` is the UTC
    day of `started` unless it is given.
    """

    def __init__(
        self,
        database: Database,
        hold: Hold,
        run_id: int,
        started: dt.datetime,
        tally: Tally,
        traffic: Traffic,
        limits: Limits,
        *,
        day: dt.date | None = None,
        origin: Origin = Origin.HUB_API,
    ) -> None:
        self._database, self._hold, self._run_id, self._known_at = database, hold, run_id, started
        self._day, self._origin = day or started.astimezone(dt.UTC).date(), origin
        self._tally, self._traffic, self._limits = tally, traffic, limits
        self._background = ThreadPoolExecutor(1, "staging")
        self._waiting: list[HubPage] = []
        self._writing: Future[None] | None = None
        with database.connect() as connection:
            self.pages_before = self._pages = count_pages(connection, run_id)

    @property
    def came_further(self) -> bool:
        """Whether this start has brought a page."""
        return self._pages > self.pages_before

    def record(self, batch: Batch) -> None:
        self._hold.check()
        match batch:
            case HubPage():
                self._waiting.append(batch)
                if self._writing is None or self._writing.done() or len(self._waiting) == MOST_WAITING:
                    self._write_on()
            case HubTail():
                self._tally.detail["tail_most_downloads"] = batch.most_downloads

    def settle(self) -> None:
        """Have every page kept that came; raise what kept one from it."""
        while self._waiting or self._writing:
            self._write_on()

    def _write_on(self) -> None:
        writing, self._writing = self._writing, None
        if writing:
            writing.result()
        if self._waiting:
            pages, self._waiting = self._waiting, []
            self._writing = self._background.submit(self._keep, pages)

    def _keep(self, pages: list[HubPage]) -> None:
        with self._database.begin() as connection:
            stage_pages(connection, self._run_id, pages)
            for page in pages:
                quarantine(connection, self._run_id, self._tally, page.rejected)
                self._tally.rows += len(page.models)
            note_progress(connection, self._run_id, self._tally, self._traffic)
        self._pages += len(pages)

    def publish(self, connection: Connection) -> int:
        self._hold.check()
        self.settle()
        if count_pages(connection, self._run_id) != self._pages:
            raise StoreError(
                f"The database has lost pages of the crawl of run {self._run_id}, as a crash of the server does.",
                advice="Start the run again; it begins at the first page.",
            )
        _check_rows(self._tally.lost, self._tally.rows, self._limits)
        if self._origin is not Origin.HUB_API:
            with self._database.begin() as staged:
                recognise(staged, self._run_id)
        rows = publish_hub(connection, self._run_id, self._day, self._known_at, self._origin, database=self._database)
        if self._origin is not Origin.HUB_API and (twin := same_content(connection, self._day)):
            raise DataError(f"The file of {self._day} is that of {twin}: it was not written anew.")
        if self._tally.lost:
            self._check_value(connection)
        return rows

    def batches(self, connection: Connection) -> Iterable[Batch]:
        return staged_pages(connection, self._run_id)

    def drop(self, connection: Connection) -> None:
        clear_crawls(connection)

    def _check_value(self, connection: Connection) -> None:
        known = connection.execute(
            text(
                "SELECT COALESCE(sum(value), 0) FROM rollup JOIN day_version USING (version_id)"
                " WHERE run_id = :run AND population = 'all' AND unit = 'downloads_30d'"
            ),
            {"run": self._run_id},
        ).scalar_one()
        lost = self._tally.lost_value
        if lost > self._limits.tolerance_value * float(known + lost):
            raise _too_much(f"about {lost / float(known + lost):.1%} of the downloads", self._limits.tolerance_value)


def _publish_tokens(connection: Connection, run_id: int, batches: list[Batch]) -> int:
    for batch in batches:
        if isinstance(batch, CatalogueBatch):
            publish_catalogue(connection, batch)
        elif isinstance(batch, BenchmarkBatch):
            publish_benchmarks(connection, batch)
    return publish_tokens(connection, run_id, [batch for batch in batches if isinstance(batch, TokenBatch)])


def _check_rows(lost: int, good: int, limits: Limits) -> None:
    if lost > limits.tolerance_rows * (lost + good):
        raise _too_much(f"{lost:,} of {lost + good:,} rows", limits.tolerance_rows)


def _too_much(missing: str, tolerance: float) -> DataError:
    return DataError(
        f"Too much was refused: {missing}, where {tolerance:.1%} may be missing.",
        advice="The refused rows stand in the quarantine with their reasons; nothing was published.",
    )
