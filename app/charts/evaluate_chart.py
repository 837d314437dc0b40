"""Draws an evaluation: totals with what is missing, criteria beside each other, and how the order hangs on weights."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from app.charts.canvas import add, canvas, legend
from app.charts.colours import colour_of
from app.charts.escape import plotly_text
from app.charts.share_chart import HEIGHT
from app.charts.theme import LIGHT, Theme
from app.measures.evaluate import TOTAL, Sensitivity
from app.measures.result import Measured
from app.view import Grouping


def evaluation_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """Each candidate's total with the range that missing evidence leaves; fainter where the confidence is low."""
    figure = canvas(
        measured,
        theme,
        height,
        "Score from 0 to 100; lines: if everything missing were 0 or 100; fainter: less is known",
        yaxis={"range": [0, 104]},
    )
    traces = []
    for row in measured.frame[measured.frame["criterion"] == TOTAL].to_dict("records"):
        label = plotly_text(measured.labels.get(row["group"], row["group"]), 34)
        traces.append(
            go.Bar(
                x=[label],
                y=[row["score"]],
                marker={"color": tint(row["group"]), "opacity": 0.35 + 0.65 * row["confidence"]},
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": [max(row["score_high"] - row["score"], 0)],
                    "arrayminus": [max(row["score"] - row["score_low"], 0)],
                    "color": theme.quiet,
                },
                text=[f"<b>{row['score']:.0f}</b>"],
                textposition="inside",
                insidetextanchor="start",
                textfont={"size": theme.type.subtitle, "color": theme.ink},
                hovertemplate=f"<b>{label}</b> %{{y:.1f}} · confidence {row['confidence']:.0%}<extra></extra>",
            )
        )
    return add(figure, traces)


def sensitivity_figure(
    measured: Measured, shaken: Sequence[Sensitivity], theme: Theme = LIGHT, *, height: int = HEIGHT
) -> go.Figure:
    """Each candidate's score with one criterion's weight dropped (open) or doubled (filled)."""
    figure = canvas(
        measured,
        theme,
        height,
        "Score with one weight dropped (open) or doubled (filled): crossing points change the order",
        xaxis={"range": [-2, 104], "showgrid": True},
        yaxis={"autorange": "reversed", "automargin": True},
        margin={"l": 8, "r": 24, "t": 34, "b": 40},
        **legend(theme),
    )
    traces = []
    for group in dict.fromkeys(measured.frame["group"]):
        label = plotly_text(measured.labels.get(group, group), 34)
        points = [each for each in shaken if group in each.scores]
        traces.append(
            go.Scatter(
                x=[each.scores[group] for each in points],
                y=[each.criterion.value.replace("_", " ") for each in points],
                mode="markers",
                marker={
                    "color": tint(group),
                    "size": 11,
                    "symbol": ["circle" if each.factor else "circle-open" for each in points],
                    "line": {"width": 2},
                },
                text=[f"{each.ranks[group]}. with it {'doubled' if each.factor else 'dropped'}" for each in points],
                name=label,
                hovertemplate=f"<b>{label}</b> %{{x:.1f}}: %{{text}}<extra></extra>",
            )
        )
    return add(figure, traces)


def tint(group: str) -> str:
    """A candidate's colour: a model's or a lab's."""
    return colour_of(group, Grouping.MODEL if "/" in group else Grouping.LAB)
