"""What the sentences of several measures are made of: cells, figures, verbs, periods and groups."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from app.charts import wording
from app.charts.shape import BUCKETS, Drawn
from app.sentences.fact import DIGITS, About, Cell, Fact, Figure

Row = Mapping[Any, Any]
WAY = ("platform", "unit", "population")  # a way of counting, by its columns


def settled(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of whole periods, or all of them where no period is whole."""
    whole = frame[frame["complete"].astype(bool)]
    return frame if whole.empty else whole


def cell_of(rows: pd.DataFrame, date: pd.Timestamp, group: str, column: str) -> Cell:
    """The cell of rows that are indexed by group, rounded as the CSV has it."""
    value = float(rows[column].astype(float)[group])
    return Cell(date.date(), group, column, value if math.isnan(value) else round(value, DIGITS))


def row_cell(row: Row, column: str, *named: str) -> Cell:
    """The cell of one row, whose `named` columns tell it from others of the same day and group."""
    value: float = math.nan if pd.isna(row[column]) else round(float(row[column]), DIGITS)
    of = tuple((each, str(row[each])) for each in named)
    return Cell(row["date"].date(), str(row.get("group", "")), column, value, of)


def percent_of(cell: Cell) -> Figure:
    """A share as a sentence writes it."""
    return Figure(wording.percent(cell.value), (cell,))


def bounded(share: Cell, low: Cell, high: Cell) -> tuple[str, tuple[Figure, ...]]:
    """A share with the band around it, and the figures in that; without bounds, or with none apart, it alone."""
    figures = tuple(percent_of(each) for each in (share, low, high))
    said = [each.written for each in figures]
    if math.isnan(low.value) or len(set(said)) == 1:
        return said[0], figures[:1]
    return f"{said[0]} (band {said[1]} to {said[2]})", figures


def signed(cell: Cell, unit: str) -> Figure:
    """A difference, as the CSV has it, with its sign."""
    return Figure(f"{wording.signed(cell.value, 1)} {unit}", (cell,))


def count_of(cell: Cell) -> Figure:
    """A count as a sentence writes it."""
    return Figure(f"{cell.value:,.0f}", (cell,))


@dataclass(frozen=True, slots=True)
class Subject:
    """The group that a chart's sentences are about, with its rows of all whole periods."""

    group: str
    name: str
    rows: pd.DataFrame

    @property
    def newest(self) -> pd.Timestamp:
        """The newest whole period."""
        newest: pd.Timestamp = self.rows["date"].max()
        return newest

    def first(self, *columns: str) -> pd.Timestamp | None:
        """The first whole period before the newest one that has a value in these columns; None without one."""
        earlier = self.rows[self.rows["date"] < self.newest].dropna(subset=list(columns))
        return earlier["date"].min() if len(earlier) else None

    def cell(self, date: pd.Timestamp, column: str) -> Cell:
        """What stands in a column on a date."""
        return cell_of(self.rows[self.rows["date"] == date].set_index("group"), date, self.group, column)

    def now(self, column: str) -> Cell:
        """What stands in a column in the newest whole period."""
        return self.cell(self.newest, column)


def subject_of(shown: Drawn, size: Callable[[pd.DataFrame], pd.Series]) -> Subject | None:
    """The first selected known group of the newest whole period, else its largest by `size`; None without one."""
    frame = settled(shown.frame[~shown.frame["group"].isin(BUCKETS)])
    if frame.empty:
        return None
    group = chosen(shown, size(frame[frame["date"] == frame["date"].max()].set_index("group")))
    return Subject(group, wording.label(shown, group), frame[frame["group"] == group])


def chosen(shown: Drawn, sizes: pd.Series) -> str:
    """The first selected group that is there, else the largest."""
    return next((each for each in shown.view.select if each in sizes.index), str(sizes.idxmax()))


def no_change(shown: Drawn) -> Fact:
    """What is said where there is no earlier period."""
    grain = wording.GRAINS[shown.view.grain]
    return Fact(About.CHANGE, f"No earlier whole {grain} is shown, so there is no change to tell.")


def holds(name: str) -> str:
    """The verb that goes with a name."""
    return "hold" if _plural(name) else "holds"


def leads(name: str) -> str:
    """The verb that goes with the name of the first."""
    return "lead" if _plural(name) else "leads"


def stands(name: str) -> str:
    """The verb that goes with the name of who has a place."""
    return "stand" if _plural(name) else "stands"


def small(period: str) -> str:
    """A period inside a sentence."""
    return f"the {period[0].lower()}{period[1:]}" if period.startswith("Week") else period


def _plural(name: str) -> bool:
    return " and " in name or name.endswith((" labs", "Labs elsewhere"))
