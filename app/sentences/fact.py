"""A sentence about a chart, its figures, and the cells of the chart's CSV that they come from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.measures.fields import SHARES

DIGITS = 6  # as many as the CSV has


class About(StrEnum):
    """What a fact tells of a chart."""

    LEVEL = "level"
    CHANGE = "change"
    RANK = "rank"
    RANGE = "range"
    LEAD = "lead"
    ROBUST = "robust"
    PRICE = "price"
    GAP = "gap"
    OTHERS = "by others"
    PLACEBOS = "other dates"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the chart's CSV: the row by date and group, the column, and what stands there.

    `of` names the row further where date and group do not: other columns, and what stands in them. A measure without
    groups has an empty one.
    """

    date: dt.date
    group: str
    column: str
    value: float
    of: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a sentence writes it, and the cells that it comes from: one, or two whose difference it is.

    Where it is `summed`, it is the sum of all its cells.
    """

    written: str
    cells: tuple[Cell, ...]
    summed: bool = False

    @property
    def value(self) -> float:
        """The number itself: the cell, the first cell minus the second, or the sum of the cells."""
        if self.summed:
            return sum(cell.value for cell in self.cells)
        return self.cells[0].value - (self.cells[1].value if len(self.cells) > 1 else 0.0)


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence about a chart with the origin of its figures."""

    about: About
    sentence: str
    figures: tuple[Figure, ...] = ()

    @property
    def traces(self) -> tuple[str, ...]:
        """Where each figure stands in the data, one line a figure."""
        return tuple(
            f"{each.written}: {(' plus ' if each.summed else ' minus ').join(map(_where, each.cells))}"
            for each in self.figures
        )


def _where(cell: Cell) -> str:
    value = f"{cell.value:.{DIGITS}f}" if cell.column in SHARES else f"{cell.value:g}"
    row = [*([cell.group] if cell.group else []), *(f"{name} {said}" for name, said in cell.of)]
    whose = f" of {', '.join(row)}" if row else ""
    return f"{cell.column}{whose} on {cell.date} ({value})"
