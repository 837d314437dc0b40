"""Adds to a measure's answer what its view wants drawn beside the numbers: events, and days of release."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from app.measures.events import dated_events
from app.measures.lab_releases import catalogue_releases
from app.measures.result import Measured
from app.view import Align, Grouping, Measure


def annotated(connection: Connection, measured: Measured) -> Measured:
    """The same answer with the established events of its view's kinds that touch its days, and days of release."""
    view, coverage = measured.view, measured.coverage
    if view.events and view.measure is not Measure.EVENTS and coverage.first_day:
        found = dated_events(connection, kinds=view.events, since=coverage.first_day, until=coverage.last_day)
        measured = replace(measured, events=tuple(found))
    if view.align is Align.RELEASE and view.by is Grouping.MODEL and view.measure is Measure.SHARE:
        known = catalogue_releases(connection)
        groups = dict.fromkeys(measured.frame["group"])
        measured = replace(measured, released={group: known[group] for group in groups if group in known})
    return measured
