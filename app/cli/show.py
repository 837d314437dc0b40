"""`modelshare share` and `modelshare rank`: a measure's answer as a table, CSV or JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from typing import Annotated, Any

import typer

from app.charts.wording import source_lines
from app.cli.asked import answered, view_of
from app.cli.console import Format, answers, print_table, say
from app.cli.options import day_option
from app.export.table import measure_csv, measure_json
from app.measures.result import Measured
from app.view import Distortion, Grain, Grouping, Measure, Population, Unit
from collectors.contract import Platform


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(
        "share",
        epilog="Example: [bold]modelshare share --platform openrouter --by country --grain week --format csv[/]",
    )(share_command)
    app.command("rank", epilog="Example: [bold]modelshare rank --platform huggingface --by lab --grain month[/]")(
        rank_command
    )


PlatformOption = Annotated[Platform, typer.Option("--platform", "-p", help="Whose usage.")]
ByOption = Annotated[Grouping, typer.Option("--by", help="What a line stands for.")]
PopulationOption = Annotated[Population, typer.Option("--population", help="The denominator.")]
UnitOption = Annotated[Unit | None, typer.Option("--unit", help="What is counted; left out, the platform's own.")]
GrainOption = Annotated[Grain, typer.Option("--grain", help="The length of a period.")]
FromOption = Annotated[dt.datetime | None, day_option("--from", "First UTC day.")]
ToOption = Annotated[dt.datetime | None, day_option("--to", "Last UTC day.")]
AsOfOption = Annotated[
    dt.datetime | None,
    day_option("--as-of", "As known at the end of this UTC day."),
]
WithoutOption = Annotated[
    list[Distortion] | None,
    typer.Option("--without", help="Leave out what is flagged as this; can be given more than once, and is said."),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How the answer is printed.")]


def share_command(
    platform: PlatformOption = Platform.OPENROUTER,
    by: ByOption = Grouping.BLOC,
    population: PopulationOption = Population.ALL,
    unit: UnitOption = None,
    grain: GrainOption = Grain.DAY,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    without: WithoutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print each group's share of the population, with the band that the unknown part leaves open."""
    view = view_of(
        Measure.SHARE,
        platform=platform,
        unit=unit,
        population=population,
        by=by,
        grain=grain,
        since=since,
        until=until,
        as_of=as_of,
        without=without,
    )
    measured = answered(view)
    if form is Format.TABLE:
        columns = [("date", "left"), ("group", "left")] + [(n, "right") for n in ("value", "share", "low", "high")]
        rows = [_share_row(measured, row) for row in measured.frame.to_dict("records")]
        _print(measured, columns, rows)
    else:
        _write(measured, form)


def rank_command(
    platform: PlatformOption = Platform.OPENROUTER,
    by: ByOption = Grouping.LAB,
    population: PopulationOption = Population.ALL,
    unit: UnitOption = None,
    grain: GrainOption = Grain.WEEK,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    without: WithoutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the ranking of every period, with changes, entries and exits; the newest last."""
    view = view_of(
        Measure.RANK,
        platform=platform,
        unit=unit,
        population=population,
        by=by,
        grain=grain,
        since=since,
        until=until,
        as_of=as_of,
        without=without,
    )
    measured = answered(view)
    if form is Format.TABLE:
        newest = measured.frame[measured.frame["date"] == measured.frame["date"].max()]
        columns = [("date", "left"), ("rank", "right"), ("group", "left")]
        columns += [(name, "right") for name in ("value", "share", "change", "periods")]
        rows = [_rank_row(measured, row) for row in newest.to_dict("records")]
        _print(measured, columns, rows)
    else:
        _write(measured, form)


def _share_row(measured: Measured, row: dict[Hashable, Any]) -> tuple[str, ...]:
    return (
        f"{row['date']:%Y-%m-%d}",
        measured.labels.get(row["group"], row["group"]),
        f"{row['value']:,.0f}",
        *(f"{row[name]:.2%}" for name in ("share", "share_low", "share_high")),
    )


def _rank_row(measured: Measured, row: dict[Hashable, Any]) -> tuple[str, ...]:
    status = row["status"] if isinstance(row["status"], str) else ""  # nothing to compare the first period with
    out = status == "exited"
    return (
        f"{row['date']:%Y-%m-%d}",
        "out" if out else str(row["rank"]),
        measured.labels.get(row["group"], row["group"]),
        "" if out else f"{row['value']:,.0f}",
        "" if out else f"{row['share']:.2%}",
        f"{row['change']:+d}" if status == "continuing" else status,
        str(row["periods_listed"]),
    )


def _print(measured: Measured, columns: list[tuple[str, str]], rows: list[tuple[str, ...]]) -> None:
    view = measured.view
    scope = f"{view.platform}, {view.population}, {view.counted}, by {view.by} and {view.grain}"
    left = f", without {', '.join(view.without)}" if view.without else ""
    title = f"{measured.definition.title}{left}: {scope}"
    print_table(title, columns, rows)
    for line in source_lines(measured):
        answers.print(line, markup=False, highlight=False, soft_wrap=True)
    if measured.frame.empty:
        say("Nothing is stored for this window. Run: modelshare collect")


def _write(measured: Measured, form: Format) -> None:
    body = measure_csv(measured) if form is Format.CSV else measure_json(measured)
    typer.echo(body, nl=False)
