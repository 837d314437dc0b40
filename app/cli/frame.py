"""Prints any measure's answer: as a table for a reader, or as CSV or JSON for a program."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import typer

from app.charts.cells import cell
from app.charts.wording import source_lines
from app.cli.console import Format, answers, print_table, say
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
    cells = [
        tuple(cell(measured, name, row[name], MOST_LETTERS) for name in wanted) for row in frame.to_dict("records")
    ]
    print_table(measured.definition.title, sides, cells)
    for line in (*measured.notes, *source_lines(measured)):
        answers.print(line, markup=False, highlight=False, soft_wrap=True)
    if measured.frame.empty:
        say("Nothing is stored for this question. Run: modelshare collect")
