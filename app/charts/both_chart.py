"""Draws shares on both platforms on one axis: OpenRouter's as whole lines, the Hub's as dashed ones."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from app.charts import wording
from app.charts.bands import outline
from app.charts.canvas import line_above, line_axis
from app.charts.colours import NAMED_THREE, colour_of, faded
from app.charts.escape import plotly_text
from app.charts.event_marks import mark_over
from app.charts.labels import EndLabel, end_labels
from app.charts.quadrant_chart import quadrant_figure
from app.charts.shape import Period, calendar, drawn, few_bands, tables
from app.charts.share_chart import HEIGHT, MARGIN
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured
from app.view import Platform, Scale

MOST_GROUPS = 4
SIDES = {
    Platform.OPENROUTER: ("share", "share_low", "share_high", "solid"),
    Platform.HUGGINGFACE: ("hub_share", "hub_share_low", "hub_share_high", "dash"),
}
SHORT = {Platform.OPENROUTER: "OR", Platform.HUGGINGFACE: "HF"}


def platforms_figure(measured: Measured, theme: Theme = LIGHT, *, height: int | None = None) -> go.Figure:
    """The measure platforms as its view wants it: lines over time where the scale is lines, else one against one."""
    draw = both_figure if measured.view.scale is Scale.LINES else quadrant_figure
    return draw(measured, theme, height=height or HEIGHT)


def both_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """Two lines a group, of the selected groups or else the largest, over their bands where the view asks for them.

    Takes the answer of the measure platforms. A period that one platform lacks breaks both lines, and one that is not
    whole on both is a hollow point. The bands of more than three groups would be mud: then only the first has them.
    """
    measured = drawn(measured)
    periods = calendar(measured)
    names = [name for side in SIDES.values() for name in side[:3]]
    found = tables(measured, names, periods)
    groups = shown(measured)
    part = periods.present & ~periods.complete
    figure = go.Figure()
    tops, labels = [0.0], []
    banded = few_bands(groups)
    for group in groups:
        for platform, (share, low, high, dash) in SIDES.items():
            table = found[group] * 100
            if measured.view.band and group in banded:
                figure.add_trace(_band(table[low], table[high], periods, colour_of(group, measured.view.by), platform))
                tops.append(float(table[high].max()))
            trace = _line(measured, group, platform, table[share], dash, len(figure.data))
            trace.marker.size = part.map({True: 7, False: 0}).tolist()
            figure.add_trace(trace)
            tops.append(float(table[share].max()))
            labels.append((group, platform, table[share]))
    top = max((each for each in tops if not math.isnan(each)), default=1.0) * 1.06 or 1.0
    made = [_label(measured, periods, *each, top) for each in labels if each[2].notna().any()]
    figure.update_layout(
        template=theme.template,
        height=height,
        margin=MARGIN,
        title=line_above(measured, theme, "Share (%): OpenRouter (OR) whole lines, Hugging Face (HF) dashed"),
        xaxis=line_axis(periods, measured.view.grain),
        yaxis={"range": [0, top], "ticksuffix": "%", "fixedrange": True, "automargin": False},
        annotations=end_labels(made, theme, height - MARGIN["t"] - MARGIN["b"]),
    )
    return mark_over(figure, measured, theme, periods)


def shown(measured: Measured) -> list[str]:
    """The groups that are drawn: the selected ones, or the largest of the newest period."""
    frame = measured.frame
    held = set(frame["group"])
    if measured.view.select:
        return [group for group in measured.view.select if group in held]
    newest = frame[frame["date"] == frame["date"].max()]
    size = newest[["share", "hub_share"]].max(axis=1)
    return [str(group) for group in newest.loc[size.sort_values(ascending=False).index, "group"][:MOST_GROUPS]]


def _line(measured: Measured, group: str, platform: Platform, share: pd.Series, dash: str, number: int) -> go.Scatter:
    name = plotly_text(f"{wording.label(measured, group)}, {wording.PLATFORMS[platform]}", 60)
    return go.Scatter(
        x=share.index,
        y=share.to_numpy(),
        name=name,
        uid=f"trace{number}",
        mode="lines+markers",
        connectgaps=False,
        cliponaxis=False,
        marker={"symbol": "circle-open", "line": {"width": 1.5}, "color": colour_of(group, measured.view.by)},
        line={
            "color": colour_of(group, measured.view.by),
            "width": 3 if group in NAMED_THREE else 2.2,
            "dash": dash,
        },
        hovertemplate=f"{name} <b>%{{y:.1f}}%</b><extra></extra>",
    )


def _band(low: pd.Series, high: pd.Series, periods: Period, colour: str, platform: Platform) -> go.Scatter:
    x, y = outline(low, high, periods.width / 2)
    return go.Scatter(
        x=x,
        y=y,
        fill="toself",
        fillcolor=faded(colour, 0.16 if platform is Platform.OPENROUTER else 0.09),
        mode="lines",
        line={"width": 0},
        hoverinfo="skip",
        name=plotly_text(f"{platform}: coverage band"),
        uid=f"band-{colour}-{platform}",
    )


def _label(
    measured: Measured, periods: Period, group: str, platform: Platform, share: pd.Series, top: float
) -> EndLabel:
    end, figure = float(share.dropna().iloc[-1]), wording.percent(periods.newest(share) / 100)
    name = f"{SHORT[platform]} {wording.short_label(measured, group)}"
    return EndLabel(name, figure, colour_of(group, measured.view.by), end / top, end)
