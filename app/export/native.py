"""Shapes an answer into the series of a chart that PowerPoint or a spreadsheet draws by itself."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from app.charts import wording
from app.charts.colours import colour_of
from app.charts.rank_chart import PLACES
from app.charts.shape import STACKED, Drawn, Period, banded, calendar, drawn, groups, tables
from app.charts.share_chart import AS_SHARE, MOST_BARS
from app.measures.result import Measured
from app.view import Grain, Measure, Scale

DIGITS = 6
BOUNDS = {"share_low": "lower bound", "share_high": "upper bound"}


class Kind(StrEnum):
    """What the office program draws."""

    AREA = "area"
    COLUMN = "column"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Series:
    """One line, band or row of columns; None where there is nothing. `thin` marks a bound of another series."""

    name: str
    colour: str
    values: tuple[float | int | None, ...]
    thin: bool = False


@dataclass(frozen=True, slots=True)
class Native:
    """A chart as office programs understand it: categories, series and axes.

    `hundred` stacks to the whole, `reverse` puts 1 on top, `low` and `high` bound the value axis where they are
    given, `whole` tells for each period whether no day of it is missing.
    """

    kind: Kind
    periods: tuple[dt.date, ...]
    whole: tuple[bool, ...]
    grain: Grain
    series: tuple[Series, ...]
    axis: str
    number: str
    stacked: bool = False
    hundred: bool = False
    log: bool = False
    reverse: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Each period as an axis names it."""
        if self.grain is Grain.MONTH:
            return tuple(f"{each:%b %Y}" for each in self.periods)
        return tuple(f"{each.day} {each:%b %Y}" for each in self.periods)


def native(measured: Measured) -> Native | None:
    """The chart of a measure over time as it is drawn; None for others, which go as tables, and without data."""
    shown = drawn(measured)
    if shown.frame.empty:
        return None
    if shown.view.measure is Measure.SHARE:
        return _share(shown)
    if shown.view.measure is Measure.RANK:
        return _rank(shown)
    from app.export.native_lines import OVER_TIME, native_lines

    return native_lines(shown) if shown.view.measure in OVER_TIME else None


def _share(shown: Drawn) -> Native:
    periods, scale = calendar(shown), shown.view.scale
    found = tables(shown, ("value", "share", "share_low", "share_high"), periods)
    made = []
    for group in groups(shown):
        colour, name = colour_of(group, shown.view.by), wording.short_label(shown, group)
        made.append(Series(name, colour, _plain(_scaled(found[group], periods, scale))))
        if group in banded(shown):
            made += [
                Series(f"{name}: {said}", colour, _plain(found[group][column]), thin=True)
                for column, said in BOUNDS.items()
            ]
    negative = any(value is not None and value < 0 for each in made for value in each.values)
    stacked = scale in STACKED
    columns = stacked and (len(periods.index) <= MOST_BARS or negative)
    return Native(
        kind=Kind.COLUMN if columns else Kind.AREA if stacked else Kind.LINE,
        periods=tuple(each.date() for each in periods.index),
        whole=tuple(bool(each) for each in periods.complete),
        grain=shown.view.grain,
        series=tuple(made),
        axis=wording.axis_title(shown.view),
        number=_number(scale, made),
        stacked=stacked,
        hundred=scale is Scale.STACKED and not negative,
        log=scale is Scale.LOG,
        low=_lowest(made) if scale is Scale.LOG else None if negative else 0,
        high=1 if scale is Scale.STACKED else None,
    )


def _rank(shown: Drawn) -> Native:
    from app.charts.rank_chart import shown as first_places

    periods = calendar(shown)
    found = tables(shown, ("rank",), periods)
    chosen = first_places(shown, PLACES)
    lowest = max((found[group]["rank"].max() for group in chosen), default=float(PLACES))
    floor = int(lowest) if shown.view.select and not math.isnan(lowest) else PLACES
    floor = max(floor, PLACES)
    made = []
    for group in chosen:
        rank = found[group]["rank"]
        made.append(
            Series(wording.label(shown, group), colour_of(group, shown.view.by), _plain(rank.where(rank <= floor)))
        )
    return Native(
        kind=Kind.LINE,
        periods=tuple(each.date() for each in periods.index),
        whole=tuple(bool(each) for each in periods.complete),
        grain=shown.view.grain,
        series=tuple(made),
        axis="Rank",
        number=f'[=0]"";[={floor + 1}]"";0',
        reverse=True,
        low=0,
        high=floor + 1,
    )


def _scaled(table: pd.DataFrame, periods: Period, scale: Scale) -> pd.Series:
    if scale in AS_SHARE:
        return table["share"]
    value = table["value"]
    if scale is Scale.LOG:
        return value.where(value > 0)
    if scale is Scale.INDEX:
        whole = value[periods.complete & (value > 0)]
        return value / whole.iloc[0] * 100 if len(whole) else value * math.nan
    return value


def _plain(values: pd.Series) -> tuple[float | int | None, ...]:
    """Numbers as the CSV has them: six decimals, whole counts as integers, nothing where there is none."""
    made: list[float | int | None] = []
    for value in values:
        if math.isnan(value):
            made.append(None)
        else:
            made.append(int(value) if float(value).is_integer() and abs(value) > 1 else round(float(value), DIGITS))
    return tuple(made)


def _number(scale: Scale, made: list[Series]) -> str:
    if scale in AS_SHARE:
        return "0%"
    if scale is Scale.LOG:
        return '[>=1000000000]#,##0,,,"B";[>=1000000]#,##0,,"M";#,##0'
    return "#,##0" if scale is Scale.INDEX else _magnitude(made)


def _lowest(made: list[Series]) -> float | None:
    """The power of ten below everything that is drawn."""
    held = [value for each in made for value in each.values if value is not None]
    return float(10 ** math.floor(math.log10(min(held)))) if held else None


def _magnitude(made: list[Series]) -> str:
    """The spreadsheet's number format that is short enough for an axis: 12.5T, 3.1B, 9M."""
    most = max((abs(value) for each in made for value in each.values if value is not None), default=0)
    for size, commas, letter in ((1e12, ",,,,", "T"), (1e9, ",,,", "B"), (1e6, ",,", "M")):
        if most >= size:
            return f'0.0{commas}"{letter}"' if most < 10 * size else f'0{commas}"{letter}"'
    return "#,##0"
