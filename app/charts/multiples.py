"""Draws a share over time as small multiples: a plot a group, on one scale or each on its own."""

from __future__ import annotations

import math
from typing import Any

import plotly.graph_objects as go

from app.charts.escape import plotly_text
from app.charts.event_marks import shapes, within
from app.charts.share_picture import MARGIN, Picture
from app.charts.share_series import Series
from app.charts.theme import Theme
from app.view import Layout

COLUMNS, MOST_COLUMNS = 3, 5  # as many as a picture that is not as tall as it wants to be may have
GAP_ACROSS = 0.055  # of the width, between two plots
PLOT, HEAD = 128, 34  # pixels of a plot's height, and above it for its title
LEAST, LOW_HEAD, BELOW = 60, 26, 8  # the same where room is scarce, and below a plot that has no days at its axis


def multiples_height(picture: Picture) -> int:
    """How tall the figure wants to be, in pixels."""
    rows = math.ceil(len(picture.series) / COLUMNS)
    return max(rows, 1) * (PLOT + HEAD) + MARGIN["t"] + MARGIN["b"]


def multiples_figure(picture: Picture, theme: Theme, height: int) -> go.Figure:
    """One small line chart a group. Every axis of values begins at 0, except on a logarithmic scale.

    Events are lines and spans without names: there is no room for those.
    """
    layout = picture.layout()
    layout.annotations = ()
    figure = go.Figure(layout=layout)
    figure.update_layout(height=height)
    inner = max(height - MARGIN["t"] - MARGIN["b"], LEAST)
    tight = height < multiples_height(picture)
    columns = _columns(len(picture.series), inner) if tight else COLUMNS
    rows = max(math.ceil(len(picture.series) / columns), 1)
    across, down, head = (1 + GAP_ACROSS) / columns, 1 / rows, (LOW_HEAD if tight else HEAD) / inner
    foot = BELOW / inner if tight else 1.1 * head
    shared = _range(picture, picture.series)
    days = (picture.periods.index[0].date(), (picture.periods.index[-1] + picture.periods.width).date())
    marks = shapes(within(picture.measured.events, *days), theme, *days)
    for number, each in enumerate(picture.series):
        row, column = divmod(number, columns)
        left, top = column * across, 1 - row * down
        free = picture.measured.view.layout is Layout.MULTIPLES_FREE
        bounds = _range(picture, (each,)) if free else shared
        suffix = "" if number == 0 else str(number + 1)
        for part, trace in enumerate((*picture.earlier(each), *picture.line(each))):
            trace.update(xaxis=f"x{suffix}", yaxis=f"y{suffix}", uid=f"trace{number}-{part}")
            figure.add_trace(trace)
        domain = {"x": [left, left + across - GAP_ACROSS], "y": [top - down + foot, top - head * 0.9]}
        lowest = number + columns >= len(picture.series)
        figure.update_layout(_axes(picture, domain, bounds, suffix, tight=tight, days=lowest))
        figure.layout.shapes += tuple(mark | {"xref": f"x{suffix}", "yref": f"y{suffix} domain"} for mark in marks)
        figure.add_annotation(_title(picture, each, theme, left, top - head * 0.85))
    return figure


def _columns(plots: int, inner: float) -> int:
    """As few columns as leave each plot the least of its height."""
    return min(max(COLUMNS, math.ceil(plots / max(int(inner / (LOW_HEAD + LEAST)), 1))), MOST_COLUMNS)


def _axes(
    picture: Picture,
    domain: dict[str, list[float]],
    bounds: tuple[float, float],
    suffix: str,
    *,
    tight: bool,
    days: bool,
) -> dict[str, Any]:
    own = picture.time_axis() | {"domain": domain["x"], "anchor": f"y{suffix}", "visible": True, "nticks": 4}
    if tight:
        own |= {"showticklabels": days, "nticks": 3}
    for name in ("tickvals", "ticktext", "tickformat", "ticklabelmode"):
        own.pop(name, None)
    value = picture.value_axis(*bounds) | {"domain": domain["y"], "anchor": f"x{suffix}", "visible": True, "nticks": 4}
    return {f"xaxis{suffix}": own, f"yaxis{suffix}": value}


def _title(picture: Picture, each: Series, theme: Theme, left: float, top: float) -> dict[str, Any]:
    return {
        "x": left,
        "xref": "paper",
        "xanchor": "left",
        "y": top,
        "yref": "paper",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": theme.type.label, "color": theme.ink},
        "text": f'<span style="color:{each.colour}">■</span> {plotly_text(each.name, 26)} '
        f"<b>{picture.newest(each)}</b>",
    }


def _range(picture: Picture, series: tuple[Series, ...]) -> tuple[float, float]:
    tops = [top for each in series if not math.isnan(top := float(each.drawn.max()))]
    bottoms = [bottom for each in series if not math.isnan(bottom := float(each.drawn.min()))]
    high, low = max(tops, default=1.0) or 1.0, min(bottoms, default=0.0)
    if picture.logarithmic:
        return math.log10(low if low > 0 else 1.0) - 0.1, math.log10(high if high > 0 else 10.0) + 0.1
    return min(0.0, low), high * 1.08
