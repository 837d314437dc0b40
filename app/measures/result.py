"""What a measure gives: a frame with everything that is needed to defend it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from app.registry.entries import Confidence
from app.view import EventKind, View
from collectors.contract import Platform


@dataclass(frozen=True, slots=True)
class Definition:
    """How a measure is defined; the Method page, metadata files and subtitles all read this one record.

    `population` says what its numbers are out of, `platforms` whose data and licences it stands on.
    """

    name: str
    version: int
    title: str
    formula: str
    caveats: tuple[str, ...]
    source: str
    population: str
    platforms: tuple[Platform, ...] = tuple(Platform)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source that contributed: its citation in the form that its licence asks for, and its times (UTC)."""

    platform: Platform
    origin: str
    citation: str
    licence_name: str
    licence_url: str
    as_of: dt.datetime
    retrieved_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was asked for is there.

    `days_expected` counts the calendar days of the window, `missing` names those without a stored version, `empty`
    those that the platform covered with no rows. `unknown_share` is the share of the newest period's population that
    no lab can be given for (0 to 1), None where there is no period.
    """

    first_day: dt.date | None
    last_day: dt.date | None
    days_expected: int
    missing: tuple[dt.date, ...]
    empty: tuple[dt.date, ...]
    unknown_share: float | None


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """One event; `until` is its last day where it lasted. One without a `confidence` is the reader's own."""

    date: dt.date
    until: dt.date | None
    kind: EventKind
    title: str
    lab: str | None
    confidence: Confidence | None
    source: str


@dataclass(frozen=True, slots=True)
class EarlierWindow:
    """The same question's answer of an earlier window, from `first` to `last`.

    It lies `days` or else `months` before the view's own. The frame of `answer` has its own dates, and the column
    drawn_at: the period of the view's window beside which a row stands. `missing` are its days without values.
    """

    first: dt.date
    last: dt.date
    days: int
    months: int
    answer: Measured
    missing: tuple[dt.date, ...]

    def beside(self, period: pd.Timestamp) -> pd.Timestamp:
        """The first day of the period that stands beside one of the view's own."""
        back = pd.DateOffset(months=self.months) if self.months else pd.Timedelta(days=self.days)
        return period - back


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure's answer: the frame, the view that it answers, and its evidence.

    `events` are those of the kinds that the view asks for, and `released` tells the day of each group's release where
    the view counts from there. `earlier` is the window that the view wants beside its own.
    """

    view: View
    frame: pd.DataFrame
    definition: Definition
    sources: tuple[SourceLine, ...]
    coverage: Coverage
    synthetic: bool
    registry_hash: str
    labels: dict[str, str] = field(default_factory=dict)  # group -> the name that a reader sees
    notes: tuple[str, ...] = ()
    events: tuple[DatedEvent, ...] = ()
    released: dict[str, dt.date] = field(default_factory=dict)
    earlier: EarlierWindow | None = None
