"""Draws token shares beside dollar shares, models by price, size and usage, and the frontier."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from app.charts.canvas import CROWDED, MARGIN, add, canvas, colour, legend, name, newest_rows, over, shown_groups
from app.charts.colours import colour_of
from app.charts.escape import plotly_text
from app.charts.event_marks import mark_over
from app.charts.shape import calendar
from app.charts.share_chart import HEIGHT
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured
from app.view import Grain, Grouping

NAME_WIDTH, NAME_HEIGHT, MOST_NAMES = 0.28, 0.07, 14  # of the plot's width and height; how many models are named


def efficiency_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """The newest period: a group's token share and its share of list-price dollars, joined by a line."""
    figure = canvas(
        measured,
        theme,
        height,
        "Share of tokens (open) and of list-price dollars (filled, with its bounds); dollars are an estimate",
        xaxis={"tickformat": ".0%", "showgrid": True, "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "automargin": True},
        margin=MARGIN | {"l": 8},
    )
    frame = measured.frame
    if frame.empty:
        return figure
    newest = newest_rows(frame).set_index("group")
    groups = [group for group in shown_groups(measured, "tokens", unknown=True) if group in newest.index]
    traces = []
    for group in groups:
        row, tint, label = newest.loc[group], colour(measured, group), name(measured, group)
        traces.append(
            go.Scatter(
                x=[row["share"], row["usd_share"]],
                y=[label, label],
                mode="lines+markers",
                line={"color": tint, "width": 2},
                marker={"symbol": ["circle-open", "circle"], "size": 12, "color": tint, "line": {"width": 2}},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [0, max(row["usd_share_high"] - row["usd_share"], 0)],
                    "arrayminus": [0, max(row["usd_share"] - row["usd_share_low"], 0)],
                    "color": tint,
                    "thickness": 1,
                    "width": 3,
                },
                name=label,
                hovertemplate=f"<b>{label}</b><br>tokens {row['share']:.1%} "
                f"(band {row['share_low']:.1%} to {row['share_high']:.1%})<br>dollars {row['usd_share']:.1%} "
                f"(band {row['usd_share_low']:.1%} to {row['usd_share_high']:.1%})<br>"
                f"{row['usd_per_million']:,.2f} USD a million tokens<extra></extra>",
            )
        )
    return add(figure, traces)


def prices_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """Price against usage, a point a model: its colour is the lab's, its size follows the parameters where known."""
    above = "Tokens (up) against list price (right), both logarithmic; larger: more parameters, hollow: unknown"
    frame = measured.frame[measured.frame["usd_per_million"] > 0]
    return _models(measured, frame, "usd_per_million", "US dollars a million tokens, 3:1 blend", above, theme, height)


def parameters_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """Parameters against usage, of the models whose parameters are known; a line reaches to the active ones."""
    above = "Tokens (up) against total parameters (right), both logarithmic; a line reaches left to the active ones"
    frame = measured.frame[measured.frame["parameters"] > 0]
    return _models(measured, frame, "parameters", "Parameters", above, theme, height)


def _models(
    measured: Measured, frame: pd.DataFrame, across: str, words: str, above: str, theme: Theme, height: int
) -> go.Figure:
    figure = canvas(
        measured,
        theme,
        height,
        above,
        xaxis={"type": "log", "title": {"text": words}, "showgrid": True, **_ticks(frame[across])},
        yaxis={"type": "log", "title": {"text": "Tokens"}, **_ticks(frame["tokens"])},
        margin=MARGIN | {"l": 8},
        meta=CROWDED,
    )
    named = _apart(frame[across], frame["tokens"])
    traces = []
    for at, row in enumerate(frame.to_dict("records")):
        known, active = row["parameters"] == row["parameters"], row["active_parameters"]
        size = 8 + 2.2 * max((row["parameters"] / 1e9) ** 0.4, 0) if known else 10
        few = f" ({active / 1e9:,.0f} B active)" if active > 0 else ""
        told = f"{row['parameters'] / 1e9:,.0f} B parameters{few}" if known else "parameters unknown"
        price = f"{row['usd_per_million']:,.2f} USD a million" if row["priced"] > 0 else "no known price"
        reach = [row["parameters"] - active if across == "parameters" and active > 0 else 0]
        traces.append(
            go.Scatter(
                x=[row[across]],
                y=[row["tokens"]],
                mode="markers+text" if at in named else "markers",
                text=[plotly_text(str(row["group"]).rpartition("/")[2], 26)],
                textposition="top center",
                textfont={"size": theme.type.note, "color": theme.quiet},
                cliponaxis=False,
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [0],
                    "arrayminus": reach,
                    "thickness": 1,
                    "width": 0,
                },
                marker={
                    "color": colour_of(row["lab"], Grouping.LAB),
                    "size": size,
                    "symbol": "circle" if known else "circle-open",
                    "line": {"width": 1.5},
                    "opacity": 0.85,
                },
                hovertemplate=f"<b>{plotly_text(str(row['group']))}</b><br>{row['tokens']:,.0f} tokens · "
                f"{price} · {row['free']:.0%} free<br>{told}<extra></extra>",
            )
        )
    return add(figure, traces)


def _ticks(values: pd.Series) -> dict[str, object]:
    """Ticks of a logarithmic axis at 1 and 3 of each power of ten, in words that are short."""
    if values.empty:
        return {}
    powers = range(math.floor(math.log10(values.min())) - 1, math.ceil(math.log10(values.max())) + 1)
    at = [digit * 10.0**power for power in powers for digit in (1, 3)]
    return {"tickvals": at, "ticktext": [_short(each) for each in at]}


def _short(value: float) -> str:
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        if value >= size:
            return f"{value / size:g} {letter}"
    return f"{value:,g}"


def _apart(across: pd.Series, up: pd.Series) -> set[int]:
    """The points, the first ones first, whose names lie over no other name: a name takes a quarter of the width."""
    taken: list[tuple[float, float]] = []
    named = set()
    x, y = (np.log10(each.to_numpy(dtype=float)) for each in (across, up))
    for at in range(len(x)):
        place = ((x[at] - x.min()) / (np.ptp(x) or 1), (y[at] - y.min()) / (np.ptp(y) or 1))
        if all(abs(place[0] - a) > NAME_WIDTH or abs(place[1] - b) > NAME_HEIGHT for a, b in taken):
            taken.append(place)
            named.add(at)
    return named if len(named) <= MOST_NAMES else set(sorted(named)[:MOST_NAMES])


def frontier_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """The best index of each side by day; a day without benchmarks breaks the line."""
    days = replace(measured, view=measured.view.with_(grain=Grain.DAY), frame=measured.frame.assign(complete=True))
    periods = calendar(days)
    mode, axis = over(periods.index)
    above = "Best intelligence index: open Chinese models against all of the US"
    figure = canvas(measured, theme, height, above, xaxis=axis, **legend(theme))
    traces = [
        go.Scatter(
            x=periods.index,
            y=rows["value"],
            text=rows["model"],
            mode=mode,
            connectgaps=False,
            line={"color": colour_of(str(group), Grouping.BLOC), "width": 2.4, "shape": "hv"},
            name=name(measured, str(group)),
            hovertemplate=f"<b>{name(measured, str(group))}</b> %{{y:.1f}} (%{{text}})<extra></extra>",
        )
        for group, side in measured.frame.groupby("group")
        for rows in [side.assign(model=side["model"].map(plotly_text)).set_index("date").reindex(periods.index)]
    ]
    return mark_over(add(figure, traces), measured, theme, periods)
