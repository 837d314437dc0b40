"""How whole a platform's stored days are: received, missing, restated, falling, refused, held and broken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Date, Double, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from app.measures.result import Definition
from app.store.tables import RunStatus, day_version, event, gap, rejected_row, rollup, run
from app.view import UNITS, EventKind, Population, Unit
from collectors.contract import Platform

DEFINITION = Definition(
    name="quality",
    version=1,
    title="Data quality",
    formula=(
        "Every day between the first and the last stored one is expected. A day is received, or empty where the "
        "platform covered it with no rows, or missing; a missing day carries the reason that was booked. A "
        "restatement is a later version of a day with other content; its change is the day's total in the newest "
        "version against that in the first, as a part of the first. A negative difference is a model whose all-time "
        "count fell against the day before."
    ),
    caveats=(
        "A missing day stays missing: nothing is interpolated.",
        "Refused rows are kept for a while only (a setting); their count stays with the run.",
        "Structural breaks are dated by hand in the registry, each with its source.",
    ),
    source="The run log, the versions of each day, the quarantine and the registry's data breaks.",
    population="Every day between the first and the last stored one.",
)
MOST_ROWS = 200


class DayStatus(StrEnum):
    """What is stored of an expected day."""

    RECEIVED = "received"
    EMPTY = "empty"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class QualityDay:
    """One expected day; `rows` and `versions` are 0 where it is missing, and `reason` says why it is.

    `measured` counts the models with a difference of all-time counts against the day before, `falling` those of them
    with a negative one; both are None on OpenRouter and where the day before has no snapshot.
    """

    day: dt.date
    status: DayStatus
    rows: int
    versions: int
    known_at: dt.datetime | None
    synthetic: bool
    measured: int | None
    falling: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Restatement:
    """A day whose content changed after it was first known; `change` is of its total (0.03: 3% more)."""

    day: dt.date
    versions: int
    first_known: dt.datetime
    last_known: dt.datetime
    first_total: int
    last_total: int
    change: float | None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row of the quarantine."""

    run_id: int
    started_at: dt.datetime
    place: str
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class TroubledRun:
    """A run that did not end complete, or was held; `error` is its own sentence."""

    run_id: int
    source: str
    status: RunStatus
    started_at: dt.datetime
    error: str


@dataclass(frozen=True, slots=True)
class Break:
    """A dated change of what the platform's numbers mean."""

    date: dt.date
    end_date: dt.date | None
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Quality:
    """Everything that is known of the quality of one platform's data; lists are newest first, days oldest first.

    `refused` counts every refused row of all runs; `refused_reasons` counts those that are still kept by their
    reason, the most frequent first, and `refused_rows` are the newest of them.
    """

    platform: Platform
    days: tuple[QualityDay, ...]
    restatements: tuple[Restatement, ...]
    refused: int
    refused_reasons: tuple[tuple[str, int], ...]
    refused_rows: tuple[RefusedRow, ...]
    held: tuple[TroubledRun, ...]
    failed: tuple[TroubledRun, ...]
    breaks: tuple[Break, ...]
    synthetic: bool
    definition: Definition = DEFINITION

    @property
    def expected(self) -> int:
        """How many days there should be."""
        return len(self.days)

    @property
    def received(self) -> int:
        """How many of them hold rows."""
        return sum(each.status is DayStatus.RECEIVED for each in self.days)

    @property
    def gaps(self) -> tuple[QualityDay, ...]:
        """The days that are missing, with their reasons."""
        return tuple(each for each in self.days if each.status is DayStatus.MISSING)

    @property
    def empty_days(self) -> tuple[QualityDay, ...]:
        """The days that the platform covered with no rows."""
        return tuple(each for each in self.days if each.status is DayStatus.EMPTY)

    @property
    def falling_days(self) -> tuple[QualityDay, ...]:
        """The days with negative differences, the largest part of falling models first."""
        found = [each for each in self.days if each.falling]
        return tuple(sorted(found, key=lambda each: (-(each.falling or 0) / (each.measured or 1), each.day)))


def quality(connection: Connection, platform: Platform) -> Quality:
    """How whole the platform's data are, as they stand now."""
    refused = connection.execute(select(func.coalesce(func.sum(run.c.rejected), 0)).where(run.c.platform == platform))
    days = _days(connection, platform)
    return Quality(
        platform=platform,
        days=days,
        restatements=_restatements(connection, platform),
        refused=int(refused.scalar_one()),
        refused_reasons=_reasons(connection, platform),
        refused_rows=_refused(connection, platform),
        held=_runs(connection, platform, (RunStatus.HELD, RunStatus.DISCARDED)),
        failed=_runs(connection, platform, (RunStatus.FAILED, RunStatus.ABANDONED)),
        breaks=_breaks(connection, platform),
        synthetic=any(each.synthetic for each in days),
    )


def _days(connection: Connection, platform: Platform) -> tuple[QualityDay, ...]:
    """The calendar, with the newest version of each day."""
    span = (
        select(func.min(day_version.c.day).label("first"), func.max(day_version.c.day).label("last"))
        .where(day_version.c.platform == platform)
        .cte("span")
    )
    due = select(
        cast(
            func.generate_series(cast(span.c.first, TIMESTAMP), cast(span.c.last, TIMESTAMP), dt.timedelta(days=1)),
            Date,
        ).label("day")
    ).cte("due")
    stored = (
        select(
            day_version.c.day,
            func.count().label("versions"),
            func.max(day_version.c.version_id).label("newest"),
        )
        .where(day_version.c.platform == platform)
        .group_by(day_version.c.day)
        .cte("stored")
    )
    counted = (
        select(
            rollup.c.version_id,
            func.sum(rollup.c.models).label("measured"),
            func.sum(rollup.c.negatives).label("falling"),
        )
        .where(rollup.c.unit == Unit.DOWNLOADS_DAILY, rollup.c.population == Population.ALL)
        .group_by(rollup.c.version_id)
        .cte("counted")
    )
    version = day_version.c
    statement = (
        select(
            due.c.day,
            func.coalesce(version.rows, 0),
            func.coalesce(stored.c.versions, 0),
            version.known_at,
            func.coalesce(run.c.synthetic, False),
            counted.c.measured,
            counted.c.falling,
            func.coalesce(gap.c.reason, ""),
        )
        .select_from(due)
        .outerjoin(stored, stored.c.day == due.c.day)
        .outerjoin(day_version, version.version_id == stored.c.newest)
        .outerjoin(run, run.c.run_id == version.run_id)
        .outerjoin(counted, counted.c.version_id == version.version_id)
        .outerjoin(gap, (gap.c.platform == platform) & (gap.c.day == due.c.day))
        .order_by(due.c.day)
    )
    return tuple(
        QualityDay(day, _status(rows, versions), rows, versions, known_at, synthetic, measured, falling, reason)
        for day, rows, versions, known_at, synthetic, measured, falling, reason in connection.execute(statement)
    )


def _status(rows: int, versions: int) -> DayStatus:
    if not versions:
        return DayStatus.MISSING
    return DayStatus.RECEIVED if rows else DayStatus.EMPTY


def _restatements(connection: Connection, platform: Platform) -> tuple[Restatement, ...]:
    unit = UNITS[platform][0]
    sums = (
        select(rollup.c.version_id, func.sum(rollup.c.value).label("total"))
        .where(rollup.c.unit == unit, rollup.c.population == Population.ALL)
        .group_by(rollup.c.version_id)
        .cte("sums")
    )
    version = day_version.c
    in_order: dict[str, Any] = {"partition_by": version.day, "order_by": (version.known_at, version.version_id)}
    total = func.coalesce(sums.c.total, 0)
    ordered = (
        select(
            version.day,
            version.known_at,
            func.first_value(version.known_at).over(**in_order).label("first_known"),
            func.first_value(total).over(**in_order).label("first_total"),
            total.label("total"),
            func.row_number().over(**in_order).label("number"),
            func.count().over(partition_by=version.day).label("versions"),
        )
        .outerjoin_from(day_version, sums, sums.c.version_id == version.version_id)
        .where(version.platform == platform)
        .subquery()
    )
    first, last = cast(ordered.c.first_total, Double), cast(ordered.c.total, Double)
    rows = connection.execute(
        select(
            ordered.c.day,
            ordered.c.versions,
            ordered.c.first_known,
            ordered.c.known_at,
            ordered.c.first_total,
            ordered.c.total,
            case((ordered.c.first_total > 0, last / first - 1)),
        )
        .where(ordered.c.versions > 1, ordered.c.number == ordered.c.versions)
        .order_by(ordered.c.known_at.desc(), ordered.c.day.desc())
    )
    return tuple(
        Restatement(day, versions, first_known, last_known, int(first_total), int(last_total), change)
        for day, versions, first_known, last_known, first_total, last_total, change in rows
    )


def _reasons(connection: Connection, platform: Platform) -> tuple[tuple[str, int], ...]:
    row, many = rejected_row.c, func.count().label("many")
    rows = connection.execute(
        select(row.reason, many)
        .join_from(rejected_row, run, run.c.run_id == row.run_id)
        .where(run.c.platform == platform)
        .group_by(row.reason)
        .order_by(many.desc(), row.reason)
        .limit(MOST_ROWS)
    )
    return tuple((reason, int(count)) for reason, count in rows)


def _refused(connection: Connection, platform: Platform) -> tuple[RefusedRow, ...]:
    row = rejected_row.c
    rows = connection.execute(
        select(row.run_id, run.c.started_at, row.place, row.reason, row.raw)
        .join_from(rejected_row, run, run.c.run_id == row.run_id)
        .where(run.c.platform == platform)
        .order_by(row.rejected_id.desc())
        .limit(MOST_ROWS)
    )
    return tuple(RefusedRow(*each) for each in rows)


def _runs(connection: Connection, platform: Platform, statuses: tuple[RunStatus, ...]) -> tuple[TroubledRun, ...]:
    rows = connection.execute(
        select(run.c.run_id, run.c.source, run.c.status, run.c.started_at, func.coalesce(run.c.error, ""))
        .where(run.c.platform == platform, run.c.status.in_(statuses))
        .order_by(run.c.run_id.desc())
        .limit(MOST_ROWS)
    )
    return tuple(
        TroubledRun(number, source, RunStatus(status), at, error) for number, source, status, at, error in rows
    )


def _breaks(connection: Connection, platform: Platform) -> tuple[Break, ...]:
    """The registry's data breaks that speak of this platform; the names tell which, as events have no platform."""
    words = {
        Platform.OPENROUTER: ("%OpenRouter%",),
        Platform.HUGGINGFACE: ("%Hugging Face%", "%hub-stats%", "%Hub %"),
    }[platform]
    rows = connection.execute(
        select(event.c.date, event.c.end_date, event.c.title, event.c.source)
        .where(event.c.kind == EventKind.DATA_BREAK, or_(*(event.c.title.ilike(word) for word in words)))
        .order_by(event.c.date.desc())
    )
    return tuple(Break(*row) for row in rows)
