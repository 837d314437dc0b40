"""Prints any measure's answer: as a table for a reader, or as CSV or JSON for a program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd
import typer

from app.charts.wording import source_lines
from app.cli.console import Format, answers, print_table, say
from app.export.columns import SHARES
from app.export.table import measure_csv, measure_json
from app.measures.result import Measured

MOST_LETTERS = 60


def print_measured(
    measured: Measured, columns: Sequence[str], form: Format, *, rows: pd.DataFrame | None = None
) -> None:
    """The answer in `form`. A table shows `columns` of `rows` (all of the frame where None), with notes and sources."""
    if form is not Format.TABLE:
        typer.echo(measure_csv(measured) if form is Format.CSV else measure_json(measured), nl=False)
        return
    frame = measured.frame if rows is None else rows
    wanted = [name for name in columns if name in frame.columns]
    sides = [(name, "right" if pd.api.types.is_numeric_dtype(frame[name]) else "left") for name in wanted]
    cells = [tuple(_cell(measured, name, row[name]) for name in wanted) for row in frame.to_dict("records")]
    print_table(measured.definition.title, sides, cells)
    for line in (*measured.notes, *source_lines(measured)):
        answers.print(line, markup=False, highlight=False, soft_wrap=True)
    if measured.frame.empty:
        say("Nothing is stored for this question. Run: modelshare collect")


def _cell(measured: Measured, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, pd.Timestamp | dt.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):
        text = measured.labels.get(value, value) if name in ("group", "lab", "apart") else value
        return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"
    if name in SHARES:
        return f"{value:.2%}"
    number = float(value)
    return f"{number:,.0f}" if number.is_integer() or abs(number) >= 1_000 else f"{number:,.2f}"
