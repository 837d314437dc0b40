"""Reads one window of OpenRouter's Data API."""

from __future__ import annotations

import datetime as dt

import msgspec

from collectors.contract import Origin, TokenBatch, UpstreamMalformed
from collectors.daybook import DayBook
from collectors.plain import in_words, visible

PATH = "/datasets/rankings-daily"
FIRST_DAY = dt.date(2025, 1, 1)  # the platform's own: nothing older is served
LONGEST_WINDOW = 366  # days
SLOW_CLOCK = dt.timedelta(hours=1)  # how far this machine's clock may be behind
SECONDS_APART = 2.0  # 30 requests a minute for each key

Window = tuple[dt.date, dt.date]


class Row(msgspec.Struct, frozen=True):
    """One model's tokens on one day; the count comes as decimal digits."""

    date: str
    model_permaslug: str
    total_tokens: str | int


class Meta(msgspec.Struct, frozen=True):
    """Which days an answer covers: not always those that were asked for."""

    start_date: dt.date
    end_date: dt.date


class Answer(msgspec.Struct, frozen=True):
    """A window of days."""

    data: list[msgspec.Raw]
    meta: Meta


def windows(first: dt.date, last: dt.date, longest: int = LONGEST_WINDOW) -> list[Window]:
    """Split `first` to `last` (both inclusive) into windows of at most `longest` days, oldest first."""
    if longest < 1:
        raise ValueError("A window has at least one day.")
    found = []
    while first <= last:
        end = min(first + dt.timedelta(days=longest - 1), last)
        found.append((first, end))
        first = end + dt.timedelta(days=1)
    return found


def check_window(window: Window) -> Window:
    """The window, if the platform can serve it; raise `ValueError` otherwise."""
    start, end = window
    if not 1 <= (end - start).days + 1 <= LONGEST_WINDOW:
        raise ValueError(f"A window of the Data API has 1 to {LONGEST_WINDOW} days; {start} to {end} has not.")
    return window


def parse_window(body: bytes, window: Window, now: dt.datetime) -> TokenBatch:
    """Every day that the answer says it covers; a day without rows is covered and empty.

    Raises `UpstreamMalformed` where the answer covers days that were not asked for or that are not over, or where
    most rows have another shape.
    """
    answer = msgspec.json.decode(body, type=Answer)
    start, end = answer.meta.start_date, answer.meta.end_date
    if not window[0] <= start <= end <= window[1]:
        raise UpstreamMalformed(f"it covers {start} to {end} and not {window[0]} to {window[1]}.")
    if end >= (now + SLOW_CLOCK).date():
        raise UpstreamMalformed(f"it covers days to {end}, which is not over (it is {now:%Y-%m-%d %H:%M} UTC).")
    book = DayBook(start, end)
    for number, raw in enumerate(answer.data):
        where = f"window {start} to {end}, row {number}"
        try:
            row = msgspec.json.decode(raw, type=Row)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            book.refuse(where, visible(in_words(error), 200), bytes(raw), _day_of(raw))
        else:
            book.add(where, bytes(raw), row.date, row.model_permaslug, row.total_tokens)
    if answer.data and len(book.rejected) > len(answer.data) / 2:
        first = book.rejected[0]
        raise UpstreamMalformed(f"most rows are unusable; {first.where}: {first.reason}.")
    return TokenBatch(Origin.DATA_API, now, tuple(book.days(start, end)), tuple(book.rejected))


class _Dated(msgspec.Struct):
    date: dt.date | None = None


def _day_of(raw: msgspec.Raw) -> dt.date | None:
    """The day that an unusable row speaks of, where at least that can be read."""
    try:
        return msgspec.json.decode(raw, type=_Dated).date
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
