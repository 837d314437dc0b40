"""The weekly tidying up: what lost its process, what nobody will take up any more, what was kept long enough."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.errors import StoreError
from app.store.crawl import clear_crawls, crawl_in_progress
from app.store.engine import Database
from app.store.gaps import note_gaps
from app.store.runs import abandon_runs, only_one
from collectors.contract import Platform

_ANALYZE = "ANALYZE day_version, openrouter_row, hub_model, hub_former_attributes, rollup, rejected_row, run"


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was done; `busy` are the platforms that were being collected and were left alone."""

    quarantine: int
    held: int
    gaps: dict[Platform, int]
    busy: tuple[Platform, ...]


def tidy_up(database: Database, now: dt.datetime, keep_rejected_days: int, keep_held_days: int) -> Tidied:
    """Book lost runs, drop old staging, old quarantine and held runs that nobody decided on, and refresh statistics."""
    busy: list[Platform] = []
    gaps: dict[Platform, int] = {}
    held = 0
    for platform in Platform:
        try:
            with only_one(database, platform), database.begin() as connection:
                abandon_runs(connection, platform, now)
                held += _drop_held(connection, platform, now - dt.timedelta(days=keep_held_days))
                gaps[platform] = note_gaps(connection, platform, now)
                if platform is Platform.HUGGINGFACE and crawl_in_progress(connection, now.date()) is None:
                    clear_crawls(connection)
        except StoreError:
            with database.connect():  # a database that does not answer is told as such
                busy.append(platform)
    with database.begin() as connection:
        dropped = connection.execute(
            text("DELETE FROM rejected_row USING run WHERE run.run_id = rejected_row.run_id AND started_at < :before"),
            {"before": now - dt.timedelta(days=keep_rejected_days)},
        ).rowcount
        connection.exec_driver_sql(_ANALYZE)
    return Tidied(dropped, held, gaps, tuple(busy))


def _drop_held(connection: Connection, platform: Platform, before: dt.datetime) -> int:
    told = "Nobody decided on it in time."
    runs = list(
        connection.execute(
            text(
                "UPDATE run SET status = 'discarded', error = :told,"
                " detail = detail || jsonb_build_object('settled', CAST(:told AS text))"
                " WHERE platform = :platform AND status = 'held' AND started_at < :before RETURNING run_id"
            ),
            {"told": told, "platform": platform, "before": before},
        ).scalars()
    )
    connection.execute(text("DELETE FROM held_batch WHERE run_id = ANY(:runs)"), {"runs": runs})
    return len(runs)
