"""Draws token shares beside dollar shares, models by price, size and usage, and the frontier."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from app.charts.around import Spot, around
from app.charts.canvas import CROWDED, MARGIN, add, canvas, colour, legend, name, newest_rows, over, shown_groups
from app.charts.colours import colour_of
from app.charts.escape import plotly_text
from app.charts.event_marks import mark_over
from app.charts.shape import calendar
from app.charts.share_chart import HEIGHT
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured
from app.view import Grain, Grouping

EDGE = 0.06  # of the width and height: the room between the outermost points and the edges


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
    frame = frame[frame["tokens"] > 0]
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    reach = [row["active_parameters"] if across == "parameters" else math.nan for row in rows]  # NaN: nothing known
    lefts = [each for each in reach if each > 0]
    wide, tall = _range(pd.concat([frame[across], pd.Series(lefts, dtype=float)])), _range(frame["tokens"])
    figure = canvas(
        measured,
        theme,
        height,
        above,
        xaxis={"type": "log", "title": {"text": words}, "showgrid": True, "range": wide, **_ticks(frame[across])},
        yaxis={"type": "log", "title": {"text": "Tokens"}, "range": tall, **_ticks(frame["tokens"])},
        margin=MARGIN | {"l": 8},
        meta=CROWDED,
    )
    at = [(_along(row[across], wide), _along(row["tokens"], tall)) for row in rows]
    lines = [[(_along(left, wide), own[1]), own] for left, own in zip(reach, at, strict=True) if left > 0]
    names = [plotly_text(str(row["group"]).rpartition("/")[2], 26) for row in rows]
    spots = [Spot(own, _size(row) / 2, label) for own, row, label in zip(at, rows, names, strict=True)]
    places = around(spots, lines, theme.type.note, height - MARGIN["t"] - MARGIN["b"])
    return add(
        figure,
        [
            _model(row, label, place, row[across], left, theme)
            for row, label, place, left in zip(rows, names, places, reach, strict=True)
        ],
    )


def _size(row: dict[Any, Any]) -> float:
    """Pixels across a model's mark."""
    known = row["parameters"] == row["parameters"]
    return 8 + 2.2 * max((row["parameters"] / 1e9) ** 0.4, 0) if known else 10


def _model(row: dict[Any, Any], label: str, place: str | None, x: float, left: float, theme: Theme) -> go.Scatter:
    """One model's point, named where there is a `place` for it, with a line to `left` where that is known."""
    known, active = row["parameters"] == row["parameters"], row["active_parameters"]
    few = f" ({active / 1e9:,.0f} B active)" if active > 0 else ""
    told = f"{row['parameters'] / 1e9:,.0f} B parameters{few}" if known else "parameters unknown"
    price = f"{row['usd_per_million']:,.2f} USD a million" if row["priced"] > 0 else "no known price"
    return go.Scatter(
        x=[x],
        y=[row["tokens"]],
        mode="markers+text" if place else "markers",
        text=[label],
        textposition=place,
        textfont={"size": theme.type.note, "color": theme.quiet},
        cliponaxis=False,
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [0],
            "arrayminus": [x - left if left > 0 else 0],
            "thickness": 1,
            "width": 0,
        },
        marker={
            "color": colour_of(row["lab"], Grouping.LAB),
            "size": _size(row),
            "symbol": "circle" if known else "circle-open",
            "line": {"width": 1.5},
            "opacity": 0.85,
        },
        hovertemplate=f"<b>{plotly_text(str(row['group']))}</b><br>{row['tokens']:,.0f} tokens · "
        f"{price} · {row['free']:.0%} free<br>{told}<extra></extra>",
    )


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


def _range(values: pd.Series) -> tuple[float, float]:
    """The logarithms of a logarithmic axis's ends, with room for marks and names at its edges."""
    if values.empty:
        return 0.0, 1.0
    low, high = math.log10(values.min()), math.log10(values.max())
    room = (high - low or 1.0) * EDGE / (1 - 2 * EDGE)
    return low - room, high + room


def _along(value: float, ends: tuple[float, float]) -> float:
    """How far along a logarithmic axis a value lies, from 0 to 1."""
    return (math.log10(value) - ends[0]) / (ends[1] - ends[0])


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
