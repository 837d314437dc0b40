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
from app.charts import captions, wording
from app.charts.escape import plain
from app.charts.shape import Drawn, drawn
from app.export.frozen import moment_of, with_gaps
from app.export.look import PLAIN, Look
from app.export.metadata import fields_of, metadata
from app.export.native import native, native_notes
from app.export.series import DIGITS, Native
from app.export.table import columns, rows_of
from app.export.xlsx_chart import OPTIONS, draw, write_series
from app.measures.fields import SHARES
from app.measures.result import Measured

CHART, ROWS, ABOUT = "Chart", "Rows", "About"
LONGEST = 30_000  # characters; a cell takes 32,767
_WIDTH = 118  # characters of the words' column
_LINE = 15.0  # points


def measure_xlsx(measured: Measured, look: Look = PLAIN) -> bytes:
    """The workbook's bytes, the same for the same view and data. Text is written as text, whatever it begins with.

    Sheets: Chart (words and native chart), Series (what the chart draws, a column a series), Rows (the CSV's columns
    and numbers), About (the metadata). A measure without a native chart has no Series.
    """
    shown, out = drawn(measured), io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    moment = moment_of((shown,))
    title = look.title_of(shown)
    book.set_properties(
        {
            "title": plain(title, 250),
            "subject": plain(captions.subtitle(shown), 250),
            "author": f"modelshare {PROGRAM_VERSION}",
            "comments": plain(" ".join(wording.source_lines(shown)), 2_000),
            "created": moment.replace(tzinfo=None),
        }
    )
    chart = native(shown)
    first = book.add_worksheet(CHART)
    if chart is not None:
        write_series(book, chart)
    _rows(book, shown)
    _about(book, shown)
    _words(book, first, shown, title, chart)
    book.close()
    return with_gaps(out.getvalue())


def _words(book: Any, sheet: Any, shown: Drawn, title: str, chart: Native | None) -> None:
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
        (captions.subtitle(shown), quiet, 1.0),
        (captions.finding(shown), usual, 1.0),
    ):
        if text:
            row = _line(sheet, row, text, style, letter)
    row += 1
    if chart is not None:
        drawing = draw(book, chart)
        drawing.set_size({"width": 832, "height": 440})
        sheet.insert_chart(row, 0, drawing, {"description": plain(f"{title}. {captions.finding(shown)}", 500)})
        row += 24
    for text in (*native_notes(shown, chart), *wording.source_lines(shown), f"View: {shown.view.query()}"):
        row = _line(sheet, row, text, quiet, 1.0)


def _line(sheet: Any, row: int, text: str, style: Any, letter: float) -> int:
    lines = math.ceil(len(text) * letter / _WIDTH)
    sheet.set_row(row, _LINE * letter * max(lines, 1))
    sheet.write_string(row, 0, text[:LONGEST], style)
    return row + 1


def _rows(book: Any, shown: Measured) -> None:
    sheet, names, rows = book.add_worksheet(ROWS), columns(shown), rows_of(shown)
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
    for row, record in enumerate(rows[list(names)].itertuples(index=False, name=None), start=1):
        for column, (name, value) in enumerate(zip(names, record, strict=True)):
            _cell(sheet, row, column, name, value, styles)
    sheet.autofilter(0, 0, max(len(rows), 1), max(len(names) - 1, 0))


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
        *(("Earlier window", f"{each['from']} to {each['to']}") for each in (ours["earlier_window"],) if each),
        ("As known on", ours["as_of"] or "the newest stored state"),
        ("Coverage", ours["coverage"]["note"]),
        *(("Note", each) for each in ours["notes"]),
        *(("Source", line) for line in wording.citations(shown)),
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
