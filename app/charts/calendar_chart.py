"""Draws releases as a calendar: a row a lab, a column a week, darker where more came out."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from app.charts.canvas import add, canvas, name
from app.charts.escape import plotly_text
from app.charts.share_chart import HEIGHT
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured

ROWS, LONGEST = 24, 78


def calendar_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """The busiest groups of the last year and a half, or those that the view selects; a gap is a week without one."""
    figure = canvas(
        measured,
        theme,
        height,
        "Releases a week by lab; repositories and models, not families",
        yaxis={"autorange": "reversed", "automargin": True, "showgrid": False},
        margin={"l": 150, "r": 24, "t": 34, "b": 52},
    )
    frame = measured.frame
    if frame.empty:
        return figure
    first = frame["date"].max() - pd.Timedelta(weeks=LONGEST)
    frame = frame[frame["date"] >= first]
    size = frame.groupby("group")["value"].sum().sort_values(ascending=False)
    kept = [group for group in measured.view.select if group in size.index] or [str(each) for each in size.index[:ROWS]]
    frame = frame[frame["group"].isin(kept)]
    weeks = pd.date_range(frame["date"].min(), frame["date"].max(), freq="7D")
    counts = frame.pivot(index="group", columns="date", values="value").reindex(index=kept, columns=weeks)
    names = frame.pivot(index="group", columns="date", values="names").reindex(index=kept, columns=weeks).fillna("")
    texts = [[plotly_text(str(each), 140) for each in row] for row in names.to_numpy()]
    heat = go.Heatmap(
        x=weeks,
        y=[name(measured, group) for group in kept],
        z=counts.to_numpy(),
        text=texts,
        colorscale=[[0, "#f0c9a0" if theme is LIGHT else "#4a3420"], [1, "#bf3418"]],
        xgap=1,
        ygap=2,
        colorbar={"title": {"text": "models"}, "thickness": 10},
        hovertemplate="<b>%{y}</b> week of %{x|%-d %b %Y}: %{z}<br>%{text}<extra></extra>",
    )
    return add(figure, [heat])
