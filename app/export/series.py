"""The parts of a chart that PowerPoint or a spreadsheet draws by itself: series, axes, categories."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.view import Grain

DIGITS = 6
MANY = 62  # bars
GREY = "#8a9099"  # of what is nobody's
PERCENT, OF_HUNDRED = "0%", '0"%"'  # formats of parts of 1, and of numbers that are per cent already

Number = float | int | None


class Kind(StrEnum):
    """What the office program draws."""

    AREA = "area"
    COLUMN = "column"
    LINE = "line"
    BAR = "bar"
    POINTS = "scatter"


@dataclass(frozen=True, slots=True)
class Series:
    """One line, band, row of bars or set of points; None where there is nothing.

    `thin` marks a bound of another series or, `dotted`, its line of an earlier window; `dashed` a line beside a
    whole one of its colour, `hidden` a base that holds bars up and is not seen. `minus` and `plus` are the lengths
    of the error bars at each value, `tints` a colour for each. `said` is what is written at each place, and `label`
    the number format of what is written there, the value itself. `across` are the places of points, which are
    `joined` by a line or `hollow`.
    """

    name: str
    colour: str
    values: tuple[Number, ...]
    thin: bool = False
    dashed: bool = False
    dotted: bool = False
    hidden: bool = False
    minus: tuple[Number, ...] = ()
    plus: tuple[Number, ...] = ()
    tints: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    label: str = ""
    across: tuple[Number, ...] = ()
    joined: bool = False
    hollow: bool = False

    @property
    def unnamed(self) -> bool:
        """Whether a legend leaves it out: it is not seen, or it has the colour of the line beside it."""
        return self.hidden or self.dotted


@dataclass(frozen=True, slots=True)
class Axis:
    """The horizontal axis of points."""

    title: str
    number: str
    low: float | None = None
    high: float | None = None
    log: bool = False


@dataclass(frozen=True, slots=True)
class Native:
    """A chart as office programs understand it: categories, series and axes.

    The categories are periods or, where those are empty, `labels`; points have an axis across in their place.
    `hundred` stacks to the whole, `reverse` puts 1 on top, `low` and `high` bound the value axis where they are
    given, `whole` tells for each period whether no day of it is missing.
    """

    kind: Kind
    series: tuple[Series, ...]
    axis: str
    number: str
    grain: Grain
    periods: tuple[dt.date, ...] = ()
    whole: tuple[bool, ...] = ()
    labels: tuple[str, ...] = ()
    across: Axis | None = None
    stacked: bool = False
    hundred: bool = False
    log: bool = False
    reverse: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Each category as an axis names it."""
        if self.labels:
            return self.labels
        if self.grain is Grain.MONTH:
            return tuple(f"{each:%b %Y}" for each in self.periods)
        return tuple(f"{each.day} {each:%b %Y}" for each in self.periods)

    @property
    def dated(self) -> bool:
        """Whether the categories are periods on an axis of time."""
        return bool(self.periods) and self.kind is not Kind.COLUMN

    @property
    def gap(self) -> int:
        """The room between bars in per cent of their width; many periods stand side by side as an area does."""
        if not (self.stacked and self.periods):
            return 45
        return 12 if len(self.periods) <= MANY else 0


def rounded(values: Iterable[float | None]) -> tuple[Number, ...]:
    """Numbers as the CSV has them: six decimals, whole counts as integers, nothing where there is none."""
    made: list[Number] = []
    for value in values:
        if value is None or math.isnan(value):
            made.append(None)
        else:
            made.append(int(value) if float(value).is_integer() and abs(value) > 1 else round(float(value), DIGITS))
    return tuple(made)


def magnitude(series: Iterable[Series]) -> str:
    """The spreadsheet's number format that is short enough for an axis: 12.5T, 3.1B, 9M."""
    most = max((abs(value) for each in series for value in each.values if value is not None), default=0)
    for size, commas, letter in ((1e12, ",,,,", "T"), (1e9, ",,,", "B"), (1e6, ",,", "M")):
        if most >= size:
            return f'0.0{commas}"{letter}"' if most < 10 * size else f'0{commas}"{letter}"'
    return "#,##0"


def power_below(series: Iterable[Series]) -> float | None:
    """The power of ten below everything that is drawn."""
    return floor_of(value for each in series for value in each.values)


def floor_of(values: Iterable[Number]) -> float | None:
    """The power of ten at or below the least of the values above 0; None where there is none."""
    held = [value for value in values if value is not None and value > 0]
    return float(10.0 ** math.floor(math.log10(min(held)))) if held else None
