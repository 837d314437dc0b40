"""How the command line speaks: standard output for answers, standard error for everything else."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.logs import speaks_json
from collectors.contract import Progress as Step
from collectors.contract import Report

WRAPPED = frozenset({"group", "reason", "Figure", "Counted", "Why"})  # columns of words may take several lines

answers = Console(width=None if sys.stdout.isatty() else 160)  # a pipe or a file has no width of its own
errors = Console(stderr=True)
log = logging.getLogger(__name__)


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def say(text: str) -> None:
    """Tell what is going on, beside the answer; a line of the log where that is JSON."""
    if speaks_json():
        log.info(text)
    else:
        errors.print(escape(text), highlight=False, soft_wrap=True)


def complain(text: str, heading: str = "") -> None:
    """Tell what went wrong, in red after a heading or as a whole; a line of the log where that is JSON."""
    if speaks_json():
        log.error(f"{heading} {text}".strip())
    elif heading:
        errors.print(f"[bold red]{escape(heading)}[/] {escape(text)}", highlight=False, soft_wrap=True)
    else:
        errors.print(text, style="red", markup=False, highlight=False, soft_wrap=True)


@contextmanager
def progress(title: str) -> Iterator[Report]:
    """A progress bar on standard error, fed by a collector's reports."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, transient=not errors.is_terminal, disable=speaks_json()) as bar:
        task = bar.add_task(title, total=None)

        def report(step: Step) -> None:
            bar.tasks[task].total = step.total  # to `update`, none means that the one of the phase before stays
            bar.update(task, description=f"{title}: {step.phase}", completed=step.done)

        yield report


def print_table(
    title: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], *, wrapped: bool = False
) -> None:
    """An aligned table; `columns` are (heading, "left" or "right"). Cells are plain text, whatever they hold.

    `wrapped` lets every column but the first take several lines, for tables wider than the terminal.
    """
    kept = {columns[0][0]} if wrapped else {heading for heading, _ in columns} - WRAPPED
    table = Table(title=title, title_justify="left", header_style="bold")
    for heading, side in columns:
        table.add_column(heading, justify="right" if side == "right" else "left", no_wrap=heading in kept)
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    answers.print(table)
