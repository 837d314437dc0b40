"""Reads the period of a claim: a date, a week, a month, a quarter, a half, a year, or two of them with an "and"."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass

from app.measures.claim_reader import NUMBERS

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


def read_period(text: str, today: dt.date | None = None) -> Span | None:
    """The period that `text` (lower case) names; None where it names none or one that does not exist.

    What counts back ("last week", "since June 2026", "in June") does so from `today`, the newest stored day.
    """
    return (
        _two(text) or (_since(text, today) if today else None) or _one(text) or (_back(text, today) if today else None)
    )


def _since(text: str, today: dt.date) -> Span | None:
    found = re.search(r"\b(?:ever )?since\s+(.{3,30})", text)
    start = _one(found[1]) if found else None
    if found is None or start is None or start.start > 0 or start.since > today:
        return None
    return Span(start.since, today, found.start(), found.start(1) + start.end)


def _back(text: str, today: dt.date) -> Span | None:
    """A period that is told from today: the last whole one, the one that runs, so many days, a month without a year."""
    for pattern, make in _BACK:
        found = re.search(pattern, text)
        # The Hub's own count is one of 30 days: that is what is counted, and not when.
        if found and not (make is _so_many and re.search(r"downloads (?:in |over )?(?:the )?$", text[: found.start()])):
            since, until = make(found, today)
            return Span(since, until, *found.span())
    return None


def _last(found: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    first, _ = _this(found, today)
    before = first - dt.timedelta(days=1)
    return _this(found, before)[0], before


def _this(found: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    first = {
        "week": today - dt.timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "quarter": today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1),
        "year": today.replace(month=1, day=1),
    }[found["length"]]
    return first, today


def _so_many(found: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    count = int(found["count"]) if found["count"].isdigit() else NUMBERS[found["count"]]
    days = min(count, 999) * {"day": 1, "week": 7, "month": 30}[found["length"]]
    return today - dt.timedelta(days=max(days, 1) - 1), today


def _bare_month(found: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    month = _month(found)
    return _months(today.year if month <= today.month else today.year - 1, month, 1)


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


def _week_to(found: re.Match[str]) -> tuple[dt.date, dt.date]:
    last, _ = _day(found)
    return last - dt.timedelta(days=6), last


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
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(NUMBERS)})"
_BACK = (
    (rf"\b(?:in |over |during )?(?:the )?(?:last|past) {_COUNT} (?P<length>day|week|month)s\b", _so_many),
    (r"\b(?:last|previous) (?P<length>week|month|quarter|year)\b", _last),
    (r"\b(?:this|the current) (?P<length>week|month|quarter|year)(?: so far)?\b", _this),
    (r"\byesterday\b", lambda _, today: (today, today)),
    (rf"\b(?:in|during|for|throughout) {_NAME}(?! \d)\b", _bare_month),
)
_PATTERNS = (
    (rf"\bweek (?:ending|ended|to)(?: on)?(?: the)? (?:{_ISO})\b", _week_to),
    (rf"\bweek (?:ending|ended|to)(?: on)?(?: the)? {_DAY} (?:of )?{_NAME},? {_YEAR}\b", _week_to),
    (rf"\bweek (?:ending|ended|to)(?: on)?(?: the)? {_NAME} {_DAY},? {_YEAR}\b", _week_to),
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
