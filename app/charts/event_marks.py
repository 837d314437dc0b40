"""Marks dated events on a time chart: lines and spans, at most four of them with a label."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from app.charts import wording
from app.charts.colours import faded
from app.charts.escape import plain, plotly_text
from app.charts.shape import Period
from app.charts.theme import Theme
from app.measures.own_events import OWN
from app.measures.result import DatedEvent, Measured
from app.registry.entries import Confidence
from app.view import EventKind

MOST_LABELS = 4
MANY = 12  # more lines than that are drawn faintly, so that the data stand out
LONGEST = 34
ROW = 17  # pixels from one label to the next below it
# A kind is told by the sign at the top of its line, so that it needs no colour.
SYMBOLS = {
    EventKind.EXPORT_CONTROL: "diamond",
    EventKind.US_POLICY: "square",
    EventKind.RELEASE: "triangle-down",
    EventKind.REPORT: "circle",
    EventKind.COMPANY: "cross",
    EventKind.DATA_BREAK: "x",
    EventKind.FLAG: "triangle-up",
}
SIGNS = {
    EventKind.EXPORT_CONTROL: "◆",
    EventKind.US_POLICY: "■",
    EventKind.RELEASE: "▼",
    EventKind.REPORT: "●",
    EventKind.COMPANY: "✚",
    EventKind.DATA_BREAK: "✖",
    EventKind.FLAG: "▲",
}


def mark_events(figure: go.Figure, measured: Measured, theme: Theme, first: dt.date, last: dt.date) -> None:
    """Draw the measure's events that touch the days from `first` to `last` into the figure."""
    events = within(measured.events, first, last)
    if not events:
        return
    figure.layout.shapes = (*figure.layout.shapes, *shapes(events, theme, first, last))
    figure.add_trace(_signs(events, theme, first))
    for row, event in enumerate(labelled(measured, events)):
        figure.add_annotation(_label(event, theme, first, last, row))
    figure.update_layout(
        yaxis2={"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True},
    )


def mark_over(figure: go.Figure, measured: Measured, theme: Theme, periods: Period) -> go.Figure:
    """The figure with the measure's events that touch its periods; unchanged where there are none."""
    if len(periods.index):
        mark_events(figure, measured, theme, periods.index[0].date(), (periods.index[-1] + periods.width).date())
    return figure


def shapes(events: Sequence[DatedEvent], theme: Theme, first: dt.date, last: dt.date) -> list[dict[str, object]]:
    """The lines and spans of these events over the days from `first` to `last`, as high as the plot."""
    strength = 0.75 if len(events) <= MANY else 0.35
    return [_shape(event, theme, first, last, strength) for event in events]


def within(events: Sequence[DatedEvent], first: dt.date, last: dt.date) -> list[DatedEvent]:
    """The events that touch these days, oldest first."""
    return [each for each in events if each.date <= last and (each.until or each.date) >= first]


def labelled(measured: Measured, events: Sequence[DatedEvent]) -> list[DatedEvent]:
    """The few that are named in the chart: the reader's own, then selected labs', the best established, the newest."""
    chosen = sorted(
        events,
        key=lambda each: (
            each.confidence is not None,
            each.lab not in measured.view.select,
            each.confidence is not Confidence.PRIMARY,
            -each.date.toordinal(),
        ),
    )[:MOST_LABELS]
    return sorted(chosen, key=lambda each: each.date)


def said(event: DatedEvent) -> str:
    """One event as a line of text."""
    when = wording.span(event.date, event.until) if event.until else wording.day(event.date)
    established, source = event.confidence or OWN, f"; {plain(event.source, 200)}" if event.source else ""
    return f"{SIGNS[event.kind]} {when}: {plain(event.title, 200)} ({established}{source})"


def _shape(event: DatedEvent, theme: Theme, first: dt.date, last: dt.date, strength: float) -> dict[str, object]:
    start, end = max(event.date, first), min(event.until or event.date, last)
    common = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1, "x0": f"{start}", "x1": f"{end}"}
    if event.until and end > start:
        edge = {"width": 1, "color": faded(theme.ink, 0.35)}
        return common | {"type": "rect", "fillcolor": faded(theme.ink, 0.09), "line": edge}
    return common | {"type": "line", "line": {"width": 1.2, "dash": "dot", "color": faded(theme.ink, strength)}}


def _signs(events: Sequence[DatedEvent], theme: Theme, first: dt.date) -> go.Scatter:
    return go.Scatter(
        x=[pd.Timestamp(max(event.date, first)) for event in events],
        y=[1.0] * len(events),
        yaxis="y2",
        mode="markers",
        name="Events",
        showlegend=False,
        uid="events",
        cliponaxis=False,
        marker={
            "symbol": [SYMBOLS[event.kind] for event in events],
            "size": 9,
            "color": theme.ink,
            "line": {"width": 1, "color": theme.ground},
        },
        customdata=[plotly_text(event.title, 70) for event in events],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _label(event: DatedEvent, theme: Theme, first: dt.date, last: dt.date, row: int) -> dict[str, object]:
    """A label leans away from the edge that its line stands near."""
    at = max(event.date, first)
    left = (at - first) > (last - first) / 2
    return {
        "x": f"{at}",
        "xref": "x",
        "xanchor": "right" if left else "left",
        "xshift": -5 if left else 5,
        "y": 1,
        "yref": "paper",
        "yanchor": "top",
        "yshift": -8 - row * ROW,
        "text": plotly_text(event.title, LONGEST),
        "showarrow": False,
        "borderpad": 1,
        "bgcolor": faded(theme.ground, 0.86),
        "font": {"size": theme.type.note, "color": theme.ink},
    }
