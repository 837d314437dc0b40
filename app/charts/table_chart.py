"""Draws the first rows of an answer that is a list, so that a list too can leave as a picture."""

from __future__ import annotations

import textwrap

import pandas as pd
import plotly.graph_objects as go

from app.charts.canvas import MARGIN, add, canvas
from app.charts.captions.checks import REFERENCE_COLUMNS, reference_rows
from app.charts.cells import NAMES, cell
from app.charts.colours import faded
from app.charts.escape import plotly_text
from app.charts.share_chart import HEIGHT
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured
from app.view import Measure

COLUMNS = {
    Measure.LEDGER: ("known_at", "date", "level", "group", "value_before", "value", "share_points", "reason"),
    Measure.DISTORTION: ("date", "until", "kind", "group", "evidence"),
    Measure.EVENTS: ("date", "until", "kind", "title", "lab", "confidence", "source"),
}
WIDTHS = {"reason": 3.0, "evidence": 4.5, "title": 3.0, "group": 1.6, "source": 1.5, "known_at": 1.3}
REFERENCE_WIDTHS = (1.0, 1.0, 1.7, 1.3, 1.2, 1.2, 0.9, 3.2, 1.8)
ROW, AROUND = 17, 10  # pixels of a line, and around the lines of a row
WHOLE, LETTER = 1_150, 7.4  # pixels of the table's width, and of a letter
MOST_LINES = 3


def table_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """As many of the first rows as there is room for, the newest first; the files of the data hold all of them."""
    heads, rows, widths = _cells(measured)
    letters = [int(WHOLE * width / sum(widths) / LETTER) for width in widths]
    broken = [[_lines(text, most) for text, most in zip(row, letters, strict=True)] for row in rows]
    room, shown = height - MARGIN["t"] - MARGIN["b"] - ROW - AROUND, []  # below the row of the columns' names
    for row in broken:
        room -= ROW * max(map(len, row)) + AROUND
        if room < 0:
            break
        shown.append(["<br>".join(plotly_text(line, 200) for line in lines) for lines in row])
    more = f"The first {len(shown)} of {len(rows):,} rows" if len(shown) < len(rows) else f"{len(rows):,} rows"
    figure = canvas(measured, theme, height, more, xaxis={"visible": False}, yaxis={"visible": False})
    letter = {"size": theme.type.note, "color": theme.ink}
    look = {"align": "left", "height": ROW + AROUND, "line": {"color": faded(theme.ink, 0.15)}}
    table = go.Table(
        columnwidth=list(widths),
        header={"values": [f"<b>{plotly_text(each, 40)}</b>" for each in heads], "font": letter, **look}
        | {"fill": {"color": faded(theme.ink, 0.08)}},
        cells={"values": list(zip(*shown, strict=True)), "font": letter, "fill": {"color": theme.ground}, **look},
    )
    return add(figure, [table])


def _lines(text: str, most: int) -> list[str]:
    """The text in lines of so many letters; Plotly alone breaks no long name, and tells not how many lines it makes."""
    return textwrap.wrap(text, most, max_lines=MOST_LINES, placeholder="…") or [""]


def _cells(measured: Measured) -> tuple[list[str], list[tuple[str, ...]], tuple[float, ...]]:
    if measured.view.measure is Measure.REFERENCE:
        return list(REFERENCE_COLUMNS), reference_rows(measured), REFERENCE_WIDTHS
    names = COLUMNS[measured.view.measure]
    heads = [NAMES.get(name, name.replace("_", " ").capitalize()) for name in names]
    frame: pd.DataFrame = measured.frame[::-1] if measured.view.measure is Measure.EVENTS else measured.frame
    rows = [tuple(cell(measured, name, row[name]) for name in names) for row in frame.to_dict("records")]
    return heads, rows, tuple(WIDTHS.get(name, 1.0) for name in names)
