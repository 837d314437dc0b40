"""Gathers the rows of one document into token days, with one set of rules for what a row may say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from collectors.contract import Rejected, TokenDay, TokenRow
from collectors.plain import name_trouble, visible

OTHER = "other"  # the platform's own name for the tail of a day
MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A refused row; `place` is how many named rows of its day stood above it, None on a tail row."""

    where: str
    reason: str
    raw: str
    day: dt.date | None
    place: int | None


class DayBook:
    """The rows of one document, of which `first` to `last` are the days it may speak of."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.first, self.last = first, last
        self._days: dict[dt.date, dict[str, int]] = {}
        self._refusals: list[_Refusal] = []
        self._newest: dt.date | None = None

    def add(self, where: str, raw: str | bytes, date: str, permaslug: str, tokens: str | int) -> None:
        """Take one row, or refuse it with a reason. A row that repeats another exactly is the same row."""
        day = calendar_day(date)
        if day is None:
            return self.refuse(where, f"the date is not one: {visible(date, 40)}", raw, self._newest)
        if not self.first <= day <= self.last:
            return self.refuse(where, f"the date {day} is outside {self.first} to {self.last}", raw)
        self._newest = day
        if trouble := name_trouble(permaslug):
            return self.refuse(where, trouble, raw, day)
        count = whole_number(tokens)
        if count is None:
            reason = f"the tokens are not a count: {visible(str(tokens), 40)}"
            return self.refuse(where, reason, raw, day, tail=permaslug == OTHER)
        known = self._days.setdefault(day, {}).setdefault(permaslug, count)
        if known != count:
            return self.refuse(where, f"a second count for the same model and day, the first was {known}", raw, day)
        return None

    def refuse(
        self, where: str, reason: str, raw: str | bytes, day: dt.date | None = None, *, tail: bool = False
    ) -> None:
        """Keep a row that is not used; a day that has nothing but such rows is left out, for it is not empty."""
        place = None if tail or day is None else len(self._named(day))
        self._refusals.append(_Refusal(where, reason, visible(raw), day, place))

    @property
    def rejected(self) -> list[Rejected]:
        """What was refused, each row with about what it would have counted."""
        return [
            Rejected(each.where, each.reason, each.raw, day=each.day, value=self._about(each))
            for each in self._refusals
        ]

    def _about(self, refusal: _Refusal) -> int | None:
        """The count of the row above, for the rows of a day are sorted; that below for the first row of a day."""
        if refusal.day is None or refusal.place is None:
            return None
        named = self._named(refusal.day)
        return named[max(refusal.place - 1, 0)] if named else None

    def _named(self, day: dt.date) -> list[int]:
        return [count for slug, count in self._days.get(day, {}).items() if slug != OTHER]

    def span(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day that has rows."""
        return (min(self._days), max(self._days)) if self._days else None

    def days(self, first: dt.date, last: dt.date) -> Iterator[TokenDay]:
        """Every day from `first` to `last`; a day without rows is covered and empty."""
        refused = {each.day for each in self._refusals}
        for offset in range((last - first).days + 1):
            day = first + dt.timedelta(days=offset)
            counts = self._days.get(day, {})
            if not counts and day in refused:
                continue
            rows = tuple(TokenRow(slug, count) for slug, count in counts.items() if slug != OTHER)
            yield TokenDay(day, rows, counts.get(OTHER))


def calendar_day(text: str) -> dt.date | None:
    """The day that `text` writes as YYYY-MM-DD, None for anything else."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None  # other ways of writing a day are read as well


def whole_number(value: str | int) -> int | None:
    """A count from 0 to 2^63-1, given as an integer or as its decimal digits; None for anything else."""
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and len(value) <= 19):
            return None
        value = int(value)
    return value if 0 <= value <= MOST else None
