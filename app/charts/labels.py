"""Names each line or band where it ends, moved apart just as far as needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.charts.escape import plotly_text
from app.charts.theme import Theme

ROOM = 0.82  # the part of the width that the plot takes; the rest is for labels
LINE_HEIGHT = 17.0  # pixels
LONGEST = 21
LONGEST_ALONE = 28  # without a figure


@dataclass(frozen=True, slots=True)
class EndLabel:
    """A name to be drawn beside the plot; `at` is where its line ends, from 0 (bottom) to 1 (top)."""

    name: str
    figure: str
    colour: str
    at: float
    weight: float  # what is dropped first where there is no room: the smallest


def end_labels(labels: Sequence[EndLabel], theme: Theme, plot_height: float) -> list[dict[str, Any]]:
    """Plotly annotations at the right of the plot, none over another; the lightest are left out where room ends."""
    gap = LINE_HEIGHT / plot_height
    room = max(int(1.02 / gap), 1)
    kept = sorted(sorted(labels, key=lambda each: each.weight, reverse=True)[:room], key=lambda each: each.at)
    places = spread([min(max(each.at, 0.0), 1.0) for each in kept], gap)
    return [
        {
            "x": ROOM,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 8,
            "y": place,
            "yref": "paper",
            "yanchor": "middle",
            "showarrow": False,
            "align": "left",
            "font": {"size": theme.type.label, "color": theme.ink},
            "text": _text(each),
        }
        for each, place in zip(kept, places, strict=True)
    ]


def _text(each: EndLabel) -> str:
    name = plotly_text(each.name, LONGEST if each.figure else LONGEST_ALONE)
    return f'<span style="color:{each.colour}">■</span> {name} <b>{each.figure}</b>'


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Places in rising order, at least `gap` apart and within 0 to 1, as near as can be to the wanted rising ones.

    Neighbours that would overlap form a block around the mean of what they want, and blocks that meet are joined.
    """
    blocks: list[tuple[float, int]] = []  # the sum of (wanted - own offset in the block), how many
    for place in wanted:
        total, count = place, 1
        while blocks and _start(*blocks[-1], gap) + blocks[-1][1] * gap > _start(total, count, gap):
            before, size = blocks.pop()
            total, count = before + total - count * size * gap, size + count
        blocks.append((total, count))
    places = [_start(total, count, gap) + at * gap for total, count in blocks for at in range(count)]
    for at in range(len(places) - 2, -1, -1):
        places[at] = min(places[at], places[at + 1] - gap)
    return places


def _start(total: float, count: int, gap: float) -> float:
    """The place of a block's first member, kept within 0 to 1."""
    return min(max(total / count, 0.0), 1.0 - (count - 1) * gap)
