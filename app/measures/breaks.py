"""Tells of the breaks in a platform's data that lie inside a chart's window, as footnotes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
from sqlalchemy import Connection

from app.measures.events import dated_events
from app.measures.result import DatedEvent, Measured
from app.view import EventKind, Platform

# The registry's events name their platform in the title. One that names none concerns both.
NAMES = {Platform.OPENROUTER: ("OpenRouter",), Platform.HUGGINGFACE: ("Hugging Face", "Hub", "hub-stats")}
MOST = 4


def with_breaks(connection: Connection, measured: Measured) -> Measured:
    """The same answer with a note for each established break of its platform after the first day that it tells of.

    Made-up days have none: the registry tells of the real ones.
    """
    first, last = measured.coverage.first_day, measured.coverage.last_day
    if first is None or last is None or measured.synthetic:
        return measured
    first = max(first, _first_told(measured) or first)
    found = [
        each
        for each in dated_events(connection, kinds=(EventKind.DATA_BREAK,), since=first, until=last)
        if _concerns(each, measured.view.platform) and (each.date > first or each.until)
    ]
    told = [_note(each) for each in found[-MOST:]]
    if len(found) > MOST:
        told.append(f"{len(found) - MOST} earlier breaks of the data lie in this window.")
    return replace(measured, notes=(*measured.notes, *told)) if told else measured


def _first_told(measured: Measured) -> dt.date | None:
    """The first period of the answer; a window may begin long before the first stored day."""
    dates = measured.frame["date"] if "date" in measured.frame.columns else pd.Series(dtype="datetime64[us]")
    if not pd.api.types.is_datetime64_any_dtype(dates) or dates.isna().all():
        return None
    return pd.Timestamp(dates.min()).date()


def _concerns(each: DatedEvent, platform: Platform) -> bool:
    named = {one for one, names in NAMES.items() if any(name in each.title for name in names)}
    return not named or platform in named


def _note(each: DatedEvent) -> str:
    until = f" to {each.until}" if each.until and each.until != each.date else ""
    return f"Break in the data, {each.date}{until}: {each.title}."
