"""Puts the lines of a chart over their age: days since each group was released, in place of the calendar."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from app.charts.escape import plotly_text
from app.measures.result import Measured


def by_age(figure: go.Figure, measured: Measured) -> None:
    """Move every trace so that its group's release is day 0; a group whose release nobody knows is left out."""
    kept, ages = [], []
    released = {plotly_text(group, 200): day for group, day in measured.released.items()}
    for trace in figure.data:
        born = released.get(str(trace.meta))
        if born is None:
            continue
        age = [None if at is None else (pd.Timestamp(at) - pd.Timestamp(born)).days for at in trace.x]
        trace.x = age
        kept.append(trace)
        ages += [each for each, y in zip(age, trace.y, strict=True) if each is not None and y is not None and y == y]
    figure.data = kept
    low, high = (min(0, *ages), max(1, *ages)) if ages else (0, 1)
    figure.update_xaxes(
        type="linear",
        range=[low, high],
        hoverformat="d",
        tickmode="auto",
        tickvals=None,
        tickformat="d",
        ticksuffix="",
        title={"text": "Days since release", "standoff": 4},
    )
    figure.update_layout(margin={"b": 58})
