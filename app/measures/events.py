"""The dated events of the registry, by kind, lab and window."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
from sqlalchemy import Connection, or_, select

from app.measures.answer import answer
from app.measures.result import DatedEvent, Definition, Measured
from app.registry.entries import Confidence
from app.store.tables import event
from app.view import EventKind, Grouping, View

DEFINITION = Definition(
    name="events",
    version=1,
    title="Events",
    formula=(
        "The registry's events that are established (confidence primary or reported) and touch the window, in the "
        "order of their dates. Events that are only known wait for confirmation and are not shown."
    ),
    caveats=("The list is chosen by hand and cannot be complete.", "A date is that of the public announcement."),
    source="The registry's events, each with its own source.",
    population="The registry's established events.",
    platforms=(),
)
COLUMNS = ["date", "until", "kind", "title", "lab", "confidence", "source"]


def dated_events(
    connection: Connection,
    *,
    kinds: tuple[EventKind, ...] = (),
    since: dt.date | None = None,
    until: dt.date | None = None,
    labs: tuple[str, ...] = (),
) -> list[DatedEvent]:
    """The established events that touch the days from `since` to `until`, oldest first."""
    one = event.c
    statement = select(one.date, one.end_date, one.kind, one.title, one.lab_id, one.confidence, one.source).where(
        one.confidence.in_((Confidence.PRIMARY.value, Confidence.REPORTED.value))
    )
    if kinds:
        statement = statement.where(one.kind.in_([kind.value for kind in kinds]))
    if labs:
        statement = statement.where(one.lab_id.in_(labs))
    if since:
        statement = statement.where(or_(one.date >= since, one.end_date >= since))
    if until:
        statement = statement.where(one.date <= until)
    rows = connection.execute(statement.order_by(one.date, one.title))
    return [
        DatedEvent(date, end, EventKind(kind), title, lab, Confidence(confidence), source)
        for date, end, kind, title, lab, confidence, source in rows
    ]


def events(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row an event: its kinds are the view's `events` (all where none).

    Where the view groups by lab, its `select` names the labs. Frame: date, until, kind, title, lab, confidence, source.
    """
    labs = view.select if view.by is Grouping.LAB else ()
    listed = dated_events(connection, kinds=view.events, since=view.since, until=view.until, labs=labs)
    frame = pd.DataFrame([[getattr(each, name) for name in COLUMNS] for each in listed], columns=COLUMNS)
    frame["date"], frame["until"] = pd.to_datetime(frame["date"]), pd.to_datetime(frame["until"])
    by_lab = view.with_(by=Grouping.LAB, select=labs)
    found = answer(connection, by_lab, frame, DEFINITION, read=[], groups=dict.fromkeys(frame["lab"].dropna()))
    return replace(found, notes=())  # those of a share say nothing of events
