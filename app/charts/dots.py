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

LABELS = 0.24  # the part of the width that the rows' names take left of the plot
NUMBERS, WORDS = 0.08, 0.21  # the part that the numbers take right of it, without and with words
ROW = 50  # pixels of a row with its name and number above its band, so that a narrow page needs no room beside
AROUND = 80  # pixels above and below all rows
BAND = 10  # pixels
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

    Where the rows have `ROW` pixels, name and number stand above the band, on the ground's colour, so that the line
    runs behind them; else the names stand left of all bands and the numbers right of them.
    """
    most = max([*(dot.high for dot in dots), line[0] if line else 0.0], default=1.0)
    reach = min(most * 100 + 8, 104)
    above = height >= tall(len(dots))
    end = 1 - (WORDS if any(dot.word for dot in dots) else NUMBERS)
    figure = canvas(
        measured,
        theme,
        height,
        heading,
        margin=MARGIN | ({"l": 10, "r": 10} if above else {}),
        xaxis={
            "domain": [0, 1] if above else [LABELS, end],
            "range": [0, reach],
            "ticksuffix": "%",
            "showgrid": True,
            "fixedrange": True,
        },
        yaxis={
            "range": [len(dots) - (0.7 if above else 0.4), -0.9 if above else -0.6],
            "tickvals": [] if above else list(range(len(dots))),
            "ticktext": [plotly_text(dot.row, 48) for dot in dots],
            "automargin": False,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )
    for place, dot in enumerate(dots):
        figure.add_traces(_row(dot, place))
        figure.add_annotation(_words(dot, place, theme, None if above else end))
    if line:
        figure.add_shape(
            type="line",
            layer="below",
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


def tall(rows: int) -> int:
    """Pixels of a figure of this many rows, each with its name above it."""
    return AROUND + ROW * max(rows, 3)


def _words(dot: Dot, place: int, theme: Theme, end: float | None) -> dict[str, object]:
    """A row's number and word where the plot ends, or above its band, under the row's name, where no `end` is given."""
    number = f"<b>{wording.percent(dot.share)}</b>" + (f" {plotly_text(dot.word)}" if dot.word else "")
    name = f'<span style="font-size:{theme.type.note}px;color:{theme.quiet}">{plotly_text(dot.row, 90)}</span>'
    above = end is None
    return {
        "x": end or 0,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 3 if above else 8,  # clear of the axis
        "y": place,
        "yref": "y",
        "yanchor": "bottom" if above else "middle",
        "yshift": BAND / 2 + 1 if above else 0,
        "text": f"{name}<br>{number}" if above else number,
        "showarrow": False,
        "align": "left",
        "bgcolor": theme.ground,
        "borderpad": 0,
        "font": {"size": theme.type.label, "color": theme.ink},
    }


def _row(dot: Dot, number: int) -> list[go.Scatter]:
    band = wording.band(dot.low, dot.high)
    hover = f"{plotly_text(dot.name)}<br>{plotly_text(dot.row, 90)}<br><b>{wording.percent(dot.share)}</b>, band {band}"
    return [
        go.Scatter(
            x=[dot.low * 100, dot.high * 100],
            y=[number, number],
            mode="lines",
            line={"color": faded(dot.colour, 0.32), "width": BAND},
            hoverinfo="skip",
            uid=f"band{number}",
        ),
        go.Scatter(
            x=[dot.share * 100],
            y=[number],
            mode="markers",
            marker={"color": dot.colour, "size": 13 if dot.strong else 10, "line": {"width": 0}},
            cliponaxis=False,
            hovertemplate=f"{hover}<extra></extra>",
            uid=f"dot{number}",
        ),
    ]
