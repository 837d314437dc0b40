"""Reads the period of a claim: a date, a week, a month, a quarter, a half, a year, or two of them with an "and"."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december"),
)
_NUMBERS = {name: at for at, name in enumerate(MONTHS, 1)} | {name[:3]: at for at, name in enumerate(MONTHS, 1)}
_NUMBERS |= {"sept": 9}
_MONTH = r"(?P<month{0}>" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")\.?"
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_WORD = "|".join(_QUARTERS)


@dataclass(frozen=True, slots=True)
class Span:
    """Two UTC days, both inclusive, and where in the text they were read."""

    since: dt.date
    until: dt.date
    start: int
    end: int


def read_period(text: str) -> Span | None:
    """The period that `text` (lower case) names; None where it names none or one that does not exist."""
    both = _two(text)
    return both or _one(text)


def _two(text: str) -> Span | None:
    """Two dates or months, from the first day of one to the last of the other; a year may stand once, at the end."""
    for found in re.finditer(r"\b(?:between|from)\s+(.{3,30}?)\s+(?:and|to|until|through)\s+(.{3,30})", text):
        later = _one(found[2])
        if later is None or later.start > 0:
            continue
        earlier = _one(found[1]) or _one(f"{found[1]} {later.until.year}")
        if earlier is not None and earlier.since <= later.until:
            return Span(earlier.since, later.until, found.start(), found.start(2) + later.end)
    return None


def _one(text: str) -> Span | None:
    for pattern, make in _PATTERNS:
        found = re.search(pattern, text)
        if found:
            try:
                since, until = make(found)
            except ValueError:
                continue
            return Span(since, until, *found.span())
    return None


def _day(found: re.Match[str]) -> tuple[dt.date, dt.date]:
    day = dt.date(int(found["year"]), _month(found), int(found["day"]))
    return day, day


def _week(found: re.Match[str]) -> tuple[dt.date, dt.date]:
    first, _ = _day(found)
    monday = first - dt.timedelta(days=first.weekday())
    return monday, monday + dt.timedelta(days=6)


def _numbered_week(found: re.Match[str]) -> tuple[dt.date, dt.date]:
    monday = dt.date.fromisocalendar(int(found["year"]), int(found["week"]), 1)
    return monday, monday + dt.timedelta(days=6)


def _whole_month(found: re.Match[str]) -> tuple[dt.date, dt.date]:
    return _months(int(found["year"]), _month(found), 1)


def _quarter(found: re.Match[str]) -> tuple[dt.date, dt.date]:
    word = found["quarter"]
    return _months(int(found["year"]), 3 * (_QUARTERS[word] if word in _QUARTERS else int(word)) - 2, 3)


def _half(found: re.Match[str]) -> tuple[dt.date, dt.date]:
    word = found["half"]
    return _months(int(found["year"]), 6 * (_QUARTERS[word] if word in _QUARTERS else int(word)) - 5, 6)


def _year(found: re.Match[str]) -> tuple[dt.date, dt.date]:
    return _months(int(found["year"]), 1, 12)


def _months(year: int, month: int, count: int) -> tuple[dt.date, dt.date]:
    last = month + count - 1
    return dt.date(year, month, 1), dt.date(year, last, monthrange(year, last)[1])


def _month(found: re.Match[str]) -> int:
    text = found["month"]
    return _NUMBERS[text] if text in _NUMBERS else int(text)


_NAME = _MONTH.format("")
_YEAR = r"(?P<year>20\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ISO = r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)"
_PATTERNS = (
    (rf"\bweek (?:of|from|starting|beginning)(?: the)? {_ISO}\b", _week),
    (rf"\bweek (?:of|from|starting|beginning)(?: the)? {_DAY} (?:of )?{_NAME},? {_YEAR}\b", _week),
    (rf"\bweek (?:of|from|starting|beginning)(?: the)? {_NAME} {_DAY},? {_YEAR}\b", _week),
    (rf"\bweek (?P<week>\d\d?)(?: of| in|,)? {_YEAR}\b", _numbered_week),
    (rf"\b{_YEAR}-?w(?P<week>\d\d)\b", _numbered_week),
    (rf"\b{_ISO}\b", _day),
    (rf"\b{_DAY} (?:of )?{_NAME},? {_YEAR}\b", _day),
    (rf"\b{_NAME} {_DAY},? {_YEAR}\b", _day),
    (rf"\b{_NAME},?(?: of)? {_YEAR}\b", _whole_month),
    (r"\b(?P<year>20\d\d)-(?P<month>\d\d)\b", _whole_month),
    (rf"\bq(?P<quarter>[1-4]),?(?: of)? {_YEAR}\b", _quarter),
    (r"\b(?P<year>20\d\d)[ -]?q(?P<quarter>[1-4])\b", _quarter),
    (rf"\b(?P<quarter>{_WORD}) quarter(?: of)? {_YEAR}\b", _quarter),
    (rf"\bh(?P<half>[12])(?: of)? {_YEAR}\b", _half),
    (rf"\b(?P<half>first|second|1st|2nd) half(?: of)? {_YEAR}\b", _half),
    (rf"\b(?:in|during|of|for|throughout)(?: the year)? {_YEAR}\b", _year),
)
