"""The empty picture that charts without a calendar of their own begin with: template, margins, the line above."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from app.charts import wording
from app.charts.colours import NAMED_THREE, colour_of
from app.charts.escape import plotly_text
from app.charts.labels import ROOM
from app.charts.shape import BUCKETS, Period
from app.charts.theme import Theme
from app.measures.result import Measured
from app.view import Grain

MARGIN = {"l": 58, "r": 24, "t": 34, "b": 52}
MOST = 12
WEEK = 7 * 86_400_000  # milliseconds: told so, a lone column of cells is as wide as a week, and not as a millisecond
MOST_TICKS, MOST_WEEKS = 8, 26
CROWDED = "crowded"  # said of a figure with names among its points, which a narrow page has no room for
MARK = f"<b>{wording.SYNTHETIC}</b> · "


def canvas(measured: Measured, theme: Theme, height: int, above: str, **layout: Any) -> go.Figure:
    """A figure without traces; `above` says what is drawn. Sample data are marked on the picture itself."""
    settled = {"margin": MARGIN, "hovermode": "closest", "title": line_above(measured, theme, above)} | layout
    return go.Figure(layout=go.Layout(template=theme.template, height=height, **settled))


def line_above(measured: Measured, theme: Theme, text: str) -> dict[str, Any]:
    """The line above a plot, which says what is drawn, as Plotly's title; it begins with the mark of sample data."""
    return {
        "text": (MARK if measured.synthetic else "") + plotly_text(text, 120),
        "font": {"size": theme.type.axis, "color": theme.quiet},
        "x": 0,
        "xref": "container",
        "yref": "container",
        "y": 1,
        "yanchor": "top",
        "pad": {"t": 4, "l": 4},
    }


def few_ticks(index: pd.DatetimeIndex, grain: Grain) -> dict[str, Any]:
    """Ticks at periods where they are few: left alone, an axis of few days names hours, and one of weeks Sundays."""
    if not 0 < len(index) <= (MOST_WEEKS if grain is Grain.WEEK else MOST_TICKS):
        return {}
    every = math.ceil(len(index) / MOST_TICKS)
    return {"tickvals": list(index[::every]), "tickformat": "%b<br>%Y" if grain is Grain.MONTH else "%-d %b<br>%Y"}


def line_axis(periods: Period, grain: Grain) -> dict[str, Any]:
    """The axis of time under lines with names beside them, with room for a mark at both ends."""
    header = {Grain.DAY: "%-d %B %Y", Grain.WEEK: "Week of %-d %B %Y", Grain.MONTH: "%B %Y"}[grain]
    axis: dict[str, Any] = {"domain": [0, ROOM], "hoverformat": header, "type": "date", "automargin": False}
    index = periods.index
    if not len(index):
        return axis
    pad = periods.width / 2 if len(index) == 1 else (index[-1] - index[0]) / 60
    axis["range"] = [(index[0] - pad).isoformat(), (index[-1] + pad).isoformat()]
    return axis | few_ticks(index, grain)


def legend(theme: Theme) -> dict[str, Any]:
    """A legend below the plot, where it covers nothing, for charts whose parts have no room for names beside them."""
    font = {"size": theme.type.note, "color": theme.ink}
    below = {"x": 0, "y": -0.16, "xanchor": "left", "yanchor": "top"}
    return {"showlegend": True, "legend": {"orientation": "h", "traceorder": "normal", "font": font, **below}}


def add(figure: go.Figure, traces: list[Any]) -> go.Figure:
    """The figure with these traces, whose ids make two files of one chart the same."""
    for number, trace in enumerate(traces):
        trace.uid = f"trace{number}"
    figure.add_traces(traces)
    return figure


MOST_MARKERS = 45  # periods; a line of more needs no points, and one of a single period is nothing else


def over(periods: pd.DatetimeIndex) -> tuple[str, dict[str, Any]]:
    """The mode of a line over these periods, and its axis, which names each of them where they are few."""
    mode = "lines+markers" if len(periods) <= MOST_MARKERS else "lines"
    return mode, {"type": "date"} | few_ticks(periods, Grain.DAY)


def newest_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the newest whole period, or of the newest one where none is whole."""
    if "complete" in frame.columns and frame["complete"].any():
        frame = frame[frame["complete"].astype(bool)]
    newest: pd.DataFrame = frame[frame["date"] == frame["date"].max()]
    return newest


def shown_groups(measured: Measured, *values: str, most: int = MOST, unknown: bool = False) -> list[str]:
    """The selected groups, or else the largest by the sum of `values` in the newest whole period, and the named three.

    With `unknown`, the buckets of what nobody can place stand after them.
    """
    frame = measured.frame
    held = list(dict.fromkeys(frame["group"]))
    buckets = [group for group in BUCKETS if unknown and group in held]
    if measured.view.select:
        return [*(group for group in measured.view.select if group in held and group not in buckets), *buckets]
    newest = newest_rows(frame)
    size = (
        newest[~newest["group"].isin(BUCKETS)]
        .groupby("group")[list(values)]
        .sum()
        .sum(axis=1)
        .sort_values(ascending=False)
    )
    first = [str(group) for group in size.index[:most]]
    return [*first, *(lab for lab in NAMED_THREE if lab in held and lab not in first), *buckets]


def colour(measured: Measured, group: str) -> str:
    """The group's colour, the same as everywhere."""
    return colour_of(group, measured.view.by)


def name(measured: Measured, group: str) -> str:
    """The group's name as Plotly draws it."""
    return plotly_text(wording.short_label(measured, group), 34)


def dates(frame: pd.DataFrame) -> list[str]:
    """Days as text, for hovers."""
    return [f"{pd.Timestamp(day):%-d %b %Y}" for day in frame["date"]]
