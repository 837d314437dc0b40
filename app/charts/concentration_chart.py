"""Draws the concentration over time: the HHI of each scope on its band."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from app.charts.bands import outline
from app.charts.canvas import MOST_MARKERS, canvas, line_axis
from app.charts.colours import COUNTRIES, faded
from app.charts.escape import plotly_text
from app.charts.event_marks import mark_over
from app.charts.labels import EndLabel, end_labels
from app.charts.shape import Period, calendar
from app.charts.share_chart import HEIGHT, MARGIN
from app.charts.theme import LIGHT, Theme
from app.charts.wording import label
from app.measures.result import Measured

WHOLE = "#7a6fa8"


def concentration_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """One line a scope over its band; a missing period breaks both, and one that is not whole is a hollow point."""
    periods = calendar(measured)
    scopes = list(dict.fromkeys(measured.frame["group"]))
    top = float(measured.frame["hhi_high"].max()) * 1.06 if len(measured.frame) else 1.0
    figure = canvas(
        measured,
        theme,
        height,
        "HHI (0 to 10,000) on its bounds for the unknown",
        margin=MARGIN,
        hovermode="x unified",
        xaxis=line_axis(periods, measured.view.grain),
        yaxis={"range": [0, top], "tickformat": ",.0f", "fixedrange": True, "automargin": False},
    )
    labels = []
    for number, scope in enumerate(scopes):
        colour = COUNTRIES.get(scope, WHOLE)
        hhi = _column(measured, scope, "hhi", periods)
        figure.add_traces(
            [_band(measured, scope, periods, colour, number), _line(measured, scope, hhi, periods, colour, number)]
        )
        held = hhi.dropna()
        if len(held):
            end, newest = float(held.iloc[-1]), periods.newest(hhi)
            figure_beside = "–" if math.isnan(newest) else f"{newest:,.0f}"
            labels.append(EndLabel(label(measured, scope), figure_beside, colour, end / top, end))
    figure.update_layout(annotations=end_labels(labels, theme, height - MARGIN["t"] - MARGIN["b"]))
    return mark_over(figure, measured, theme, periods)


def _line(measured: Measured, scope: str, hhi: pd.Series, periods: Period, colour: str, number: int) -> go.Scatter:
    name = plotly_text(label(measured, scope))
    part = periods.present & ~periods.complete
    whole = 5 if len(hhi) <= MOST_MARKERS else 0
    return go.Scatter(
        x=hhi.index,
        y=hhi.to_numpy(),
        mode="lines+markers",
        line={"color": colour, "width": 2.4},
        marker={
            "size": part.map({True: 7, False: whole}).tolist(),
            "symbol": part.map({True: "circle-open", False: "circle"}).tolist(),
            "color": colour,
            "line": {"width": part.map({True: 1.5, False: 0}).tolist(), "color": colour},
        },
        connectgaps=False,
        name=name,
        hovertemplate=f"{name} <b>%{{y:,.0f}}</b><extra></extra>",
        uid=f"line{number}",
    )


def _band(measured: Measured, scope: str, periods: Period, colour: str, number: int) -> go.Scatter:
    low, high = (_column(measured, scope, name, periods) for name in ("hhi_low", "hhi_high"))
    x, y = outline(low, high, periods.width / 2)
    return go.Scatter(
        x=x,
        y=y,
        fill="toself",
        fillcolor=faded(colour, 0.16),
        mode="lines",
        line={"width": 0},
        hoverinfo="skip",
        uid=f"band{number}",
    )


def _column(measured: Measured, scope: str, name: str, periods: Period) -> pd.Series:
    rows = measured.frame[measured.frame["group"] == scope]
    return rows.set_index("date")[name].astype(float).reindex(periods.index)
