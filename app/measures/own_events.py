"""Reads an organisation's own events from a file, to stand beside those of the registry."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from app.errors import DataError
from app.measures.events import COLUMNS as EVENT_COLUMNS
from app.measures.result import DatedEvent, Measured
from app.view import EventKind

MOST_EVENTS, MOST_BYTES = 500, 200_000
OWN = "your own"
COLUMNS = ("date", "end_date", "kind", "title", "lab_id", "source")


def read_own_events(body: bytes) -> list[DatedEvent]:
    """The events of a CSV file with the columns date, title and, where known, end_date, kind, lab_id, source.

    Dates are like 2026-07-14; a kind that is left out is `company`. Raises `DataError` with the line that is wrong.
    """
    if len(body) > MOST_BYTES:
        raise DataError(f"A file of events has at most {MOST_BYTES:,} bytes, and this one has {len(body):,}.")
    try:
        rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise DataError(f"The file of events is no CSV in UTF-8: {problem}.") from None
    if len(rows) > MOST_EVENTS:
        raise DataError(f"A file of events has at most {MOST_EVENTS} events, and this one has {len(rows):,}.")
    if rows and not {"date", "title"} <= set(rows[0]):
        raise DataError("The first line of a file of events names its columns: date, title, and others as known.")
    found = [_event(number, row) for number, row in enumerate(rows, start=2)]
    return sorted(found, key=lambda each: (each.date, each.title))


def with_own(measured: Measured, own: Sequence[DatedEvent]) -> Measured:
    """The events of the answer with those of the reader's file that its view asks for, by date; a note says how many.

    Those have the confidence `your own`. The view's kinds, labs and window choose among them as among the registry's.
    """
    view = measured.view
    kept = [
        each
        for each in own
        if (not view.events or each.kind in view.events)
        and (not view.select or each.lab in view.select)
        and (not view.since or (each.until or each.date) >= view.since)
        and (not view.until or each.date <= view.until)
    ]
    if not kept:
        return measured
    rows = [[each.date, each.until, each.kind.value, each.title, each.lab, OWN, each.source] for each in kept]
    mine = pd.DataFrame(rows, columns=EVENT_COLUMNS)
    mine["date"], mine["until"] = pd.to_datetime(mine["date"]), pd.to_datetime(mine["until"])
    frame = pd.concat([measured.frame, mine], ignore_index=True).sort_values(["date", "title"], ignore_index=True)
    note = f"{len(kept)} of the events are your own, read from a file: they are in no link."
    return replace(measured, frame=frame, notes=(note, *measured.notes))


def marked_with(measured: Measured, own: Sequence[DatedEvent]) -> Measured:
    """The answer with those of the reader's own events beside its marked ones that touch its days; a note says so.

    The view's kinds of event choose among the registry's events alone: a reader who opened a file wants to see it.
    """
    first, last = measured.coverage.first_day, measured.coverage.last_day
    kept = [each for each in own if first and last and first <= (each.until or each.date) and each.date <= last]
    if not kept:
        return measured
    note = (
        f"Your own events, from the file that you opened for this visit, are marked too ({len(kept)}): the link, the "
        "files and a briefing leave them out. That one stands beside a change is no proof of a cause."
    )
    events = tuple(sorted((*measured.events, *kept), key=lambda each: (each.date, each.title)))
    return replace(measured, events=events, notes=(note, *measured.notes))


def _event(number: int, row: dict[str, str | None]) -> DatedEvent:
    text = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if not text["title"] or not text["title"].isprintable():
        raise DataError(f"Line {number} of the file of events has no title that can be shown.")
    kinds = ", ".join(EventKind)
    if text["kind"] and text["kind"] not in set(EventKind):
        raise DataError(f"Line {number} of the file of events has the kind '{text['kind'][:40]}'. There are: {kinds}.")
    date, until = _day(number, text["date"]), _day(number, text["end_date"]) if text["end_date"] else None
    if until and until < date:
        raise DataError(f"Line {number} of the file of events ends before it begins.")
    kind = EventKind(text["kind"] or EventKind.COMPANY)
    return DatedEvent(date, until, kind, text["title"][:200], text["lab_id"] or None, None, text["source"])


def _day(number: int, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise DataError(f"Line {number} of the file of events has no date like 2026-07-14: '{text[:40]}'.") from None
