"""Writes a chart as a workbook: the native chart with its words, the drawn rows, and where they come from."""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from app import PROGRAM_VERSION
from app.charts import wording
from app.charts.escape import plain
from app.charts.shape import drawn
from app.export.columns import SHARES
from app.export.frozen import moment_of, with_gaps
from app.export.look import PLAIN, Look
from app.export.metadata import fields_of, metadata
from app.export.native import DIGITS, Kind, Native, native
from app.export.table import columns
from app.measures.result import Measured
from app.view import Grain

CHART, SERIES, ROWS, ABOUT = "Chart", "Series", "Rows", "About"
DAY_FORMAT, MONTH_FORMAT = "d mmm yyyy", "mmm yyyy"
LONGEST = 30_000  # characters; a cell takes 32,767
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTH = 118  # characters of the words' column
_LINE = 15.0  # points


def measure_xlsx(measured: Measured, look: Look = PLAIN) -> bytes:
    """The workbook's bytes, the same for the same view and data. Text is written as text, whatever it begins with.

    Sheets: Chart (words and native chart), Series (what the chart draws, a column a series), Rows (the CSV's columns
    and numbers), About (the metadata). A measure without a native chart has no Series.
    """
    shown, out = drawn(measured), io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    moment = moment_of((shown,))
    title = look.title_of(shown)
    book.set_properties(
        {
            "title": plain(title, 250),
            "subject": plain(wording.subtitle(shown), 250),
            "author": f"modelshare {PROGRAM_VERSION}",
            "comments": plain(" ".join(wording.source_lines(shown)), 2_000),
            "created": moment.replace(tzinfo=None),
        }
    )
    chart = native(shown)
    first = book.add_worksheet(CHART)
    if chart is not None:
        _series(book, chart)
    _rows(book, shown)
    _about(book, shown)
    _words(book, first, shown, title, chart)
    book.close()
    return with_gaps(out.getvalue())


def series_workbook(chart: Native, sheet: str, moment: dt.datetime) -> bytes:
    """A workbook of the series alone, categories in column A and names in row 1, as a slide's chart holds it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"created": moment.replace(tzinfo=None), "author": f"modelshare {PROGRAM_VERSION}"})
    _series(book, chart, sheet, names=chart.kind is Kind.COLUMN)
    book.close()
    return out.getvalue()


def _words(book: Any, sheet: Any, shown: Measured, title: str, chart: Native | None) -> None:
    bold = book.add_format({"bold": True, "font_size": 16, "text_wrap": True, "valign": "top"})
    quiet = book.add_format({"font_color": "#555c67", "text_wrap": True, "valign": "top"})
    usual = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _WIDTH)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    row = 0
    for text, style, letter in (
        (title, bold, 1.6),
        (wording.subtitle(shown), quiet, 1.0),
        (wording.finding(shown), usual, 1.0),
    ):
        if text:
            row = _line(sheet, row, text, style, letter)
    row += 1
    if chart is not None:
        drawing = _chart(book, chart)
        drawing.set_size({"width": 832, "height": 440})
        sheet.insert_chart(row, 0, drawing, {"description": plain(f"{title}. {wording.finding(shown)}", 500)})
        row += 24
    for text in (*wording.notes(shown), *wording.source_lines(shown), f"View: {shown.view.query()}"):
        row = _line(sheet, row, text, quiet, 1.0)


def _line(sheet: Any, row: int, text: str, style: Any, letter: float) -> int:
    lines = math.ceil(len(text) * letter / _WIDTH)
    sheet.set_row(row, _LINE * letter * max(lines, 1))
    sheet.write_string(row, 0, text[:LONGEST], style)
    return row + 1


def _series(book: Any, chart: Native, name: str = SERIES, *, names: bool = False) -> None:
    """Categories and series; `names` writes the categories as the axis names them, else they are dates."""
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True})
    when = book.add_format({"num_format": _date_format(chart.grain), "align": "left"})
    number = book.add_format({"num_format": "0.0%" if chart.number == "0%" else "#,##0.##"})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, max(len(chart.series), 1), 16)
    sheet.write_string(0, 0, chart.grain.value, head)
    for row, (period, said) in enumerate(zip(chart.periods, chart.names, strict=True), start=1):
        if names:
            sheet.write_string(row, 0, said)
        else:
            sheet.write_datetime(row, 0, dt.datetime.combine(period, dt.time()), when)
    for column, each in enumerate(chart.series, start=1):
        sheet.write_string(0, column, plain(each.name), head)
        for row, value in enumerate(each.values, start=1):
            if value is not None:
                sheet.write_number(row, column, value, number)


def _rows(book: Any, shown: Measured) -> None:
    sheet, names = book.add_worksheet(ROWS), columns(shown)
    head = book.add_format({"bold": True})
    styles = {
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        "share": book.add_format({"num_format": "0.000000"}),
    }
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(names) - 1, 0), 15)
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, head)
    for row, record in enumerate(shown.frame[list(names)].itertuples(index=False, name=None), start=1):
        for column, (name, value) in enumerate(zip(names, record, strict=True)):
            _cell(sheet, row, column, name, value, styles)
    sheet.autofilter(0, 0, max(len(shown.frame), 1), max(len(names) - 1, 0))


def _cell(sheet: Any, row: int, column: int, name: str, value: Any, styles: dict[str, Any]) -> None:
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value[:LONGEST])
    elif isinstance(value, (bool, np.bool_)):
        sheet.write_boolean(row, column, bool(value))
    elif isinstance(value, dt.datetime):
        moment = value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
        sheet.write_datetime(row, column, moment, styles["time" if value.tzinfo else "date"])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), styles["date"])
    elif name in SHARES:
        sheet.write_number(row, column, round(float(value), DIGITS), styles["share"])
    else:
        number = float(value)
        sheet.write_number(row, column, int(number) if number.is_integer() else round(number, DIGITS))


def _about(book: Any, shown: Measured) -> None:
    sheet = book.add_worksheet(ABOUT)
    head, wrap = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)
    record = metadata(shown)
    ours = record["modelshare"]
    definition = ours["definition"]
    lines: list[tuple[str, str]] = [
        ("Title", record["title"]),
        ("Description", record["description"]),
        ("Synthetic", f"{wording.SYNTHETIC}: made up, describes nobody" if shown.synthetic else "no"),
        ("Population", ours["population"]["meaning"]),
        ("Unit", ours["unit"]["meaning"]),
        ("Definition", f"{definition['name']} v{definition['version']}: {definition['formula']}"),
        *(("Caveat", each) for each in definition["caveats"]),
        ("Window", f"{ours['window']['from']} to {ours['window']['to']}"),
        ("As known on", ours["as_of"] or "the newest stored state"),
        ("Coverage", ours["coverage"]["note"]),
        *(("Note", each) for each in ours["notes"]),
        *(("Source", wording.citation(each)) for each in shown.sources),
        ("View", ours["permalink"]),
        ("Registry", ours["registry_hash"]),
        ("Program", f"modelshare {PROGRAM_VERSION}"),
        *((f"Column {each['name']}", _field(each)) for each in fields_of(shown)),
    ]
    for row, (name, text) in enumerate(lines):
        sheet.write_string(row, 0, name, head)
        sheet.write_string(row, 1, text[:LONGEST], wrap)


def _field(field: dict[str, str]) -> str:
    unit = f" (unit {field['unit']})" if field.get("unit") else ""
    return f"{field['description']}{unit}"


def _date_format(grain: Grain) -> str:
    return MONTH_FORMAT if grain is Grain.MONTH else DAY_FORMAT


def _chart(book: Any, chart: Native) -> Any:
    sort: dict[str, str] = {"type": chart.kind.value}
    if chart.stacked:
        sort["subtype"] = "percent_stacked" if chart.hundred else "stacked"
    drawing, last = book.add_chart(sort), len(chart.periods)
    for column, each in enumerate(chart.series, start=1):
        line: dict[str, Any] = {"color": each.colour, "width": 0.75 if each.thin else 2.25}
        if each.thin:
            line["dash_type"] = "dash"
        series: dict[str, Any] = {
            "name": [SERIES, 0, column],
            "categories": [SERIES, 1, 0, last, 0],
            "values": [SERIES, 1, column, last, column],
        }
        if chart.kind is Kind.LINE:
            series |= {"line": line, "marker": _marker(chart, each.colour)}
        else:
            series |= {"fill": {"color": each.colour}, "border": {"none": True}, "gap": 12, "overlap": 100}
        if points := _unwhole(chart, each.colour):
            series["points"] = points
        drawing.add_series(series)
    drawing.set_legend({"position": "right", "font": {"size": 10}})
    drawing.set_chartarea({"border": {"none": True}})
    side = "high" if chart.reverse else "low"
    axis: dict[str, Any] = {
        "num_format": _date_format(chart.grain),
        "label_position": side,
        "num_font": {"size": 10},
    }
    if chart.kind is Kind.COLUMN:
        axis |= {"text_axis": True, "interval_unit": max(math.ceil(last / 9), 1)}
    else:
        axis["date_axis"] = True
        if step := month_step(chart):
            axis |= {"major_unit": step, "major_unit_type": "months"}
    drawing.set_x_axis(axis)
    drawing.set_y_axis(_value_axis(chart))
    return drawing


def _value_axis(chart: Native) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "num_format": chart.number,
        "name": chart.axis,
        "name_font": {"size": 10, "bold": False},
        "num_font": {"size": 10},
        "major_gridlines": {"visible": True, "line": {"color": "#e6e8ec", "width": 0.75}},
        "line": {"none": True},
    }
    if chart.low is not None:
        axis["min"] = chart.low
    if chart.high is not None:
        axis["max"] = chart.high
    if chart.log:
        axis["log_base"] = 10
    if chart.reverse:
        axis |= {"reverse": True, "major_unit": 1, "crossing": "max"}
    return axis


def month_step(chart: Native) -> int | None:
    """How many months lie between two labels of a date axis; None where its days are too few for that."""
    days = (chart.periods[-1] - chart.periods[0]).days
    return None if days < 100 else max(1, math.ceil(days / 30 / 9))


def _marker(chart: Native, colour: str) -> dict[str, Any]:
    if not chart.reverse and len(chart.periods) > 1:
        return {"type": "none"}
    return {"type": "circle", "size": 6, "fill": {"color": colour}, "border": {"color": colour}}


def _unwhole(chart: Native, colour: str) -> list[dict[str, Any] | None]:
    """How the periods that are not whole look: hatched columns, dotted lines; nothing where all are whole."""
    if all(chart.whole) or chart.kind is Kind.AREA:
        return []
    if chart.kind is Kind.COLUMN:
        look: dict[str, Any] = {
            "pattern": {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": "#ffffff"}
        }
    else:
        look = {"line": {"color": colour, "width": 2.25, "dash_type": "round_dot"}}
    return [None if whole else look for whole in chart.whole]
