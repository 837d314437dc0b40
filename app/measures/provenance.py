"""The evidence behind a measure's numbers: sources with licence and times, coverage, whether they are made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select

from app.measures.result import Coverage, SourceLine
from app.measures.versions import known_versions, was_known
from app.store.tables import day_version, rollup, run
from app.view import Unit, View
from collectors.contract import Origin, Platform

PLATFORM_NAMES = {Platform.OPENROUTER: "OpenRouter", Platform.HUGGINGFACE: "Hugging Face"}
CITATIONS = {
    Origin.EXPORT: "Source: OpenRouter (openrouter.ai/rankings), as of {as_of}.",
    Origin.DATA_API: "Source: OpenRouter (openrouter.ai/rankings), as of {as_of}.",
    Origin.HUB_API: "Source: Hugging Face Hub API (huggingface.co), as of {as_of}.",
    Origin.HUB_STATS: "Source: Hugging Face Hub API (huggingface.co), past days by way of the dataset"
    " cfahlgren1/hub-stats, as of {as_of}.",
    Origin.FILE: "Source: Hugging Face Hub (huggingface.co), by way of a file that was handed in, as of {as_of}.",
}
SYNTHETIC_CITATION = "Source: none. Synthetic sample data in the shape of {platform}'s, as of {as_of}."


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the numbers of a view come from."""

    sources: tuple[SourceLine, ...]
    coverage: Coverage
    synthetic: bool


@dataclass(frozen=True, slots=True)
class KnownDay:
    """The version of one day that a view reads; `has_values` in the view's population and unit."""

    day: dt.date
    rows: int
    known_at: dt.datetime
    origin: str
    retrieved_at: dt.datetime
    licence_name: str
    licence_url: str
    synthetic: bool
    has_values: bool


def known_days(connection: Connection, view: View) -> list[KnownDay]:
    """The days of the view's window of which a version was known, oldest first."""
    return [KnownDay(*row) for row in connection.execute(_days(view))]


def provenance(connection: Connection, view: View, days: list[KnownDay], unknown_share: float | None) -> Provenance:
    """Gather the evidence for the known `days` of the view.

    The window is cut to the days between the first and the last that are stored at all. Days inside it without
    values are `missing`, or `empty` where the platform covered them with no rows.
    """
    used = [day for day in days if day.has_values]
    present, empty = {day.day for day in used}, {day.day for day in days if day.rows == 0}
    span = _window(connection, view)
    coverage = Coverage(
        first_day=span[0] if span else None,
        last_day=span[-1] if span else None,
        days_expected=len(span),
        missing=tuple(day for day in span if day not in present and day not in empty),
        empty=tuple(day for day in span if day in empty),
        unknown_share=unknown_share,
    )
    return Provenance(_sources(view.platform, used), coverage, any(day.synthetic for day in used))


def newest_day(connection: Connection, view: View) -> dt.date | None:
    """The newest day with values in the view's population and unit, as known by its as-of; None without any."""
    found = stored_days(connection, view)
    return found[1] if found else None


def stored_days(connection: Connection, view: View) -> tuple[dt.date, dt.date] | None:
    """The first and the newest such day; None without any."""
    days = _days(view).subquery()
    extent = select(func.min(days.c.day), func.max(days.c.day)).where(days.c.has_values)
    first, newest = connection.execute(extent).one()
    return (first, newest) if newest else None


def falling_counts(connection: Connection, view: View) -> int:
    """How many falling all-time counts stand, as negative differences, in the sums of a view of daily downloads."""
    if view.counted is not Unit.DOWNLOADS_DAILY:
        return 0
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    found = connection.execute(
        select(func.sum(rollup.c.negatives))
        .join_from(known, rollup, rollup.c.version_id == known.c.version_id)
        .where(rollup.c.population == view.population, rollup.c.unit == view.counted)
    ).scalar()
    return int(found or 0)


def _days(view: View) -> Select[Any]:
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    has_values = exists().where(
        rollup.c.version_id == known.c.version_id,
        rollup.c.population == view.population,
        rollup.c.unit == view.counted,
    )
    return (
        select(
            known.c.day,
            known.c.rows,
            known.c.known_at,
            known.c.origin,
            func.coalesce(run.c.retrieved_at, known.c.known_at),
            run.c.licence_name,
            run.c.licence_url,
            run.c.synthetic,
            has_values.label("has_values"),
        )
        .join_from(known, run, run.c.run_id == known.c.run_id)
        .order_by(known.c.day)
    )


def _window(connection: Connection, view: View) -> list[dt.date]:
    extent = select(func.min(day_version.c.day), func.max(day_version.c.day))
    first, last = connection.execute(extent.where(was_known(view.platform, view.as_of))).one()
    if first is None:
        return []
    first, last = max(first, view.since or first), min(last, view.until or last)
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def _sources(platform: Platform, days: Iterable[KnownDay]) -> tuple[SourceLine, ...]:
    """One line for each way by which days came in, with the newest time of each."""
    newest: dict[tuple[Any, ...], tuple[dt.datetime, dt.datetime]] = {}
    for day in days:
        key = (day.origin, day.licence_name, day.licence_url, day.synthetic)
        known_at, retrieved_at = newest.get(key, (day.known_at, day.retrieved_at))
        newest[key] = max(known_at, day.known_at), max(retrieved_at, day.retrieved_at)
    return tuple(
        SourceLine(
            platform=platform,
            origin=origin,
            citation=_citation(platform, Origin(origin), synthetic, as_of),
            licence_name="" if synthetic else licence_name,
            licence_url="" if synthetic else licence_url,
            as_of=as_of,
            retrieved_at=retrieved_at,
        )
        for (origin, licence_name, licence_url, synthetic), (as_of, retrieved_at) in sorted(newest.items())
    )


def _citation(platform: Platform, origin: Origin, synthetic: bool, as_of: dt.datetime) -> str:
    text = SYNTHETIC_CITATION if synthetic else CITATIONS[origin]
    return text.format(platform=PLATFORM_NAMES[platform], as_of=f"{as_of.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC")
