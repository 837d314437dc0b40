"""Draws every lab's share on the Hub against its share on OpenRouter, with the way it came."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from app.charts import wording
from app.charts.around import Spot, around
from app.charts.canvas import CROWDED, MARGIN, add, canvas, colour, dates, legend, name, shown_groups
from app.charts.captions.platforms import both_units
from app.charts.event_marks import mark_over
from app.charts.shape import calendar
from app.charts.share_chart import HEIGHT
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured

TRAIL = 13  # periods
RANGE = (-3.4, -0.1)  # the logarithms of the least and the largest share on both axes
NEWEST, EARLIER = 11.0, 3.0  # pixels across a mark
LEAST = 0.0005  # a share below is drawn at it: a logarithmic axis has no zero


def quadrant_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """One trail a group over the last thirteen periods, the newest point named where there is room for it.

    On the diagonal both shares are equal.
    """
    frame = whole_periods(measured.frame)
    tokens, downloads = (wording.SHORT_UNITS[each] for each in both_units(measured.view))
    axis = {"type": "log", "tickformat": ".1%", "range": list(RANGE), "dtick": 1}
    figure = canvas(
        measured,
        theme,
        height,
        f"Share of {tokens} (up) against {downloads} (right), logarithmic, smaller ones at {LEAST:.2%}; last {TRAIL} "
        "whole periods",
        xaxis=axis | {"title": {"text": f"Share of Hub {downloads}"}, "showgrid": True},
        yaxis=axis | {"title": {"text": f"Share of OpenRouter {tokens}"}},
        meta=CROWDED,
        **legend(theme),
    )
    if frame.empty:
        return figure
    line = {"color": theme.rule, "width": 1, "dash": "dot"}
    traces = [go.Scatter(x=[LEAST, 1], y=[LEAST, 1], mode="lines", line=line, hoverinfo="skip", showlegend=False)]
    trails = {
        group: frame[frame["group"] == group].tail(TRAIL) for group in shown_groups(measured, "share", "hub_share")
    }
    ways = [
        [(_along(across), _along(up)) for across, up in zip(rows["hub_share"], rows["share"], strict=True)]
        for rows in trails.values()
    ]
    spots = [Spot(way[-1], NEWEST / 2, name(measured, group)) for group, way in zip(trails, ways, strict=True)]
    diagonal = [(_along(LEAST), _along(LEAST)), (1.0, 1.0)]
    places = around(spots, [diagonal, *ways], theme.type.note, height - MARGIN["t"] - MARGIN["b"])
    for (group, rows), place in zip(trails.items(), places, strict=True):
        last = [""] * (len(rows) - 1) + [name(measured, group)]
        size = [EARLIER] * (len(rows) - 1) + [NEWEST]
        traces.append(
            go.Scatter(
                x=rows["hub_share"].clip(lower=LEAST),
                y=rows["share"].clip(lower=LEAST),
                mode="lines+markers+text" if place else "lines+markers",
                text=last,
                textposition=place,
                textfont={"size": theme.type.note, "color": theme.ink},
                line={"color": colour(measured, group), "width": 1.6},
                marker={"color": colour(measured, group), "size": size, "line": {"width": 0}},
                name=name(measured, group),
                cliponaxis=False,
                customdata=list(zip(dates(rows), rows["hub_share"], rows["share"], strict=True)),
                hovertemplate=f"<b>{name(measured, group)}</b> %{{customdata[0]}}<br>Hub %{{customdata[1]:.1%}} · "
                "OpenRouter %{customdata[2]:.1%}<extra></extra>",
            )
        )
    return add(figure, traces)


def whole_periods(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the periods in which no day is missing; all where there is none."""
    whole = frame[frame["complete"]]
    return frame if whole.empty else whole


def _along(share: float) -> float:
    """How far along an axis a share lies, from 0 to 1."""
    return (math.log10(max(share, LEAST)) - RANGE[0]) / (RANGE[1] - RANGE[0])


def lead_lag_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """Each selected group's (else the first three groups') correlation by lag, with its 95% interval."""
    figure = canvas(
        measured,
        theme,
        height,
        "Correlation of weekly changes of share; right of 0 the Hub moves first, left of 0 OpenRouter does",
        xaxis={"title": {"text": "Lag in weeks"}, "dtick": 2, "zeroline": True},
        yaxis={"range": [-1.05, 1.05], "title": {"text": "Correlation"}},
        **legend(theme),
    )
    frame, traces = measured.frame, []
    groups = [group for group in measured.view.select if group in set(frame["group"])]
    for shift, group in enumerate(groups or list(dict.fromkeys(frame["group"]))[:3]):
        rows = frame[frame["group"] == group]
        traces.append(
            go.Scatter(
                x=rows["lag"] + 0.18 * (shift - 1),
                y=rows["correlation"],
                mode="markers",
                marker={"color": colour(measured, group), "size": 8},
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": (rows["high"] - rows["correlation"]).clip(lower=0),
                    "arrayminus": (rows["correlation"] - rows["low"]).clip(lower=0),
                    "color": colour(measured, group),
                    "thickness": 1.2,
                    "width": 0,
                },
                name=name(measured, group),
                customdata=list(zip(rows["lag"], rows["low"], rows["high"], rows["pairs"], strict=True)),
                hovertemplate=f"<b>{name(measured, group)}</b> lag %{{customdata[0]}}: %{{y:.2f}} "
                "(%{customdata[1]:.2f} to %{customdata[2]:.2f}, n = %{customdata[3]})<extra></extra>",
            )
        )
    return add(figure, traces)


def agreement_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = 320) -> go.Figure:
    """Kendall's tau-b and Spearman's correlation of the two rankings by period."""
    figure = canvas(
        measured,
        theme,
        height,
        "Agreement of the two rankings of labs: 1 the same order, 0 none, −1 the reverse",
        yaxis={"range": [-1.05, 1.05]},
        **legend(theme),
    )
    periods = calendar(measured)
    frame = measured.frame.set_index("date").reindex(periods.index)
    styles = (("kendall", "Kendall's tau-b", theme.ink, "solid"), ("spearman", "Spearman", theme.quiet, "dot"))
    traces = [
        go.Scatter(
            x=frame.index,
            y=frame[key],
            name=label,
            mode="lines+markers",
            connectgaps=False,
            line={"color": tint, "dash": dash, "width": 2},
        )
        for key, label, tint, dash in styles
    ]
    return mark_over(add(figure, traces), measured, theme, periods)
