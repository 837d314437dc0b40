"""Shapes the lines and stacks that a figure draws over time into a native chart, for measures other than shares."""

from __future__ import annotations

import html
import re
from typing import Any

import pandas as pd

from app.charts import wording
from app.charts.figures import figure_for
from app.charts.shape import Drawn, calendar
from app.export.series import GREY, OF_HUNDRED, PERCENT, Kind, Native, Series, rounded
from app.view import Measure

OVER_TIME = frozenset(
    {Measure.CONCENTRATION, Measure.AGREEMENT, Measure.FLYWHEEL, Measure.DERIVATIVES, Measure.FRONTIER}
)
_TAGS = re.compile(r"<[^>]+>")
_TAIL = re.compile(r" \(|[;:,] ")  # where the explanation behind an axis's name begins
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def native_lines(shown: Drawn) -> Native | None:
    """The named lines or stacked areas and bars of the measure's figure; None where it draws something else."""
    figure = figure_for(shown.view.measure)(shown)
    traces = [trace for trace in figure.data if _kept(trace)]
    columns = {_plain(trace.name): _values(trace) for trace in reversed(traces)}
    if not columns:
        return None
    table = pd.DataFrame(columns)[[*dict.fromkeys(_plain(trace.name) for trace in traces)]].sort_index()
    stacked = any(trace.type == "bar" or trace.stackgroup for trace in traces)
    periods = calendar(shown) if "complete" in shown.frame else None
    index = table.index.union(periods.index) if periods is not None else table.index
    table = table.reindex(index)
    whole = periods.complete.reindex(index, fill_value=True) if periods is not None else pd.Series(True, index=index)
    colours = {_plain(trace.name): _colour(trace) for trace in reversed(traces)}
    dashes = {_plain(trace.name): trace.line.dash for trace in traces if trace.type == "scatter"}
    made = [
        Series(
            name,
            colours[name],
            rounded(table[name]),
            thin=dashes.get(name) == "dot",
            dashed=dashes.get(name) == "dash",
        )
        for name in table.columns
    ]
    if shown.view.measure is Measure.CONCENTRATION:
        made += _bounds(shown, index, colours)
    axis = figure.layout.yaxis
    percent = axis.ticksuffix == "%" or (axis.tickformat or "").endswith("%")
    lowest = min((value for each in made for value in each.values if value is not None), default=0)
    kind = Kind.LINE if not stacked else Kind.COLUMN if traces[0].type == "bar" else Kind.AREA
    return Native(
        kind=kind,
        periods=tuple(each.date() for each in index),
        whole=tuple(bool(each) for each in whole),
        grain=shown.view.grain,
        series=tuple(made),
        axis=_short(_plain(axis.title.text or figure.layout.title.text or "")),
        number=OF_HUNDRED if percent and axis.ticksuffix == "%" else PERCENT if percent else "General",
        stacked=stacked,
        low=None if lowest < 0 else 0,
    )


def _kept(trace: Any) -> bool:
    if not trace.name or trace.x is None or trace.y is None or (trace.yaxis or "y") != "y":
        return False
    if trace.type == "bar":
        return bool(trace.orientation != "h")
    return bool(trace.type == "scatter" and "lines" in (trace.mode or "lines") and trace.fill != "toself")


def _values(trace: Any) -> pd.Series:
    values = pd.Series(list(trace.y), index=pd.DatetimeIndex(pd.to_datetime(list(trace.x))), dtype=float)
    return values[~values.index.duplicated()]


def _bounds(shown: Drawn, index: pd.Index[Any], colours: dict[str, str]) -> list[Series]:
    """The bounds of each scope's HHI, which the figure draws as a band."""
    made = []
    for scope, rows in shown.frame.groupby("group", sort=False):
        name = wording.label(shown, str(scope))
        held = rows.set_index("date").reindex(index)
        for column, said in (("hhi_low", "lower bound"), ("hhi_high", "upper bound")):
            values = rounded(held[column].astype(float))
            made.append(Series(f"{name}: {said}", colours.get(name, GREY), values, thin=True))
    return made


def _short(text: str) -> str:
    """What a figure says above itself, as short as an axis needs it."""
    return _TAIL.split(text.removeprefix(wording.SYNTHETIC).lstrip(" ·"))[0]


def _colour(trace: Any) -> str:
    marker = trace.marker.color if trace.marker else None
    line = trace.line.color if trace.type == "scatter" and trace.line else None
    filled = trace.fillcolor if trace.type == "scatter" and trace.stackgroup else None
    for each in (filled, line, marker):
        if isinstance(each, str) and _COLOUR.fullmatch(each):
            return each
    return GREY


def _plain(text: str) -> str:
    """A name without the figure's markup."""
    return html.unescape(_TAGS.sub(" ", text)).strip()
