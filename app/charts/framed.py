"""Puts a chart into a frame that can leave alone: title, subtitle, finding, notes, sources, permalink."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

import plotly.graph_objects as go

from app.charts import captions, wording
from app.charts.apart import lift_names
from app.charts.escape import plotly_text
from app.charts.shape import drawn
from app.charts.share_chart import MARGIN, share_figure
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured

EDGE = 36  # pixels around everything
GAP = 10
LINE = 1.36  # of a line's letter size
LETTER, BOLD_LETTER = 0.57, 0.64  # the mean width of a letter, of its size, in the widest of the usual fonts
LONGEST = 2_000
SOLID, DASHED = "\u25a0", "\u2505"

Draw = Callable[..., go.Figure]


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of a picture in pixels."""

    width: int
    height: int


WIDE = Size(1280, 720)


@dataclass(frozen=True, slots=True)
class _Block:
    lines: tuple[str, ...]
    letter: int
    colour: str
    bold: bool = False

    @property
    def height(self) -> float:
        return len(self.lines) * self.letter * LINE


def framed(
    measured: Measured, theme: Theme = LIGHT, size: Size = WIDE, *, draw: Draw = share_figure, title: str = ""
) -> go.Figure:
    """The whole picture of a view, `size` large: the chart that `draw` makes with all its evidence around it.

    `title` stands in the place of the neutral one.
    """
    measured = drawn(measured)
    head, foot = _head(measured, theme, size, title), _foot(measured, theme, size)
    top = EDGE + sum(block.height for block in head) + GAP
    bottom = EDGE + sum(block.height for block in foot) + GAP
    figure = draw(measured, theme, height=round(size.height - top - bottom))
    key = _key(figure, theme, size)
    head += key
    top += sum(block.height for block in key)
    left = _names(figure, theme)
    sides = {"l": EDGE + left, "r": EDGE + MARGIN["r"], "t": top + MARGIN["t"], "b": bottom + MARGIN["b"]}
    figure.update_layout(width=size.width, height=size.height, margin=sides)
    figure.update_layout(title={"y": 1 - top / size.height, "pad": {"l": EDGE}})
    at = float(EDGE)
    for block in head:
        figure.add_annotation(_annotation(block, y=1, left=left, yshift=top + MARGIN["t"] - at))
        at += block.height
    at = float(MARGIN["b"] + GAP)
    for block in foot:
        figure.add_annotation(_annotation(block, y=0, left=left, yshift=-at))
        at += block.height
    return figure


def _head(measured: Measured, theme: Theme, size: Size, title: str) -> list[_Block]:
    scale = theme.type
    blocks = [_block(title or captions.title(measured), scale.title, theme.ink, size, bold=True)]
    blocks.append(_block(captions.subtitle(measured), scale.subtitle, theme.quiet, size))
    if finding := captions.finding(measured):
        blocks.append(_block(finding, scale.subtitle, theme.ink, size))
    return blocks


def _key(figure: go.Figure, theme: Theme, size: Size) -> list[_Block]:
    """The legend as lines above the plot, where it covers nothing; taken out of the figure, and empty without one."""
    names = lift_names(figure)
    letter, swatch = theme.type.label, 3  # letters that a swatch and the room after a name take
    room = int((size.width - 2 * EDGE) / (letter * LETTER))
    lines: list[list[str]] = []
    used = room
    for each in names:
        length = len(html.unescape(each.name)) + swatch
        if used + length > room:
            lines.append([])
            used = 0
        mark = DASHED if each.dashed else SOLID
        lines[-1].append(f'<span style="color:{each.colour}">{mark}</span> {each.name}')
        used += length
    joined = tuple("&nbsp; &nbsp;".join(line) for line in lines)
    return [_Block(joined, letter, theme.ink)] if joined else []


def _names(figure: go.Figure, theme: Theme) -> int:
    """Pixels at the plot's left: for the names on its axis where it has any, so that they move nothing aside."""
    axis = figure.layout.yaxis
    if not axis.automargin:
        return MARGIN["l"]
    axis.automargin = False
    held = [each for trace in figure.data if trace.y is not None for each in trace.y if isinstance(each, str)]
    lines = [line for name in (*held, *(axis.ticktext or ())) for line in name.split("<br>")]
    longest = max((len(html.unescape(line)) for line in lines), default=0)
    return max(MARGIN["l"], round(longest * theme.type.axis * LETTER) + GAP)


def _foot(measured: Measured, theme: Theme, size: Size) -> list[_Block]:
    said = [*wording.notes(measured), *wording.source_lines(measured), f"View: {measured.view.query()}"]
    return [_block(line, theme.type.note, theme.quiet, size) for line in said]


def _block(text: str, letter: int, colour: str, size: Size, *, bold: bool = False) -> _Block:
    """The text in lines that fit the width; words too long for one are broken."""
    room = int((size.width - 2 * EDGE) / (letter * (BOLD_LETTER if bold else LETTER)))
    lines = textwrap.wrap(text, room, break_on_hyphens=False) or [""]
    return _Block(tuple(plotly_text(line, LONGEST) for line in lines), letter, colour, bold)


def _annotation(block: _Block, *, y: float, left: int, yshift: float) -> dict[str, object]:
    text = "<br>".join(block.lines)
    return {
        "text": f"<b>{text}</b>" if block.bold else text,
        "font": {"size": block.letter, "color": block.colour},
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "xshift": -left,
        "y": y,
        "yref": "paper",
        "yanchor": "top",
        "yshift": yshift,
        "align": "left",
        "showarrow": False,
        "borderpad": 0,
    }
