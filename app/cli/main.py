"""The `modelshare` command: its subcommands, and how errors end it."""

from __future__ import annotations

import sys

import typer

from app import PROGRAM_VERSION
from app.cli import (
    alerts,
    backfill,
    chart,
    checks,
    collect,
    comparisons,
    db,
    deck,
    digest,
    ecosystem,
    evaluate,
    events,
    labs,
    method,
    runs,
    shares,
    status,
    up,
)
from app.cli.console import complain, say
from collectors.contract import ModelshareError

app = typer.Typer(
    name="modelshare",
    help="Open-model usage rankings: who holds which share of Hugging Face downloads and OpenRouter tokens.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
    add_completion=False,
)
for module in (
    *(
        up,
        collect,
        status,
        shares,
        chart,
        deck,
        digest,
        alerts,
        comparisons,
        checks,
        ecosystem,
        events,
        evaluate,
        method,
    ),
):
    module.register(app)
app.add_typer(backfill.app, name="backfill")
app.add_typer(runs.app, name="runs")
app.add_typer(labs.app, name="labs")
app.add_typer(db.app, name="db")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"modelshare {PROGRAM_VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    pass


def main() -> None:
    """Run the command line; an error that we can explain is one sentence on standard error and exit code 1."""
    try:
        app()
    except ModelshareError as error:
        complain(str(error), "modelshare:")
        for note in getattr(error, "__notes__", ()):
            say(note)
        sys.exit(1)
