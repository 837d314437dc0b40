"""Sets the same shares of an earlier window beside those of a view, each moved to the period that it is compared to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Connection

from app.measures.answer import newest_sources
from app.measures.breaks import with_breaks
from app.measures.result import Coverage, EarlierWindow, Measured
from app.measures.share import share
from app.view import Earlier, Grain, Measure

YEAR_DAYS, YEAR_MONTHS = 364, 12
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """An earlier window, and how far before the other one it lies: in days, or else in months."""

    first: dt.date
    last: dt.date
    days: int = 0
    months: int = 0


def with_earlier(connection: Connection, measured: Measured) -> Measured:
    """The same answer with the earlier window that its view asks for.

    The view's own window is the one that its coverage tells, so an edge that the view leaves open is that of the data.
    Both are known as of the same day, and the sources of both are named.
    """
    view, first, last = measured.view, measured.coverage.first_day, measured.coverage.last_day
    if view.earlier is Earlier.NONE or view.measure is not Measure.SHARE or first is None or last is None:
        return measured
    span = earlier_span(first, last, view.grain, view.earlier)
    asked = view.with_(since=span.first, until=span.last, earlier=Earlier.NONE)
    answer = with_breaks(connection, share(connection, asked))
    ahead = pd.DateOffset(months=span.months) if span.months else pd.Timedelta(days=span.days)
    frame = answer.frame.assign(drawn_at=answer.frame["date"] + ahead)
    window = EarlierWindow(
        span.first, span.last, span.days, span.months, replace(answer, frame=frame), _missing(span, answer.coverage)
    )
    return replace(
        measured,
        earlier=window,
        sources=newest_sources((*measured.sources, *answer.sources)),
        synthetic=measured.synthetic or answer.synthetic,
    )


def earlier_span(first: dt.date, last: dt.date, grain: Grain, earlier: Earlier) -> Span:
    """The window before the one from `first` to `last`, both inclusive.

    A year is 364 days, so that weekdays match, or 12 months where periods are months. The previous window is as long.
    Weeks and months are kept whole: it lies as many of them earlier as are needed for it to be over on the day before
    `first`, so that a period that the window cuts is set beside one that is cut alike.
    """
    year = earlier is Earlier.YEAR
    if grain is Grain.MONTH:
        between = (last.year - first.year) * 12 + last.month - first.month
        months = YEAR_MONTHS if year else between if between and _ended(last, between) < first else between + 1
        return Span(_begun(first, months), _ended(last, months), months=months)
    days = (last - first).days + 1
    if grain is Grain.WEEK:
        days += -days % 7
    days = YEAR_DAYS if year else days
    return Span(first - days * DAY, last - days * DAY, days=days)


def _begun(day: dt.date, months: int) -> dt.date:
    """The same day some months earlier; the last one of a month that is too short for it."""
    return (pd.Timestamp(day) - pd.DateOffset(months=months)).date()


def _ended(day: dt.date, months: int) -> dt.date:
    """The day with which as much of a month is over some months earlier: of a whole month, its last one."""
    next_day = day + DAY
    moved = _begun(next_day, months)
    return moved if moved.day < next_day.day else moved - DAY


def _missing(span: Span, coverage: Coverage) -> tuple[dt.date, ...]:
    """The days of the window without values: those of which nothing is stored, and those before and after all."""
    gone = {*coverage.missing, *coverage.empty}
    days = [span.first + number * DAY for number in range((span.last - span.first).days + 1)]
    first, last = coverage.first_day, coverage.last_day
    return tuple(day for day in days if first is None or last is None or not first <= day <= last or day in gone)
