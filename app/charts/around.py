"""Places names beside points where they lie over nothing, and leaves out a name that finds no such place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTHS = (950.0, 1200.0)  # pixels of a plot on the narrowest page that shows names, and on the widest
LETTER, LINE = 0.55, 1.1  # of the letters' size: the width of a letter and the height of a line
CLEAR = 2.0  # pixels left and right of a name
# Plotly's word for each place, with where the middle of the name then is, in its own widths and heights. The better
# places stand first.
PLACES = {
    "top center": (0, 1),
    "bottom center": (0, -1),
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top right": (1, 1),
    "top left": (-1, 1),
    "bottom right": (1, -1),
    "bottom left": (-1, -1),
}
Point = tuple[float, float]  # from 0 to 1 across and up the plot
Box = tuple[float, float, float, float]  # left, bottom, right, top, in pixels


@dataclass(frozen=True, slots=True)
class Spot:
    """A point that is to have a name; `rim` is how many pixels its mark reaches from its middle."""

    at: Point
    rim: float
    name: str


def around(spots: Sequence[Spot], lines: Sequence[Sequence[Point]], letters: float, height: float) -> list[str | None]:
    """Where each name stands beside its point, as Plotly says it; None where it would cover something everywhere.

    A name lies over no point, no line and no other name, and within the plot, however wide the page is. The first
    spots choose first. `letters` is the size of the letters in pixels, `height` the plot's.
    """
    plots = [_Plot(width, height, letters, spots, lines) for width in WIDTHS]
    places: list[str | None] = []
    for spot in spots:
        free = (place for place in PLACES if all(plot.has_room(spot, place) for plot in plots))
        place = next(free, None)
        places.append(place)
        if place is not None:
            for plot in plots:
                plot.taken.append(plot.name_box(spot, place))
    return places


class _Plot:
    """The plot at one width, with what is taken in it."""

    def __init__(
        self, width: float, height: float, letters: float, spots: Sequence[Spot], lines: Sequence[Sequence[Point]]
    ) -> None:
        self.size, self.letters = (width, height), letters
        self.taken = [_box(*self._pixels(spot.at), spot.rim, spot.rim) for spot in spots]
        laid = [[self._pixels(point) for point in line] for line in lines]
        self.segments = [pair for line in laid for pair in pairwise(line)]

    def has_room(self, spot: Spot, place: str) -> bool:
        """Whether the spot's name covers nothing there."""
        left, bottom, right, top = box = self.name_box(spot, place)
        inside = left >= 0 and bottom >= 0 and right <= self.size[0] and top <= self.size[1]
        return (
            inside
            and not any(_meet(box, each) for each in self.taken)
            and not any(_crosses(box, *each) for each in self.segments)
        )

    def name_box(self, spot: Spot, place: str) -> Box:
        """Where the spot's name lies; Plotly puts it a quarter further away than the mark's rim, and a pixel."""
        (x, y), (across, up), away = self._pixels(spot.at), PLACES[place], spot.rim * 1.25 + 1
        wide, tall = len(spot.name) * self.letters * LETTER / 2, self.letters * LINE / 2
        return _box(x + across * (wide + away), y + up * (tall + away), wide + CLEAR, tall)

    def _pixels(self, point: Point) -> Point:
        return point[0] * self.size[0], point[1] * self.size[1]


def _box(x: float, y: float, wide: float, tall: float) -> Box:
    return x - wide, y - tall, x + wide, y + tall


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _crosses(box: Box, start: Point, end: Point) -> bool:
    """Whether the line from `start` to `end` goes through the box: the part of it within both bands is not empty."""
    enters, leaves = 0.0, 1.0
    for axis in (0, 1):
        low, high, step = box[axis] - start[axis], box[axis + 2] - start[axis], end[axis] - start[axis]
        if step:
            first, last = sorted((low / step, high / step))
            enters, leaves = max(enters, first), min(leaves, last)
        elif low > 0 or high < 0:
            return False
    return enters < leaves
