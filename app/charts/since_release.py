"""Puts the lines of a chart over their age: days since each group was released, in place of the calendar."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from app.charts.escape import plotly_text
from app.charts.shape import Drawn
from app.measures.result import Measured


def of_known_age(shown: Drawn) -> Drawn:
    """What is drawn, without the groups whose release nobody knows."""
    return replace(shown, frame=shown.frame[shown.frame["group"].isin(list(shown.released))])


def by_age(figure: go.Figure, measured: Measured) -> None:
    """Move every trace so that its group's release is day 0."""
    ages: list[int] = []
    released = {plotly_text(group, 200): day for group, day in measured.released.items()}
    for trace in figure.data:
        born = released[str(trace.meta)]
        age = [None if at is None else (pd.Timestamp(at) - pd.Timestamp(born)).days for at in trace.x]
        trace.x = age
        ages += [each for each, y in zip(age, trace.y, strict=True) if each is not None and y is not None and y == y]
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
