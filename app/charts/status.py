"""Says how fresh a platform's data are, and when they are too old to be shown without a warning."""

from __future__ import annotations

import datetime as dt

from app.charts.wording import PLATFORMS, day, moment
from app.measures.freshness import Freshness

STALE_AFTER = dt.timedelta(days=3)  # a day is published one or two days late; beyond that something stands still


def is_stale(found: Freshness, now: dt.datetime) -> bool:
    """Whether the newest stored day is older than it should be. Data that were never there are not stale."""
    return found.newest_day is not None and now.date() - found.newest_day > STALE_AFTER


def freshness_line(found: Freshness) -> str:
    """One line: the newest day and when it was collected."""
    name = PLATFORMS[found.platform]
    if found.newest_day is None:
        return f"{name}: nothing collected yet."
    collected = f", collected {moment(found.completed_at)}" if found.completed_at else ""
    return f"{name}: newest day {day(found.newest_day)}{collected}."


def warnings(found: Freshness, now: dt.datetime) -> list[str]:
    """What a reader must be warned of: data that stand still, a collection that failed."""
    name, told = PLATFORMS[found.platform], []
    if is_stale(found, now) and found.newest_day:
        age = (now.date() - found.newest_day).days
        told.append(f"{name} data are {age} days old: the newest stored day is {day(found.newest_day)}.")
    if found.failing and found.failed_at:
        told.append(f"The last collection from {name} failed ({moment(found.failed_at)}): {_sentence(found.failure)}")
    return told


def _sentence(text: str | None) -> str:
    said = (text or "no reason was booked").strip()
    return said if said.endswith((".", "!", "?")) else f"{said}."
