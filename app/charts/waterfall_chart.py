"""Draws the change of a share as a waterfall: the labs or models that it is made of."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from app.charts import wording
from app.charts.canvas import canvas
from app.charts.colours import NAMED_THREE
from app.charts.escape import plotly_text
from app.charts.share_chart import HEIGHT, MARGIN
from app.charts.theme import LIGHT, Theme
from app.charts.wording import label
from app.measures.contribution import CHANGE, LAB
from app.measures.result import Measured

LINE, MOST_LINES = 24, 2  # letters, lines
ROW, AROUND = 34, 80  # pixels
MOST = 9  # parts that stand alone; the others are one step
UP, DOWN = "#2f7fb5", "#c2571a"  # told apart in every kind of colour vision; the sign stands beside each bar
STATUS = {"entered": "entered", "left": "left", "moved_in": "moved in", "moved_out": "moved out"}


def waterfall_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT, level: str = LAB) -> go.Figure:
    """From the earlier share to the later one, step by step from top to bottom; the largest by name, the others summed.

    `level` is "lab" or "model".
    """
    figure = canvas(
        measured,
        theme,
        height,
        "Share (%); each step in percentage points. The axis need not begin at 0",
        margin=MARGIN | {"l": 8, "r": 8},
        waterfallgap=0.35,
        xaxis={"ticksuffix": "%", "fixedrange": True, "showgrid": True},
        yaxis={
            "type": "category",
            "tickfont": {"size": theme.type.note},
            "autorange": "reversed",
            "automargin": True,
            "showgrid": False,
            "fixedrange": True,
        },
    )
    bars = bars_of(measured, level)
    if not bars:
        return figure
    low, high = reach(bars)
    figure.update_xaxes(range=[low, high])
    figure.add_trace(
        go.Waterfall(
            orientation="h",
            y=[_lines(bar.name) for bar in bars],
            x=[bar.value for bar in bars],
            base=0,
            measure=["absolute", *["relative"] * (len(bars) - 2), "total"],
            text=[f"{bar.value:+.2f}".replace("-", "−") if bar.step else f"{bar.value:.1f}%" for bar in bars],
            textposition="outside",
            textfont={"size": theme.type.label, "color": theme.ink},
            increasing={"marker": {"color": UP}},
            decreasing={"marker": {"color": DOWN}},
            totals={"marker": {"color": theme.quiet}},
            connector={"line": {"color": theme.rule, "width": 1}},
            hovertemplate="%{y}: %{text}<extra></extra>",
            cliponaxis=False,
            uid="steps",
        )
    )
    return figure


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a share in per cent at either end, or a `step` in percentage points between them."""

    name: str
    value: float
    step: bool


def bars_of(measured: Measured, level: str = LAB) -> list[Bar]:
    """The earlier share, the largest steps by name, the others summed, the later share; empty without data."""
    frame, view = measured.frame, measured.view
    whole = frame[frame["level"] == CHANGE].to_dict("records")
    if not whole:
        return []
    parts = frame[(frame["level"] == level) & (frame["contribution"] != 0)].to_dict("records")
    named = [part for part in parts if part["group"] != "all_others"][:MOST]
    named += [part for part in parts[MOST:] if part["group"] in NAMED_THREE and part not in named]
    steps = [Bar(_name(measured, part), float(part["contribution"]), step=True) for part in named]
    if len(parts) > len(named):
        rest = float(whole[0]["contribution"]) - sum(bar.value for bar in steps)
        steps.append(Bar(f"{len(parts) - len(named)} others", rest, step=True))
    before, after = (
        Bar(wording.period(whole[0][date], view.grain), float(whole[0][share]) * 100, step=False)
        for date, share in (("date_before", "share_before"), ("date", "share"))
    )
    return [before, *steps, after]


def tall(measured: Measured, level: str = LAB) -> int:
    """A height that gives each bar its row."""
    return AROUND + ROW * len(bars_of(measured, level))


def _name(measured: Measured, part: dict[object, object]) -> str:
    status = STATUS.get(str(part["status"]))
    name = label(measured, str(part["group"]))
    return f"{name} · {status}" if status else name


def _lines(name: str) -> str:
    """A name in short lines, so that a narrow page has room for the bars beside them."""
    lines = [line for part in name.split(" · ") for line in textwrap.wrap(part, LINE, break_long_words=True)]
    return "<br>".join(plotly_text(line, LINE + 2) for line in lines[:MOST_LINES])


def reach(bars: Sequence[Bar]) -> tuple[float, float]:
    """A range that holds every step and shows it: a waterfall's axis may begin above 0, as its bars are differences."""
    level = bars[0].value
    levels = [level]
    for bar in bars[1:-1]:
        level += bar.value
        levels.append(level)
    room = max((max(levels) - min(levels)) * 0.25, 0.5)
    return max(min(levels) - room, 0.0 if min(levels) >= 0 else min(levels) * 1.1), max(levels) + room
