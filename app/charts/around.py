"""Places names around points, so that they cover one another and the points as little as can be."""

from __future__ import annotations

from collections.abc import Sequence

PLOTS = ((270.0, 370.0), (1040.0, 380.0))  # pixels of a plot on a phone and at a desk: one choice serves both
LETTER, LINE = 0.52, 1.25  # of the letters' size: the width of a letter and the height of a line
POINT = 6.0  # pixels from a point's middle to its rim
LATER = 12.0  # pixels of covered area for which a place is passed over for the one after it
# Plotly's word for each place, with where the middle of the name then is, in its own widths and heights.
PLACES = {
    "top center": (0.0, 1.0),
    "bottom center": (0.0, -1.0),
    "middle right": (1.0, 0.0),
    "middle left": (-1.0, 0.0),
    "top right": (1.0, 1.0),
    "top left": (-1.0, 1.0),
    "bottom right": (1.0, -1.0),
    "bottom left": (-1.0, -1.0),
}
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top


def around(points: Sequence[Point], names: Sequence[str], letters: int) -> list[str]:
    """Where each name stands beside its point, as Plotly says it; the first names choose first.

    Points lie from 0 to 1 across and up the plot; `letters` is the size of the letters in pixels.
    """
    chosen: list[str] = []
    for own in range(len(points)):
        costs = dict.fromkeys(PLACES, 0.0)
        for plot in PLOTS:
            marks = [_mark(point, plot) for at, point in enumerate(points) if at != own]
            others = [*marks, *(_name(*each, plot, letters) for each in zip(points, names, chosen, strict=False))]
            for rank, place in enumerate(PLACES):
                box = _name(points[own], names[own], place, plot, letters)
                costs[place] += rank * LATER + _out(box, plot) + sum(_covered(box, each) for each in others)
        chosen.append(min(costs, key=lambda place: costs[place]))
    return chosen


def _mark(point: Point, plot: Point) -> Box:
    return _box(point[0] * plot[0], point[1] * plot[1], POINT, POINT)


def _name(point: Point, name: str, place: str, plot: Point, letters: int) -> Box:
    across, up = PLACES[place]
    wide, tall = len(name) * letters * LETTER / 2, letters * LINE / 2
    return _box(point[0] * plot[0] + across * (wide + POINT), point[1] * plot[1] + up * (tall + POINT), wide, tall)


def _box(x: float, y: float, wide: float, tall: float) -> Box:
    return x - wide, y - tall, x + wide, y + tall


def _covered(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    across, up = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return max(across, 0.0) * max(up, 0.0)


def _out(box: Box, plot: Point) -> float:
    """How much of a name would lie outside of the plot at its right, where it would be cut."""
    return max(box[2] - plot[0], 0.0) * (box[3] - box[1])
