"""Draws token shares beside dollar shares, and models by price against usage."""

from __future__ import annotations

import plotly.graph_objects as go

from app.charts.canvas import MARGIN, add, canvas, colour, name, shown_groups
from app.charts.colours import colour_of
from app.charts.escape import plotly_text
from app.charts.share_chart import HEIGHT
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured
from app.view import Grouping


def efficiency_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """The newest period: a group's token share and its share of list-price dollars, joined by a line."""
    figure = canvas(
        measured,
        theme,
        height,
        "Share of tokens (open) and of list-price dollars (filled, with its bounds); dollars are an estimate",
        xaxis={"tickformat": ".0%", "showgrid": True, "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "automargin": True},
        margin=MARGIN | {"l": 130},
    )
    frame = measured.frame
    if frame.empty:
        return figure
    newest = frame[frame["date"] == frame["date"].max()].set_index("group")
    groups = [group for group in shown_groups(measured, "tokens") if group in newest.index]
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
                hovertemplate=f"<b>{label}</b><br>tokens {row['share']:.1%} · dollars {row['usd_share']:.1%} "
                f"({row['usd_share_low']:.1%} to {row['usd_share_high']:.1%})<br>"
                f"{row['usd_per_million']:,.2f} USD a million tokens<extra></extra>",
            )
        )
    return add(figure, traces)


def prices_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """Price against usage, a point a model: its colour is the lab's, its size follows the parameters where known."""
    figure = canvas(
        measured,
        theme,
        height,
        "Tokens (up) against list price (right), both logarithmic; larger points: more parameters, hollow: unknown",
        xaxis={"type": "log", "title": {"text": "US dollars a million tokens, 3:1 blend"}, "showgrid": True},
        yaxis={"type": "log", "title": {"text": "Tokens"}, "exponentformat": "B"},
    )
    frame = measured.frame[measured.frame["usd_per_million"] > 0]
    traces = []
    for at, row in enumerate(frame.to_dict("records")):
        known = row["parameters"] == row["parameters"]
        label = plotly_text(str(row["group"]).rpartition("/")[2], 26)
        size = 8 + 2.2 * max((row["parameters"] / 1e9) ** 0.4, 0) if known else 10
        active = f" ({row['active_parameters'] / 1e9:,.0f} B active)" if row["active_parameters"] > 0 else ""
        told = f"{row['parameters'] / 1e9:,.0f} B parameters{active}" if known else "parameters unknown"
        traces.append(
            go.Scatter(
                x=[row["usd_per_million"]],
                y=[row["tokens"]],
                mode="markers+text" if at < 12 else "markers",
                text=[label],
                textposition="top center",
                textfont={"size": theme.type.note, "color": theme.quiet},
                marker={
                    "color": colour_of(row["lab"], Grouping.LAB),
                    "size": size,
                    "symbol": "circle" if known else "circle-open",
                    "line": {"width": 1.5},
                    "opacity": 0.85,
                },
                hovertemplate=f"<b>{plotly_text(str(row['group']))}</b><br>{row['tokens']:,.0f} tokens · "
                f"{row['usd_per_million']:,.2f} USD a million · {row['free']:.0%} free<br>{told}<extra></extra>",
            )
        )
    return add(figure, traces)


def frontier_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """The best index of each side by day."""
    figure = canvas(measured, theme, height, "Best intelligence index: open Chinese models against all of the US")
    traces = [
        go.Scatter(
            x=rows["date"],
            y=rows["value"],
            text=[plotly_text(str(each)) for each in rows["model"]],
            mode="lines+markers",
            line={"color": colour_of(str(group), Grouping.BLOC), "width": 2.4, "shape": "hv"},
            name=name(measured, str(group)),
            hovertemplate=f"<b>{name(measured, str(group))}</b> %{{y:.1f}} (%{{text}})<extra></extra>",
        )
        for group, rows in measured.frame.groupby("group")
    ]
    return add(figure, traces)
