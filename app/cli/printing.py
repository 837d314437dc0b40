"""Prints a measure's answer: as a table for a reader, or as CSV or JSON for a program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
import typer

from app.charts import captions, verdict_table, wording
from app.charts.cells import cell
from app.cli.console import Format, answers, print_table, say
from app.cli.table_cells import HEADINGS, UNDECIDED, table_of
from app.export.table import measure_csv, measure_json
from app.measures.result import Measured
from app.view import Measure

MOST_LETTERS = 60


def print_measured(
    measured: Measured, columns: Sequence[str], form: Format, *, rows: pd.DataFrame | None = None
) -> None:
    """The answer in `form`. A table shows `columns` of `rows` (all of the frame where None), with notes and sources."""
    if form is not Format.TABLE:
        print_data(measured, form)
        return
    frame = measured.frame if rows is None else rows
    wanted = [name for name in columns if name in frame.columns]
    sides = [
        (HEADINGS.get(name, name), "right" if pd.api.types.is_numeric_dtype(frame[name]) else "left") for name in wanted
    ]
    cells = [
        tuple(cell(measured, name, row[name], MOST_LETTERS) for name in wanted) for row in frame.to_dict("records")
    ]
    print_table(captions.title(measured), sides, cells)
    print_words(measured)
    if measured.frame.empty:
        say("Nothing is stored for this question. Run: modelshare collect")


def print_captioned(measured: Measured, form: Format) -> None:
    """The answer in `form`. A table has the measure's own columns, with the chart's title, subtitle and finding."""
    if form is not Format.TABLE:
        print_data(measured, form)
        return
    columns, rows = table_of(measured)
    verdict = measured.view.measure is Measure.VERDICT
    if rows:
        print_table(captions.title(measured), columns, rows, wrapped=verdict)
        if verdict:
            print_lines([f"{verdict_table.CAPTION}; {UNDECIDED}: undecided."])
    print_words(measured)
    if not rows:
        say("There is nothing to list.")
    elif len(rows) < len(measured.frame) and not verdict:
        which = "newest" if measured.view.measure is Measure.CONCENTRATION else "first"
        say(f"The {which} {len(rows)} of {len(measured.frame):,} rows; --format csv prints all.")


def print_data(measured: Measured, form: Format) -> None:
    """The answer for a program, as CSV or JSON."""
    typer.echo(measure_csv(measured) if form is Format.CSV else measure_json(measured), nl=False)


def print_words(measured: Measured) -> None:
    """What belongs to numbers: out of what and when, what they say, what must be known beside them, the sources."""
    lines = [captions.subtitle(measured), captions.finding(measured), *wording.notes_of_numbers(measured)]
    print_lines([*filter(None, lines), *wording.source_lines(measured)])


def print_lines(lines: Iterable[str]) -> None:
    """Plain text below a table, whatever it holds."""
    for line in lines:
        answers.print(line, markup=False, highlight=False, soft_wrap=True)
