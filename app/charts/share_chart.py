"""Draws a share over time: stacked, as lines, absolute, logarithmic or indexed; in one plot or in small multiples."""

from __future__ import annotations

import plotly.graph_objects as go

from app.charts.event_marks import mark_over
from app.charts.multiples import multiples_figure, multiples_height
from app.charts.shape import STACKED, aligned, drawn
from app.charts.share_picture import AS_SHARE, MARGIN, MOST_BARS, Picture, short
from app.charts.since_release import by_age, of_known_age
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured
from app.view import Layout

__all__ = ["AS_SHARE", "HEIGHT", "MARGIN", "MOST_BARS", "share_figure", "short"]

HEIGHT = 460  # pixels, of the bare figure


def share_figure(measured: Measured, theme: Theme = LIGHT, *, height: int | None = None) -> go.Figure:
    """The figure of a share measure, at the scale that its view names; `height` None means as tall as it wants to be.

    Missing periods break lines and areas and are never bridged; weeks and months that are not whole are hatched
    (stacked) or dotted (lines). Beyond the largest groups the known rest is one band; unknown buckets always show.
    """
    shown = of_known_age(drawn(measured)) if aligned(measured.view) else drawn(measured)
    picture = Picture.of(shown, theme, height or HEIGHT)
    view, index = shown.view, picture.periods.index
    if view.layout is not Layout.ONE and len(index):
        return multiples_figure(picture, theme, height or multiples_height(picture))
    figure = go.Figure(layout=picture.layout())
    if not len(index):
        return figure
    traces = picture.stack() if view.scale in STACKED else picture.lines()
    for number, trace in enumerate(traces):
        trace.uid = f"trace{number}"  # else drawn by lot, and no two files of one chart would be the same
    figure.add_traces(traces)
    if aligned(view):
        by_age(figure, shown)
    else:
        mark_over(figure, shown, theme, picture.periods)
    return figure
