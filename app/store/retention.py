"""Thins the long tail of old daily Hub snapshots to weekly; every sum stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.errors import ConfigurationError
from app.store.engine import Database
from app.store.runs import only_one
from collectors.contract import Platform

LEAST_DAYS = 60  # younger days are compared with new ones, by the gate and by daily downloads
LARGEST = 1_000  # the largest models of a day, which rankings show

_DAYS = text("""
SELECT day FROM (
    SELECT day, thinned, min(day) FILTER (WHERE NOT thinned) OVER (PARTITION BY date_trunc('week', day)) AS kept
    FROM day_version WHERE platform = 'huggingface'
) AS version
WHERE day < :before AND NOT thinned AND day > kept
ORDER BY day
""")
_THIN = text("""
DELETE FROM hub_snapshot
WHERE day = :day
  AND account NOT IN (SELECT account FROM lab_account WHERE platform = 'huggingface')
  AND COALESCE(downloads, 0) < COALESCE((
      SELECT downloads FROM hub_snapshot WHERE day = :day AND downloads IS NOT NULL
      ORDER BY downloads DESC OFFSET :kept LIMIT 1), 0)
""")
_MARK = text("UPDATE day_version SET thinned = true WHERE platform = 'huggingface' AND day = :day")


@dataclass(frozen=True, slots=True)
class Thinned:
    """How many days were thinned, and the rows that went."""

    days: int
    rows: int


def thin(database: Database, today: dt.date, keep_daily_days: int, *, largest: int = LARGEST) -> Thinned:
    """Drop the long tail of every day that is older than `keep_daily_days` and not the first stored one of its week.

    The long tail are models outside of the registry's accounts and below the `largest` of the day. The day's
    rollups stay and are not made again, since its rows no longer tell them. Each day is a transaction of its own.
    Raises `ConfigurationError` where fewer than 60 days are to be kept.
    """
    if keep_daily_days < LEAST_DAYS:
        raise ConfigurationError(
            f"Daily snapshots are to be kept for {keep_daily_days} days, and {LEAST_DAYS} are needed.",
            advice="Set MODELSHARE_KEEP_DAILY_DAYS higher, or leave it out to keep everything.",
        )
    with only_one(database, Platform.HUGGINGFACE):
        with database.connect() as connection:
            before = today - dt.timedelta(days=keep_daily_days)
            days = list(connection.execute(_DAYS, {"before": before}).scalars())
        rows = 0
        for day in days:
            with database.begin() as connection:
                rows += _thin_day(connection, day, largest)
    return Thinned(len(days), rows)


def _thin_day(connection: Connection, day: dt.date, largest: int) -> int:
    gone = connection.execute(_THIN, {"day": day, "kept": largest}).rowcount
    connection.execute(_MARK, {"day": day})
    return gone
