"""Puts a frame together with the evidence of everything that was read for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from sqlalchemy import Connection

from app.measures.labels import labels
from app.measures.notes import notes as view_notes
from app.measures.provenance import PLATFORM_NAMES, Provenance, known_days, provenance
from app.measures.result import Coverage, Definition, Measured, SourceLine
from app.registry import current_hash
from app.view import Unit, View
from collectors.contract import Platform


def answer(
    connection: Connection,
    view: View,
    frame: pd.DataFrame,
    definition: Definition,
    *,
    read: Sequence[View],
    groups: Iterable[str] = (),
    unknown: float | None = None,
    notes: Sequence[str] = (),
    named: dict[str, str] | None = None,
    units: Iterable[Unit] | None = None,
) -> Measured:
    """The answer to `view` with sources and coverage of the views in `read`.

    `unknown` is the part of the newest period that no lab can be given for (0 to 1). `groups` are labelled as the
    view's grouping names them; `named` adds labels of other kinds. `units` are those of the frame, where it has others
    than the view's.
    """
    found = [provenance(connection, each, known_days(connection, each), None) for each in read]
    registry = current_hash(connection)
    return Measured(
        view=view,
        frame=frame,
        definition=definition,
        sources=newest_sources(source for each in found for source in each.sources),
        coverage=_coverage(found, unknown),
        synthetic=any(each.synthetic for each in found),
        registry_hash=registry,
        labels=labels(connection, view, dict.fromkeys(groups)) | (named or {}),
        notes=(*notes, *view_notes(view, registry, 0, units)),
    )


def unknown_of_each(shares: Mapping[Platform, float | None]) -> tuple[str, ...]:
    """What no lab can be given for, where an answer is of both platforms: one number would be of one of them."""
    said = [f"{share:.1%} on {PLATFORM_NAMES[platform]}" for platform, share in shares.items() if share is not None]
    return (f"Without a known lab in the newest period of each platform: {', '.join(said)}.",) if said else ()


def units_of(frame: pd.DataFrame) -> list[Unit]:
    """The units of a frame that holds several ways of counting, in the order of their first rows."""
    return [Unit(each) for each in dict.fromkeys(frame["unit"])]


def newest_sources(found: Iterable[SourceLine]) -> tuple[SourceLine, ...]:
    """One line for each way by which days came in, with the newest time of each."""
    newest: dict[tuple[str, ...], SourceLine] = {}
    for each in found:
        key = (each.platform, each.origin, each.licence_name, each.citation.partition(", as of")[0])
        if key not in newest or newest[key].as_of < each.as_of:
            newest[key] = each
    return tuple(newest[key] for key in sorted(newest))


def _coverage(found: Sequence[Provenance], unknown: float | None) -> Coverage:
    """The days of all windows that were read; a window that was read in several ways is counted once."""
    windows: dict[tuple[dt.date, dt.date], Coverage] = {}
    for each in (one.coverage for one in found):
        if each.first_day and each.last_day:
            windows.setdefault((each.first_day, each.last_day), each)
    if not windows:
        return Coverage(None, None, 0, (), (), unknown)
    return Coverage(
        first_day=min(first for first, _ in windows),
        last_day=max(last for _, last in windows),
        days_expected=sum(each.days_expected for each in windows.values()),
        missing=tuple(sorted({day for one in found for day in one.coverage.missing})),
        empty=tuple(sorted({day for one in found for day in one.coverage.empty})),
        unknown_share=unknown,
    )
