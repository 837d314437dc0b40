"""Draws shares as dots on their coverage bands, one row a way of counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from app.charts import wording
from app.charts.canvas import canvas
from app.charts.colours import faded
from app.charts.escape import plotly_text
from app.charts.share_chart import MARGIN
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured
from app.view import Population, Unit

LABELS = 0.24  # the part of the width that the rows' names take beside the plot
TALL = 36  # pixels a row from which on its name stands above it, so that a narrow page needs no room beside
UNITS = {
    Unit.TOKENS: "Tokens",
    Unit.LIST_USD: "List price",
    Unit.DOWNLOADS_30D: "Downloads, 30 days",
    Unit.DOWNLOADS_DAILY: "Daily downloads",
}
POPULATIONS = {
    Population.ALL: "everything",
    Population.NAMED: "named (top 50)",
    Population.TOP10: "ten largest models",
    Population.OPEN: "open weights",
    Population.LANGUAGE: "language models",
    Population.ORIGINAL: "originals",
}


@dataclass(frozen=True, slots=True)
class Dot:
    """One row: its name, the share with its bounds (0 to 1), its colour, and a word beside the number."""

    row: str
    name: str
    share: float
    low: float
    high: float
    colour: str
    word: str = ""
    strong: bool = False


def way_name(unit: str, population: str) -> str:
    """A way of counting in few words."""
    return f"{UNITS[Unit(unit)]}, {POPULATIONS[Population(population)]}"


def dots_figure(
    measured: Measured,
    dots: Sequence[Dot],
    theme: Theme = LIGHT,
    *,
    height: int,
    heading: str,
    line: tuple[float, str] | None = None,
) -> go.Figure:
    """The rows from top to bottom; `line` is a vertical line with its words, at a share (0 to 1).

    A row's name stands beside it, or above it where the rows are `TALL`.
    """
    most = max([*(dot.high for dot in dots), line[0] if line else 0.0], default=1.0)
    rows = list(dict.fromkeys(dot.row for dot in dots))
    reach = min(most * 100 + 8, 104)
    above = (height - MARGIN["t"] - MARGIN["b"]) / max(len(rows), 1) >= TALL
    figure = canvas(
        measured,
        theme,
        height,
        heading,
        margin=MARGIN | ({"l": 10, "r": 10} if above else {}),
        xaxis={
            "domain": [0 if above else LABELS, 1],
            "range": [0, reach],
            "ticksuffix": "%",
            "showgrid": True,
            "fixedrange": True,
        },
        yaxis={
            "range": [len(rows) - (0.6 if above else 0.4), -0.8 if above else -0.6],
            "tickvals": [] if above else list(range(len(rows))),
            "ticktext": [plotly_text(row, 48) for row in rows],
            "automargin": False,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )
    for number, dot in enumerate(dots):
        figure.add_traces(_row(dot, rows.index(dot.row), number, theme, reach))
    if above:
        for place, row in enumerate(rows):
            figure.add_annotation(_name_above(row, place, theme))
    if line:
        figure.add_shape(
            type="line",
            xref="x",
            yref="paper",
            x0=line[0] * 100,
            x1=line[0] * 100,
            y0=0,
            y1=1,
            line={"color": theme.ink, "width": 1.5, "dash": "dot"},
        )
        figure.add_annotation(
            x=line[0] * 100,
            xref="x",
            y=1,
            yref="paper",
            yanchor="bottom",
            text=plotly_text(line[1]),
            showarrow=False,
            font={"size": theme.type.note, "color": theme.ink},
        )
    return figure


def _name_above(row: str, place: int, theme: Theme) -> dict[str, object]:
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": place,
        "yref": "y",
        "yanchor": "bottom",
        "yshift": 7,
        "text": plotly_text(row, 90),
        "showarrow": False,
        "align": "left",
        "borderpad": 0,
        "font": {"size": theme.type.note, "color": theme.quiet},
    }


def _row(dot: Dot, place: int, number: int, theme: Theme, reach: float) -> list[go.Scatter]:
    band = f"{wording.percent(dot.low)} to {wording.percent(dot.high)}"
    hover = f"{plotly_text(dot.name)}<br>{plotly_text(dot.row, 90)}<br><b>{wording.percent(dot.share)}</b>, band {band}"
    word = f" {plotly_text(dot.word)}" if dot.word else ""
    return [
        go.Scatter(
            x=[dot.low * 100, dot.high * 100],
            y=[place, place],
            mode="lines",
            line={"color": faded(dot.colour, 0.32), "width": 12},
            hoverinfo="skip",
            uid=f"band{number}",
        ),
        go.Scatter(
            x=[dot.share * 100],
            y=[place],
            mode="markers+text",
            marker={"color": dot.colour, "size": 13 if dot.strong else 10, "line": {"width": 0}},
            text=[f"<b>{wording.percent(dot.share)}</b>{word}"],
            textposition="middle right" if dot.share * 100 < reach / 2 else "middle left",
            textfont={"size": theme.type.label, "color": theme.ink},
            cliponaxis=False,
            hovertemplate=f"{hover}<extra></extra>",
            uid=f"dot{number}",
        ),
    ]
