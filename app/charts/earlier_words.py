"""Says what stands beside a share from an earlier window: which days, how far back, what of it is not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.charts.shape import STACKED, Drawn, aligned, has_room_for_earlier
from app.measures.result import EarlierWindow, Measured
from app.view import Earlier, Grain, Scale, View

MOST_SPANS, MOST_NAMES = 3, 6
DAY = dt.timedelta(days=1)
WHERE = (
    "It is drawn where each group is a line: on the scales lines and log, and in small multiples of any but the index."
)


def earlier_scope(measured: Measured) -> str:
    """The days of the earlier window for a subtitle; empty where there is none, or nothing in it."""
    window = measured.earlier
    if window is None or window.answer.frame.empty:
        return ""
    return f"{'dotted' if isinstance(measured, Drawn) else 'earlier window'}: {_days(window.first, window.last)}"


def earlier_notes(measured: Measured) -> list[str]:
    """What a reader must know of the earlier window, or why the chart has none; empty where none was asked for."""
    view, window = measured.view, measured.earlier
    if view.earlier is Earlier.NONE:
        return []
    if isinstance(measured, Drawn) and not has_room_for_earlier(view):
        return [f"The earlier window is not drawn {_no_room(view)}. {WHERE}"]
    if window is None:
        return []
    held, days = window.answer.frame, _days(window.first, window.last)
    length, gone = (window.last - window.first).days + 1, len(window.missing)
    others = [f"Of the earlier window: {note}" for note in window.answer.notes if note not in measured.notes]
    if held.empty:
        why = "nothing is stored" if gone == length else "none of these groups has values"
        return [f"Nothing stands beside these shares: of the earlier window, {days}, {why}.", *others]
    head = "Dotted and thinner: the same from" if isinstance(measured, Drawn) else "The earlier window is"
    told = [f"{head} {days}, {_how_far(window)}."]
    if gone:
        told.append(f"Of the earlier window {gone:,} of {length:,} days have no values: {_spans(window.missing)}.")
    absent = [group for group in dict.fromkeys(measured.frame["group"]) if group not in set(held["group"])]
    if absent:
        named = ", ".join(measured.labels.get(group, group) for group in absent[:MOST_NAMES])
        more = f" and {len(absent) - MOST_NAMES} more" if len(absent) > MOST_NAMES else ""
        told.append(f"Without values in the earlier window: {named}{more}.")
    return [*told, *others]


def of_period(date: dt.date, grain: Grain) -> str:
    """A period of an earlier window as a hover names it: 2026-03-01, or 2026-03 where it is a month."""
    return f"{date:%Y-%m}" if grain is Grain.MONTH else f"{date:%Y-%m-%d}"


def _no_room(view: View) -> str:
    if aligned(view):
        return "over days since release"
    return "in a stack" if view.scale in STACKED else "on an index" if view.scale is Scale.INDEX else "here"


def _how_far(window: EarlierWindow) -> str:
    if window.months:
        return f"{window.months} month{'s' if window.months > 1 else ''} earlier"
    weeks, odd = divmod(window.days, 7)
    if odd:
        return f"{window.days:,} day{'s' if window.days > 1 else ''} earlier, so that weekdays do not match"
    return f"{weeks:,} week{'s' if weeks > 1 else ''} earlier"


def _days(first: dt.date, last: dt.date) -> str:
    return f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"


def _spans(days: Sequence[dt.date]) -> str:
    """Days in a sentence: each stretch of them by its first and last, the first few stretches by name."""
    runs: list[list[dt.date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    said = ", ".join(_days(run[0], run[-1]) for run in runs[:MOST_SPANS])
    return said if len(runs) <= MOST_SPANS else f"{said} and {len(runs) - MOST_SPANS:,} more"
