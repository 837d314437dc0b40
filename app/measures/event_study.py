"""A share before and after a date, beside the same comparison around dates on which nothing was looked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from app.errors import NotEnoughKnown, ViewError
from app.measures.answer import answer
from app.measures.events import dated_events
from app.measures.result import Definition, Measured
from app.measures.ways import DEFAULT_GROUPS, Stand, counted
from app.measures.window import over_window
from app.view import FLOWS, EventKind, Grain, Grouping, Unit, View

DEFINITION = Definition(
    name="event_study",
    version=1,
    title="Before and after a date",
    formula=(
        "A group's share over the 4, 8 and 12 weeks before a date and over as many weeks from that date on, and the "
        "difference in percentage points. Flows (tokens, daily downloads) are sum over sum, the rolling count is the "
        "mean of daily shares. Both have bounds as the measure share forms them: nothing unknown, or everything, "
        "belongs to the group. Placebo dates are every seventh day before and after the date, in the stored days, "
        "whose windows are whole and lie on one side of the date; `place` is the part of them whose change is at least "
        "as large, up or down. A window counts with at least nine tenths of its days."
    ),
    caveats=(
        "Nothing here tells a cause: models are released, priced and withdrawn in the same weeks.",
        "Placebo windows overlap each other and share a trend, so `place` is a description and no test.",
        "A share that grows all the time changes on any date; compare with the placebos and not with zero.",
        "The Hub's count of 30 days spreads a change over the month that follows it.",
        "Where the change is smaller than the bands, what is unknown could make it or undo it.",
    ),
    source="The measure share by day, and the registry's events.",
    population=(
        "The view's population, such as all usage, the named models or open weights; the unknown parts stay in it."
    ),
)
WEEKS = (4, 8, 12)
LEAST_DAYS = 0.9
LEAST_PLACEBOS = 5
COLUMNS = {
    "level": "str",
    "date": "datetime64[us]",
    "group": "str",
    "weeks": "int64",
    "share_before": "float64",
    "share_before_low": "float64",
    "share_before_high": "float64",
    "share_after": "float64",
    "share_after_low": "float64",
    "share_after_high": "float64",
    "change": "float64",
    "days_before": "int64",
    "days_after": "int64",
    "placebos": "Int64",
    "place": "float64",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A share before and after a date (0 to 1), the days that hold values on each side."""

    before: float
    after: float
    days_before: int
    days_after: int

    @property
    def points(self) -> float:
        """The change in percentage points."""
        return 100 * (self.after - self.before)


def event_study(connection: Connection, view: View) -> Measured:
    """Answer `view` around the day that it names first (`since`), for the groups that it selects.

    Frame: level (event, or placebo), date, group, weeks (to each side: 4, 8, 12 and the view's own), share_before and
    share_after (0 to 1) with their bounds (of the event alone), change (percentage points), days_before, days_after,
    placebos (how many), place (part of the placebos whose change is at least as large; missing with fewer than five).
    Placebo rows follow. Notes name the events of the day and the releases in the widest window. Raises `ViewError`
    without a day, by model, or where no window around it has enough days.
    """
    if view.since is None:
        raise ViewError("An event study needs the date of the event. Give it as from=2026-03-23.")
    if view.by is Grouping.MODEL:
        raise ViewError("An event study is made of groups. Group by lab, country, bloc or named3.")
    date, lengths = view.since, tuple(sorted({*WEEKS, view.window_weeks}))
    asked = view.with_(grain=Grain.DAY, since=None, until=None, select=())
    found = counted(connection, asked)
    daily = found.frame if found else pd.DataFrame()
    chosen = view.select or DEFAULT_GROUPS[view.by]
    rows: list[tuple[object, ...]] = []
    for group in chosen:
        series = _Series.of(daily, group, averaged=view.counted not in FLOWS)
        for weeks in lengths:
            if change := series.around(date, weeks):
                bounds = _bounds(daily, group, view.counted, date, weeks)
                rows += _rows(series, group, date, weeks, change, bounds)
    if not rows:
        raise NotEnoughKnown(
            f"No window around {date} has nine tenths of its days stored.",
            advice="Choose a date with at least four stored weeks to both sides.",
        )
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    frame = frame.sort_values(["level", "group", "weeks", "date"], ignore_index=True)
    widest = dt.timedelta(weeks=int(frame.loc[frame["level"] == "event", "weeks"].max()))
    window = asked.with_(since=date - widest, until=date + widest - dt.timedelta(days=1))
    whole = set(frame.loc[frame["level"] == "event", "weeks"])
    lacking = ", ".join(str(weeks) for weeks in lengths if weeks not in whole)
    short = f"Not shown: {lacking} weeks, which lack more than a tenth of their days on one side or the other."
    told = [*_told(connection, date, widest), *([short] if lacking else [])]
    return answer(connection, view, frame, DEFINITION, read=[window], groups=chosen, notes=told)


@dataclass(frozen=True, slots=True)
class _Series:
    """One group's daily values from the first to the last stored day; days without values are NaN."""

    first: dt.date
    value: np.ndarray
    total: np.ndarray
    averaged: bool

    @classmethod
    def of(cls, frame: pd.DataFrame, group: str, *, averaged: bool) -> _Series:
        if frame.empty:
            return cls(dt.date.min, np.array([]), np.array([]), averaged)
        days = pd.date_range(frame["date"].min(), frame["date"].max())
        total = frame.groupby("date")["total"].first().reindex(days).to_numpy(dtype=float)
        own = frame[frame["group"] == group].set_index("date")["value"].reindex(days).to_numpy(dtype=float)
        return cls(days[0].date(), np.where(np.isnan(total), np.nan, np.nan_to_num(own)), total, averaged)

    def around(self, date: dt.date, weeks: int) -> Change | None:
        """The change at `date`; None where a window is not inside the stored days or lacks too many of them."""
        middle, length = (date - self.first).days, 7 * weeks
        if middle - length < 0 or middle + length > len(self.value):
            return None
        before, after = self._share(middle - length, middle), self._share(middle, middle + length)
        enough = LEAST_DAYS * length
        if before is None or after is None or before[1] < enough or after[1] < enough:
            return None
        return Change(before[0], after[0], before[1], after[1])

    def _share(self, start: int, end: int) -> tuple[float, int] | None:
        value, total = self.value[start:end], self.total[start:end]
        stored = ~np.isnan(total) & (total > 0)
        if not stored.any():
            return None
        value, total = value[stored], total[stored]
        part = (value / total).mean() if self.averaged else value.sum() / total.sum()
        return float(part), int(stored.sum())


def _bounds(
    daily: pd.DataFrame, group: str, unit: Unit, date: dt.date, weeks: int
) -> tuple[Stand | None, Stand | None]:
    """The group's share with its bounds before the date, and from it on."""
    middle, length = pd.Timestamp(date), pd.Timedelta(weeks=weeks)
    day = daily["date"]
    sides = (day >= middle - length) & (day < middle), (day >= middle) & (day < middle + length)
    before, after = (over_window(daily[side], group, unit) for side in sides)
    return before, after


def _rows(
    series: _Series,
    group: str,
    date: dt.date,
    weeks: int,
    change: Change,
    bounds: tuple[Stand | None, Stand | None],
) -> list[tuple[object, ...]]:
    placebos = list(placebo_changes(series, date, weeks))
    larger = sum(abs(each.points) >= abs(change.points) for _, each in placebos)
    place = larger / len(placebos) if len(placebos) >= LEAST_PLACEBOS else None
    rows: list[tuple[object, ...]] = [("event", date, group, weeks, *_figures(change, bounds), len(placebos), place)]
    nothing = (None, None)
    rows += [("placebo", day, group, weeks, *_figures(each, nothing), None, None) for day, each in placebos]
    return rows


def placebo_changes(series: _Series, date: dt.date, weeks: int) -> list[tuple[dt.date, Change]]:
    """The changes around every seventh day from `date` whose windows are whole and do not hold `date`."""
    reach = len(series.value) // 7 + 1
    days = [date + dt.timedelta(weeks=step) for step in range(-reach, reach + 1) if abs(step) >= weeks and step]
    found = [(day, series.around(day, weeks)) for day in days if day >= series.first]
    return [(day, change) for day, change in found if change is not None]


def _figures(change: Change, bounds: tuple[Stand | None, Stand | None]) -> tuple[object, ...]:
    (low, high), (low_after, high_after) = ((each.low, each.high) if each else (None, None) for each in bounds)
    shares = (change.before, low, high, change.after, low_after, high_after)
    return *shares, change.points, change.days_before, change.days_after


def _told(connection: Connection, date: dt.date, widest: dt.timedelta) -> tuple[str, ...]:
    of_day = [each for each in dated_events(connection, since=date, until=date) if each.date == date]
    around = dated_events(connection, since=date - widest, until=date + widest)
    released = [f"{each.title} ({each.date})" for each in around if each.kind is EventKind.RELEASE]
    others = [
        f"{each.title} ({each.date})" for each in around if each.kind is not EventKind.RELEASE and each not in of_day
    ]
    said = [f"On {date}: {'; '.join(each.title for each in of_day)}."] if of_day else []
    said.append(f"Releases in the window: {'; '.join(released)}." if released else "No release of the list is in it.")
    said += [f"Also in the window: {'; '.join(others)}."] if others else []
    return (*said, "What changed at the same time is listed; what caused what is not told by these numbers.")
