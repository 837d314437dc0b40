"""Draws who led when: one row a pair and population, a bar a lead, full where the unknown could not undo it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from app.charts import wording
from app.charts.canvas import canvas
from app.charts.colours import colour_of, faded
from app.charts.dots import POPULATIONS
from app.charts.escape import plotly_text
from app.charts.event_marks import mark_events
from app.charts.share_chart import HEIGHT, MARGIN
from app.charts.theme import LIGHT, Theme
from app.charts.wording import label
from app.measures.result import Measured
from app.view import Grain, Population

LABELS = 0.2
LENGTH = {Grain.DAY: pd.Timedelta(days=1), Grain.WEEK: pd.Timedelta(days=7), Grain.MONTH: pd.Timedelta(days=30)}


def crossover_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """Each lead that a crossing began, in the colour of who leads; paler where it is not robust at the crossing."""
    rows = measured.frame.to_dict("records")
    places = list(dict.fromkeys(_row(measured, row) for row in rows))
    figure = canvas(
        measured,
        theme,
        height,
        "Leads after a crossing; pale: what is unknown could undo it",
        margin=MARGIN,
        barmode="overlay",
        uniformtext={"mode": "hide", "minsize": 10},
        xaxis={"type": "date", "domain": [LABELS, 1], "showgrid": True},
        yaxis={
            "range": [max(len(places), 1) - 0.4, -0.6],
            "tickvals": list(range(len(places))),
            "ticktext": ["<br>".join(plotly_text(part, 34) for part in place.split("<br>")) for place in places],
            "tickfont": {"size": theme.type.note},
            "automargin": False,
            "showgrid": False,
            "fixedrange": True,
        },
    )
    for number, row in enumerate(rows):
        figure.add_trace(_bar(measured, row, places.index(_row(measured, row)), number, theme))
    if places and measured.coverage.first_day and measured.coverage.last_day:
        mark_events(figure, measured, theme, measured.coverage.first_day, measured.coverage.last_day)
    return figure


def _row(measured: Measured, row: dict[Any, Any]) -> str:
    pair = " / ".join(sorted(label(measured, row[name]) for name in ("group", "passed")))
    several = len({frozenset(each) for each in measured.frame[["group", "passed"]].to_numpy().tolist()}) > 1
    population = POPULATIONS[Population(row["population"])]
    return f"{pair}<br>{population}" if several else population


def _bar(measured: Measured, row: dict[Any, Any], place: int, number: int, theme: Theme) -> go.Bar:
    colour = colour_of(row["group"], measured.view.by)
    name = plotly_text(label(measured, row["group"]), 24)
    lasted = row["lead_until"] + LENGTH[measured.view.grain] - row["date"]
    robust = "robust" if row["robust"] else "not robust at the crossing"
    return go.Bar(
        orientation="h",
        base=[row["date"]],
        x=[lasted / pd.Timedelta(milliseconds=1)],
        y=[place],
        width=0.62,
        marker={"color": colour if row["robust"] else faded(colour, 0.4), "line": {"width": 2, "color": theme.ground}},
        text=[name],
        textposition="inside",
        textangle=0,
        insidetextanchor="start",
        textfont={"size": theme.type.note, "color": "#ffffff" if row["robust"] else theme.ink},
        hovertemplate=(
            f"{name} passed {plotly_text(label(measured, row['passed']), 24)}<br>"
            f"{wording.period(row['date'], measured.view.grain)}:<br>{wording.banded_share(row, 'share')}<br>to "
            f"{wording.banded_share(row, 'passed_share')}<br>{row['periods']} periods, {robust}<extra></extra>"
        ),
        uid=f"lead{number}",
    )
