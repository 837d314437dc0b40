"""Draws a share's change at a date among its changes at placebo dates."""

from __future__ import annotations

import plotly.graph_objects as go

from app.charts.canvas import add, canvas, colour, name
from app.charts.escape import plotly_text
from app.charts.share_chart import HEIGHT
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured


def event_study_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """A row for each group and window: placebo changes as open grey circles, the event's own as a filled one."""
    frame = measured.frame
    rows = frame[frame["level"] == "event"].to_dict("records")
    figure = canvas(
        measured,
        theme,
        height,
        "Change of share in percentage points, after minus before; grey: the same around placebo dates",
        xaxis={"ticksuffix": " pts", "showgrid": True, "zeroline": True},
        yaxis={"range": [len(rows) - 0.5, -0.75], "automargin": True},
        margin={"l": 8, "r": 24, "t": 34, "b": 52},
    )
    traces = []
    for row in rows:
        label = f"{name(measured, row['group'])}, {row['weeks']} weeks"
        mine = (frame["group"] == row["group"]) & (frame["weeks"] == row["weeks"]) & (frame["level"] == "placebo")
        placebo = frame[mine]
        traces.append(
            go.Scatter(
                x=placebo["change"],
                y=[label] * len(placebo),
                mode="markers",
                marker={"symbol": "circle-open", "color": theme.quiet, "size": 8, "line": {"width": 1.2}},
                text=[f"{date:%-d %b %Y}" for date in placebo["date"]],
                hovertemplate="placebo %{text}: %{x:+.2f} pts<extra></extra>",
            )
        )
        place = "" if row["place"] != row["place"] else f"<br>{row['place']:.0%} of {row['placebos']} placebos as large"
        traces.append(
            go.Scatter(
                x=[row["change"]],
                y=[label],
                mode="markers+text",
                text=[f"{row['change']:+.1f}".replace("-", "−")],
                textposition="top center",
                textfont={"size": theme.type.label, "color": theme.ink},
                marker={"color": colour(measured, row["group"]), "size": 14},
                hovertemplate=f"<b>{plotly_text(label)}</b><br>{row['share_before']:.1%} before, "
                f"{row['share_after']:.1%} after{place}<extra></extra>",
            )
        )
    return add(figure, traces)
