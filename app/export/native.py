"""Shapes an answer into the series of a chart that PowerPoint or a spreadsheet draws by itself."""

from __future__ import annotations

import math
import re

import pandas as pd

from app.charts import wording
from app.charts.colours import colour_of
from app.charts.earlier_lines import earlier_tables
from app.charts.earlier_words import earlier_scope
from app.charts.rank_chart import PLACES
from app.charts.shape import STACKED, Drawn, Period, aligned, banded, calendar, drawn, groups, tables
from app.charts.share_chart import AS_SHARE, MOST_BARS
from app.charts.since_release import of_known_age
from app.export.native_bars import BARS
from app.export.native_lines import OVER_TIME, native_lines
from app.export.native_points import POINTS, by_age, undrawn
from app.export.series import PERCENT, Kind, Native, Series, magnitude, power_below, rounded
from app.measures.result import Measured
from app.view import Grain, Measure, Scale

BOUNDS = {"share_low": "lower bound", "share_high": "upper bound"}


def native(measured: Measured) -> Native | None:
    """The chart of an answer as it is drawn; None for a measure that is a table alone, and without data."""
    shown = drawn(measured)
    measure = shown.view.measure
    if shown.frame.empty:
        return None
    if measure is Measure.SHARE:
        return _by_age(shown) if aligned(shown.view) else _share(shown)
    if measure is Measure.RANK:
        return _rank(shown)
    both_over_time = measure is Measure.PLATFORMS and shown.view.scale is Scale.LINES
    if measure in OVER_TIME or both_over_time:
        return native_lines(shown)
    shape = BARS.get(measure) or POINTS.get(measure)
    return shape(shown) if shape else None


def native_notes(shown: Drawn, chart: Native | None) -> list[str]:
    """The notes beside a native chart: areas and points cannot mark the periods that are not whole."""
    said = [*wording.notes(shown), *(undrawn(shown) if chart and chart.log and chart.kind is Kind.POINTS else ())]
    if chart is None or chart.kind in (Kind.COLUMN, Kind.LINE):
        return said
    return [re.sub("^(Hatched|Dotted): ", "Not marked here: ", line) for line in said]


def _share(shown: Drawn) -> Native:
    periods, scale = calendar(shown), shown.view.scale
    found = tables(shown, ("value", "share", "share_low", "share_high"), periods)
    beside, days = earlier_tables(shown, periods), earlier_scope(shown)
    made = []
    for group in groups(shown):
        colour, name = colour_of(group, shown.view.by), wording.short_label(shown, group)
        made.append(Series(name, colour, rounded(_scaled(found[group], periods, scale))))
        if group in beside:
            values = rounded(_scaled(beside[group], periods, scale))
            made.append(Series(f"{name}, {days}", colour, values, thin=True, dotted=True))
        if group in banded(shown):
            made += [
                Series(f"{name}: {said}", colour, rounded(found[group][column]), thin=True)
                for column, said in BOUNDS.items()
            ]
    negative = any(value is not None and value < 0 for each in made for value in each.values)
    stacked = scale in STACKED and shown.earlier is None  # an earlier window stands beside lines alone
    hundred = stacked and scale is Scale.STACKED and not negative
    columns = stacked and (shown.view.grain is not Grain.DAY or len(periods.index) <= MOST_BARS or negative)
    return Native(
        kind=Kind.COLUMN if columns else Kind.AREA if stacked else Kind.LINE,
        periods=tuple(each.date() for each in periods.index),
        whole=tuple(bool(each) for each in periods.complete),
        grain=shown.view.grain,
        series=tuple(made),
        axis=wording.axis_title(shown.view),
        number=_number(scale, made),
        stacked=stacked,
        hundred=hundred,
        log=scale is Scale.LOG,
        low=power_below(made) if scale is Scale.LOG else None if negative else 0,
        high=1 if stacked and scale is Scale.STACKED else None,
    )


def _by_age(shown: Drawn) -> Native | None:
    known = of_known_age(shown)
    if known.frame.empty:
        return None
    drawing = _share(known)
    lines = [each for each in drawing.series if not each.thin]
    dates = pd.DatetimeIndex(drawing.periods)
    series = [(group, each, dates) for group, each in zip(groups(known), lines, strict=True)]
    return by_age(known, series, drawing.axis, drawing.number)


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
            Series(wording.label(shown, group), colour_of(group, shown.view.by), rounded(rank.where(rank <= floor)))
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


def _number(scale: Scale, made: list[Series]) -> str:
    if scale in AS_SHARE:
        return PERCENT
    if scale is Scale.LOG:
        return '[>=1000000000]#,##0,,,"B";[>=1000000]#,##0,,"M";#,##0'
    return "#,##0" if scale is Scale.INDEX else magnitude(made)
