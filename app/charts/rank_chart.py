"""Draws a ranking over time as a bump chart: a line a group, first place on top."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from app.charts import wording
from app.charts.colours import NAMED_THREE, colour_of
from app.charts.escape import plotly_text
from app.charts.labels import ROOM, EndLabel, end_labels
from app.charts.shape import Period, calendar, tables
from app.charts.share_chart import HEIGHT, MARGIN
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured
from app.view import Grain

PLACES = 10


def rank_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT, places: int = PLACES) -> go.Figure:
    """The groups of the first `places` ranks, or those that the view selects; a line breaks where a group is out."""
    periods = calendar(measured)
    found = tables(measured, ("rank", "share"), periods)
    ranks = {group: found[group]["rank"] for group in _shown(measured, places)}
    lowest = max((rank.max() for rank in ranks.values()), default=float(places))
    floor = max(places, int(lowest) if measured.view.select and not math.isnan(lowest) else places)
    figure = go.Figure(layout=_layout(measured, theme, height, periods, floor, ranks))
    for number, (group, rank) in enumerate(ranks.items()):
        figure.add_trace(_line(measured, group, rank.where(rank <= floor), found[group]["share"], number))
    return figure


def _shown(measured: Measured, places: int) -> list[str]:
    frame = measured.frame
    if measured.view.select:
        held = set(frame["group"])
        return [group for group in measured.view.select if group in held]
    return list(dict.fromkeys(frame.loc[frame["rank"].le(places).fillna(False), "group"]))


def _line(measured: Measured, group: str, rank: pd.Series, share: pd.Series, number: int) -> go.Scatter:
    colour, name = colour_of(group, measured.view.by), plotly_text(wording.label(measured, group))
    return go.Scatter(
        x=rank.index,
        y=rank.to_numpy(),
        name=name,
        uid=f"trace{number}",
        mode="lines+markers",
        connectgaps=False,
        cliponaxis=False,
        line={"color": colour, "width": 3.4 if group in NAMED_THREE else 2.2},
        marker={"color": colour, "size": 7 if len(rank.index) <= 60 else 4, "line": {"width": 0}},
        customdata=(share * 100).to_numpy(dtype="float32"),
        hovertemplate=f"%{{y}}. {name} · %{{customdata:.1f}}%<extra></extra>",
    )


def _layout(
    measured: Measured, theme: Theme, height: int, periods: Period, floor: int, ranks: dict[str, pd.Series]
) -> go.Layout:
    mark = f"<b>{wording.SYNTHETIC}</b> · " if measured.synthetic else ""
    header = {Grain.DAY: "%-d %B %Y", Grain.WEEK: "Week of %-d %B %Y", Grain.MONTH: "%B %Y"}[measured.view.grain]
    return go.Layout(
        template=theme.template,
        height=height,
        margin=MARGIN,
        title={
            "text": f"{mark}Rank by {plotly_text(wording.UNITS[measured.view.counted])}",
            "font": {"size": theme.type.axis, "color": theme.quiet},
            "x": 0,
            "xref": "container",
            "yref": "container",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 4, "l": 4},
        },
        xaxis={"domain": [0, ROOM], "hoverformat": header, "type": "date"},
        yaxis={
            "range": [floor + 0.6, 0.4],
            "fixedrange": True,
            "automargin": False,
            "tickmode": "array",
            "tickvals": list(range(1, floor + 1)),
            "zeroline": False,
        },
        annotations=_labels(measured, theme, height, floor, ranks),
    )


def _labels(
    measured: Measured, theme: Theme, height: int, floor: int, ranks: dict[str, pd.Series]
) -> list[dict[str, object]]:
    """Names beside the newest places; who is out of the list by then has no label."""
    made = []
    for group, rank in ranks.items():
        place = rank.iloc[-1]
        if math.isnan(place) or place > floor:
            continue
        at = (floor + 0.6 - place) / (floor + 0.2)
        name = wording.label(measured, group)
        made.append(EndLabel(name, "", colour_of(group, measured.view.by), at, -place))
    return end_labels(made, theme, height - MARGIN["t"] - MARGIN["b"])
