"""`modelshare share` and `modelshare rank`: a measure's answer as a table, CSV or JSON."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import typer

from app.charts import captions
from app.charts.canvas import newest_rows
from app.cli.asked import answered, asks
from app.cli.console import Format, print_table, say
from app.cli.options import BY, EARLIER, GRAIN, PLATFORM, POPULATION, UNIT, WINDOW, WITHOUT, FormatOption
from app.cli.printing import print_data, print_words
from app.export.table import rows_of
from app.measures.result import Measured
from app.view import Grain, Grouping, Measure, View


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(
        "share",
        epilog="Example: [bold]modelshare share --platform openrouter --by country --grain week --format csv[/]",
    )(share_command)
    app.command("rank", epilog="Example: [bold]modelshare rank --platform huggingface --by lab --grain month[/]")(
        rank_command
    )


@asks(
    Measure.SHARE,
    *(PLATFORM, BY.starting(Grouping.BLOC), POPULATION, UNIT, GRAIN.starting(Grain.DAY), *WINDOW, EARLIER, WITHOUT),
)
def share_command(view: View, form: FormatOption = Format.TABLE) -> None:
    """Print each group's share of the population, with the band that the unknown part leaves open."""
    measured = answered(view)
    if form is not Format.TABLE:
        print_data(measured, form)
        return
    columns = [("date", "left"), ("group", "left")] + [(n, "right") for n in ("value", "share", "low", "high")]
    columns += [("window", "left")] if measured.earlier else []
    _print(measured, columns, [_share_row(measured, row) for row in rows_of(measured).to_dict("records")])


@asks(Measure.RANK, PLATFORM, BY, POPULATION, UNIT, GRAIN, *WINDOW, WITHOUT)
def rank_command(view: View, form: FormatOption = Format.TABLE) -> None:
    """Print the ranking of every period, with changes, entries and exits; the newest last."""
    measured = answered(view)
    if form is not Format.TABLE:
        print_data(measured, form)
        return
    newest = newest_rows(measured.frame)
    columns = [("date", "left"), ("rank", "right"), ("group", "left")]
    columns += [(name, "right") for name in ("value", "share", "low", "high", "change", "periods")]
    _print(measured, columns, [_rank_row(measured, row) for row in newest.to_dict("records")])


def _share_row(measured: Measured, row: dict[Hashable, Any]) -> tuple[str, ...]:
    return (
        f"{row['date']:%Y-%m-%d}",
        measured.labels.get(row["group"], row["group"]),
        f"{row['value']:,.0f}",
        *(f"{row[name]:.2%}" for name in ("share", "share_low", "share_high")),
        *((row["window"],) if measured.earlier else ()),
    )


def _rank_row(measured: Measured, row: dict[Hashable, Any]) -> tuple[str, ...]:
    status = row["status"] if isinstance(row["status"], str) else ""  # nothing to compare the first period with
    out = status == "exited"
    return (
        f"{row['date']:%Y-%m-%d}",
        "out" if out else str(row["rank"]),
        measured.labels.get(row["group"], row["group"]),
        "" if out else f"{row['value']:,.0f}",
        *("" if out else f"{row[name]:.2%}" for name in ("share", "share_low", "share_high")),
        f"{row['change']:+d}" if status == "continuing" else status,
        str(row["periods_listed"]),
    )


def _print(measured: Measured, columns: list[tuple[str, str]], rows: list[tuple[str, ...]]) -> None:
    print_table(captions.title(measured), columns, rows)
    print_words(measured)
    if measured.frame.empty:
        say("Nothing is stored for this window. Run: modelshare collect")
