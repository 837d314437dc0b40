"""Adds to a measure's answer what its view wants drawn beside the numbers: events, flags, and days of release."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sqlalchemy import Connection

from app.measures.events import dated_events
from app.measures.flags import flags
from app.measures.lab_releases import catalogue_releases
from app.measures.result import DatedEvent, Measured
from app.registry.entries import Confidence
from app.view import Align, Distortion, EventKind, Grouping, Measure, Scale, View

MOST_FLAGS = 12
OVER_TIME = frozenset(
    {
        *(Measure.SHARE, Measure.RANK, Measure.CONCENTRATION, Measure.CROSSOVER, Measure.FLYWHEEL),
        *(Measure.DERIVATIVES, Measure.AGREEMENT, Measure.FRONTIER),
    }
)


def annotated(connection: Connection, measured: Measured) -> Measured:
    """The same answer with the established events of its view's kinds that touch its days, and days of release.

    Events are for the measures that are drawn over time, and for both platforms where they are lines.
    """
    view, coverage = measured.view, measured.coverage
    over_time = view.measure in OVER_TIME or (view.measure is Measure.PLATFORMS and view.scale is Scale.LINES)
    if view.events and over_time and coverage.first_day:
        first, last = coverage.first_day, coverage.last_day
        found = dated_events(connection, kinds=view.events, since=first, until=last)
        if measured.synthetic:  # the registry tells of breaks in the real data
            found = [each for each in found if each.kind is not EventKind.DATA_BREAK]
        if EventKind.FLAG in view.events:
            marked, told = _flags(connection, view.with_(since=first, until=last))
            found, measured = [*found, *marked], replace(measured, notes=(*measured.notes, told))
        measured = replace(measured, events=tuple(sorted(found, key=lambda each: each.date)))
    if view.align is Align.RELEASE and view.by is Grouping.MODEL and view.measure is Measure.SHARE:
        known = catalogue_releases(connection)
        groups = dict.fromkeys(measured.frame["group"])
        measured = replace(measured, released={group: known[group] for group in groups if group in known})
    return measured


def _flags(connection: Connection, view: View) -> tuple[list[DatedEvent], str]:
    """The largest flags of each kind as events to be drawn, and a sentence that tells how many there are."""
    found = sorted(flags(connection, view.with_(without=())), key=lambda each: (-each.size, each.date))
    count = Counter(each.kind for each in found)
    room = max(MOST_FLAGS // max(len(count), 1), 1)
    place: Counter[Distortion] = Counter()
    marked: list[DatedEvent] = []
    longest = (view.until - view.since) / 2 if view.since and view.until else None
    for each in found:
        if longest and each.until - each.date > longest:
            continue  # a span over most of the chart would mark nothing
        place[each.kind] += 1
        if place[each.kind] <= room:
            title = f"{each.kind.replace('_', ' ').capitalize()}: {each.group}"
            marked.append(
                DatedEvent(
                    each.date, each.until, EventKind.FLAG, title, None, Confidence.PRIMARY, each.evidence.rstrip(".")
                )
            )
    if not found:
        return [], "Nothing in this window is flagged as a possible distortion."
    kinds = ", ".join(f"{number} {kind.replace('_', ' ')}" for kind, number in count.items())
    return marked, (
        f"{len(found)} flags of possible distortion touch this window ({kinds}); {len(marked)} are drawn, the largest "
        "of each kind, and all are on the page Distortions. A flag is a reason to look and no verdict."
    )
