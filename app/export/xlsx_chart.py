"""Writes a native chart into a workbook: its series on a sheet, and the drawing that reads them."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Iterator
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from app import PROGRAM_VERSION
from app.charts.escape import plain
from app.export.series import PERCENT, Kind, Native, Number, Series
from app.view import Grain

SERIES = "Series"
DAY_FORMAT, MONTH_FORMAT = "d mmm yyyy", "mmm yyyy"
OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
BELOW, ABOVE, SAID = 2, 3, 4  # columns of a block of points, behind the places across and up
_LETTER = {"size": 10}


def series_workbook(chart: Native, sheet: str, moment: dt.datetime) -> bytes:
    """A workbook of the series alone, laid out as a slide's chart refers to it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    book.set_properties({"created": moment.replace(tzinfo=None), "author": f"modelshare {PROGRAM_VERSION}"})
    write_series(book, chart, sheet, names=not chart.dated)
    book.close()
    return out.getvalue()


def write_series(book: Any, chart: Native, name: str = SERIES, *, names: bool = False) -> None:
    """A sheet with what the chart draws; `names` writes periods as the axis names them, else they are dates.

    Categories stand in column A and a series in each column behind it, then the lengths of the error bars. Points
    stand in blocks, one below another: across in A, up in B, then the lengths and what is written beside them.
    """
    sheet = book.add_worksheet(name)
    number = book.add_format({"num_format": "0.0%" if chart.number == PERCENT else "#,##0.####"})
    if chart.kind is Kind.POINTS:
        _blocks(book, sheet, chart)
        return
    head = book.add_format({"bold": True})
    when = book.add_format({"num_format": date_format(chart.grain), "align": "left"})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 40 if chart.labels else 14)
    sheet.set_column(1, max(len(chart.series), 1), 16)
    sheet.write_string(0, 0, "" if chart.labels else chart.grain.value, head)
    for row, said in enumerate(chart.names, start=1):
        if names or chart.labels:
            sheet.write_string(row, 0, plain(said))
        else:
            sheet.write_datetime(row, 0, dt.datetime.combine(chart.periods[row - 1], dt.time()), when)
    for column, each in enumerate(chart.series, start=1):
        _column(sheet, column, 0, each.name, each.values, head, number)
    for at, each in enumerate(chart.series):
        if columns := error_columns(chart, at):
            _column(sheet, columns[0], 0, f"{each.name}: bound below by", each.minus, head, number)
            _column(sheet, columns[1], 0, f"{each.name}: bound above by", each.plus, head, number)


def error_columns(chart: Native, at: int) -> tuple[int, int] | None:
    """The columns (from 0) with the lengths of a series' error bars, downwards and upwards; None where it has none."""
    each = chart.series[at]
    if not each.minus:
        return None
    if chart.kind is Kind.POINTS:
        return BELOW, ABOVE
    first = len(chart.series) + 1 + 2 * sum(bool(earlier.minus) for earlier in chart.series[:at])
    return first, first + 1


def rows_of(chart: Native, at: int) -> tuple[int, int]:
    """The first and the last row (from 0) of a series' values; its name stands above them."""
    if chart.kind is not Kind.POINTS:
        return 1, len(chart.names)
    before = sum(len(each.values) for each in chart.series[:at])
    first = 2 * at + before + 1
    return first, first + len(chart.series[at].values) - 1


def _blocks(book: Any, sheet: Any, chart: Native) -> None:
    head, number = book.add_format({"bold": True}), book.add_format({"num_format": "General"})
    sheet.set_column(0, 3, 16)
    sheet.set_column(SAID, SAID, 40)
    for at, each in enumerate(chart.series):
        top = rows_of(chart, at)[0] - 1
        _column(sheet, 0, top, chart.across.title if chart.across else "", each.across, head, number)
        _column(sheet, 1, top, each.name, each.values, head, number)
        if each.minus:
            _column(sheet, BELOW, top, "bound below by", each.minus, head, number)
            _column(sheet, ABOVE, top, "bound above by", each.plus, head, number)
        for row, said in enumerate(each.said, start=top + 1):
            sheet.write_string(row, SAID, plain(said))


def _column(sheet: Any, column: int, top: int, name: str, values: tuple[Number, ...], head: Any, number: Any) -> None:
    sheet.write_string(top, column, plain(name), head)
    for row, value in enumerate(values, start=top + 1):
        if value is not None:
            sheet.write_number(row, column, value, number)


def date_format(grain: Grain) -> str:
    """How a cell shows a period's first day."""
    return MONTH_FORMAT if grain is Grain.MONTH else DAY_FORMAT


def month_step(chart: Native) -> int | None:
    """How many months lie between two labels of a date axis; None where its days are too few for that."""
    days = (chart.periods[-1] - chart.periods[0]).days
    return None if days < 100 else max(1, math.ceil(days / 30 / 9))


def draw(book: Any, chart: Native) -> Any:
    """The drawing of the series on the sheet `SERIES`."""
    sort: dict[str, str] = {"type": chart.kind.value}
    if chart.stacked:
        sort["subtype"] = "percent_stacked" if chart.hundred else "stacked"
    elif chart.kind is Kind.POINTS and any(each.joined for each in chart.series):
        sort["subtype"] = "straight_with_markers"
    drawing = book.add_chart(sort)
    for at in range(len(chart.series)):
        drawing.add_series(_series(chart, at))
    legend: dict[str, Any] = {"position": "bottom" if chart.labels else "right", "font": _LETTER}
    unseen = [at for at, each in enumerate(chart.series) if each.unnamed]
    if unseen and chart.kind is not Kind.BAR:  # of bars that lie, some programs would leave out another name
        legend["delete_series"] = unseen
    drawing.set_legend(legend if len(chart.series) > 1 + len(unseen) else {"none": True})
    drawing.set_chartarea({"border": {"none": True}})
    across, up = drawing.set_x_axis, drawing.set_y_axis
    if chart.kind is Kind.BAR:  # whose categories stand one below another
        across, up = up, across
    across(_across_axis(chart) if chart.across else _category_axis(chart))
    up(_value_axis(chart))
    return drawing


def _series(chart: Native, at: int) -> dict[str, Any]:
    each, (first, last) = chart.series[at], rows_of(chart, at)
    points, column = chart.kind is Kind.POINTS, 1 if chart.kind is Kind.POINTS else at + 1
    series: dict[str, Any] = {
        "name": [SERIES, first - 1, column],
        "categories": [SERIES, first, 0, last, 0],
        "values": [SERIES, first, column, last, column],
    }
    if points:
        series |= {"line": _line(each) if each.joined else {"none": True}, "marker": _point(each)}
    elif chart.kind is Kind.LINE:
        series |= {"line": _line(each), "marker": _marker(chart, each.colour)}
    elif each.hidden:
        series |= {"fill": {"none": True}, "border": {"none": True}, "gap": chart.gap, "overlap": 100}
    else:
        overlap = 100 if chart.stacked else 0
        series |= {"fill": {"color": each.colour}, "border": {"none": True}, "gap": chart.gap, "overlap": overlap}
    if looks := list(_looks(chart, each)):
        series["points"] = looks
    if columns := error_columns(chart, at):
        below, above = (f"={SERIES}!{xl_range_abs(first, column, last, column)}" for column in columns)
        series["y_error_bars"] = {
            "type": "custom",
            "minus_values": below,
            "minus_data": list(each.minus),
            "plus_values": above,
            "plus_data": list(each.plus),
            "line": {"color": each.colour if points else "#555c67", "width": 1.25},
        }
    if each.label:
        series["data_labels"] = {"value": True, "num_format": each.label, "font": _LETTER}
    elif any(each.said):
        words = [{"value": plain(said, 40)} if said else {"delete": True} for said in each.said]
        series["data_labels"] = {"value": True, "custom": words, "position": "above", "font": _LETTER}
    return series


def _category_axis(chart: Native) -> dict[str, Any]:
    axis: dict[str, Any] = {"label_position": "high" if chart.reverse else "low", "num_font": _LETTER}
    if chart.labels:
        letter = {
            "size": 9,
            "rotation": None if chart.kind is Kind.BAR else 360,
        }  # 360: as 0, which is no rotation here
        return axis | {"text_axis": True, "reverse": chart.kind is Kind.BAR, "interval_unit": 1, "num_font": letter}
    axis["num_format"] = date_format(chart.grain)
    if chart.kind is Kind.COLUMN:
        return axis | {"text_axis": True, "interval_unit": max(math.ceil(len(chart.periods) / 9), 1)}
    axis["date_axis"] = True
    if step := month_step(chart):
        axis |= {"major_unit": step, "major_unit_type": "months"}
    return axis


def _across_axis(chart: Native) -> dict[str, Any]:
    assert chart.across is not None
    title, number, low, high, log = (getattr(chart.across, name) for name in ("title", "number", "low", "high", "log"))
    axis = _quiet(title, number) | {"label_position": "high" if chart.reverse else "low"}
    return axis | _bounds(low, high, log=log)


def _value_axis(chart: Native) -> dict[str, Any]:
    axis = _quiet(chart.axis, chart.number) | _bounds(chart.low, chart.high, log=chart.log)
    if chart.kind is Kind.BAR:
        return axis | {"label_position": "high"}  # below, as the categories run downwards
    if chart.reverse:
        axis |= {"reverse": True, "major_unit": 1, "crossing": "max"}
    if chart.kind is Kind.POINTS:
        axis["label_position"] = "low"
    return axis


def _quiet(title: str, number: str) -> dict[str, Any]:
    return {
        "num_format": number,
        "name": title,
        "name_font": {"size": 10, "bold": False},
        "num_font": _LETTER,
        "major_gridlines": {"visible": True, "line": {"color": "#e6e8ec", "width": 0.75}},
        "line": {"none": True},
    }


def _bounds(low: float | None, high: float | None, *, log: bool) -> dict[str, Any]:
    given = {"min": low, "max": high, "log_base": 10 if log else None}
    return {name: value for name, value in given.items() if value is not None}


def _line(each: Series) -> dict[str, Any]:
    line: dict[str, Any] = {"color": each.colour, "width": 0.75 if each.thin else 1.5 if each.across else 2.25}
    dash = "round_dot" if each.dotted else "dash" if each.thin or each.dashed else None
    return line | {"dash_type": dash} if dash else line


def _marker(chart: Native, colour: str) -> dict[str, Any]:
    if not chart.reverse and len(chart.periods) > 1:
        return {"type": "none"}
    return {"type": "circle", "size": 6, "fill": {"color": colour}, "border": {"color": colour}}


def _point(each: Series) -> dict[str, Any]:
    fill = {"none": True} if each.hollow else {"color": each.colour}
    return {"type": "circle", "size": 4 if each.joined else 7, "fill": fill, "border": {"color": each.colour}}


def _looks(chart: Native, each: Series) -> Iterator[dict[str, Any] | None]:
    """How single places look: a colour of their own; hatched columns and dotted lines where periods are not whole."""
    if each.tints:
        yield from ({"fill": {"color": tint}, "border": {"none": True}} for tint in each.tints)
    elif chart.kind in (Kind.COLUMN, Kind.LINE) and not all(chart.whole) and not each.thin:
        look: dict[str, Any] = {"line": {"color": each.colour, "width": 2.25, "dash_type": "round_dot"}}
        if chart.kind is Kind.COLUMN:
            pattern = {"pattern": "wide_upward_diagonal", "fg_color": each.colour, "bg_color": "#ffffff"}
            look = {"pattern": pattern}
        yield from (None if whole else look for whole in chart.whole)
