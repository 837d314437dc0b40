"""Draws releases as a calendar: a row a lab, a column a week, darker where more came out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from app.charts.canvas import WEEK, add, canvas, legend, name
from app.charts.escape import plotly_text
from app.charts.share_chart import HEIGHT
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured

ROWS, LONGEST = 24, 78
# From how many models on, and the colour: darker on light ground, brighter on dark.
STEPS = ((1, "#f2c79b", "#7a4a28"), (2, "#e58a4a", "#b0602b"), (3, "#c64f20", "#e38a45"), (5, "#7d2208", "#ffc48a"))


def calendar_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """The busiest groups of the last year and a half, or those that the view selects; a gap is a week without one."""
    frame = measured.frame
    busiest = f"the {ROWS} busiest of {frame['group'].nunique()} groups; " if frame["group"].nunique() > ROWS else ""
    figure = canvas(
        measured,
        theme,
        height,
        f"Releases a week; {busiest}repositories and models, not families",
        yaxis={"autorange": "reversed", "automargin": True, "showgrid": False, "fixedrange": True},
        margin={"l": 8, "r": 24, "t": 34, "b": 52},
        **legend(theme),
    )
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
    colours = [dark if theme is not LIGHT else light for _, light, dark in STEPS]
    starts = [start for start, _, _ in STEPS]
    step = np.where(counts.isna(), np.nan, np.searchsorted(starts, counts.fillna(1).to_numpy(), side="right") - 1)
    edges = [(at + side) / len(STEPS) for at in range(len(STEPS)) for side in (0, 1)]
    heat = go.Heatmap(
        x0=weeks[0],
        dx=WEEK,
        y=[name(measured, group) for group in kept],
        z=step,
        zmin=-0.5,
        zmax=len(STEPS) - 0.5,
        customdata=counts.to_numpy(),
        text=texts,
        colorscale=[[edge, colours[at // 2]] for at, edge in enumerate(edges)],
        showscale=False,
        xgap=1,
        ygap=2,
        hovertemplate="<b>%{y}</b> week of %{x|%-d %b %Y}: %{customdata}<br>%{text}<extra></extra>",
    )
    keys = [
        go.Scatter(x=[None], y=[None], mode="markers", marker={"color": tint, "symbol": "square"}, name=words)
        for tint, words in zip(colours, _words(starts), strict=True)
    ]
    return add(figure, [heat, *keys])


def _words(starts: list[int]) -> list[str]:
    """What each step counts, such as "3 to 4 models"."""
    ends = [start - 1 for start in starts[1:]]
    spans = [f"{a}" if a == b else f"{a} to {b}" for a, b in zip(starts, ends, strict=False)]
    return [f"{span} model{'' if span == '1' else 's'}" for span in spans] + [f"{starts[-1]} or more"]
