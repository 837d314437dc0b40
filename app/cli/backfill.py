"""`modelshare backfill`: fill in the past."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from app.backfill import Filled, backfill_file, backfill_hub
from app.cli.console import complain, progress, say
from app.cli.options import day_option
from app.cli.signals import stopped_by_signals
from app.clock import utcnow
from app.collect import collect
from app.errors import ConfigurationError
from app.prepare import prepare
from app.settings import Settings
from app.sources import collector_for, hub_stats
from app.store.engine import Database, open_database
from collectors.contract import Platform
from collectors.hub_stats import FIRST_DAY as HUB_FIRST_DAY
from collectors.hub_stats import Every

app = typer.Typer(help="Fill in past days. Safe to stop and to start again.", no_args_is_help=True)

KEY = (
    "Without a key OpenRouter gives its dated exports alone, each of 30 days."
    " A free key (OPENROUTER_API_KEY) adds every day since 2025-01-01."
)


@app.command("openrouter", epilog="Example: [bold]modelshare backfill openrouter --since 2025-01-01[/]")
def openrouter_command(
    since: Annotated[dt.datetime, day_option("--since", "The first UTC day to fill.")],
) -> None:
    """Fetch every missing day of token counts: from the Data API with a key, from the dated exports without one."""
    settings = Settings.load().model_copy(update={"openrouter_since": since.date()})
    if settings.openrouter_api_key is None:
        say(KEY)
    with stopped_by_signals(), open_database(settings) as database:
        registry = prepare(database)
        with (
            progress("openrouter") as report,
            collector_for(Platform.OPENROUTER, settings, database, registry, utcnow().date(), report) as collector,
        ):
            outcome = collect(database, collector, limits=settings.limits)
    if outcome.held:
        say(f"openrouter: {outcome.rows:,} rows are held: {outcome.held}")
        raise typer.Exit(1)
    say(f"openrouter: {outcome.rows:,} new rows in {outcome.requests:,} requests, {outcome.rejected:,} refused.")


@app.command(
    "huggingface",
    epilog="Examples: [bold]modelshare backfill huggingface --since 2025-10-01 --every week[/]"
    " · [bold]modelshare backfill huggingface --file models.parquet --date 2025-10-01[/]",
)
def huggingface_command(
    since: Annotated[dt.datetime | None, day_option("--since", "The first UTC day to fill.")] = None,
    every: Annotated[
        Every | None, typer.Option("--every", help="With --since: one snapshot a day, as usual, or a week.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", exists=True, dir_okay=False, help="A parquet file on this machine instead.")
    ] = None,
    date: Annotated[dt.datetime | None, day_option("--date", "The UTC day that the file shows.")] = None,
) -> None:
    """Store past snapshots of the Hub: from the revisions of the dataset hub-stats, or from one file."""
    settings = Settings.load()
    if (file is None) != (date is None) or (file is None) == (since is None):
        raise ConfigurationError("Give either --since DATE, or --file PATH with --date DATE.")
    if file is not None and every is not None:
        raise ConfigurationError("A file is one snapshot.", advice="Leave --every out.")
    with stopped_by_signals(), open_database(settings) as database:
        prepare(database)
        if file is not None and date is not None:
            with progress("huggingface") as report:
                filled = backfill_file(database, file, date.date(), report=report, limits=settings.limits)
            _tell(filled)
            left_out = int(bool(filled.trouble))
        else:
            assert since is not None
            left_out = _from_hub_stats(settings, database, since.date(), every or Every.DAY)
    if left_out:
        raise typer.Exit(1)


def _from_hub_stats(settings: Settings, database: Database, since: dt.date, every: Every) -> int:
    if since < HUB_FIRST_DAY:
        say(f"The dataset begins on {HUB_FIRST_DAY}; there is nothing older.")
    stored = left_out = 0
    with progress("huggingface") as report, hub_stats(settings, report) as history:
        for filled in backfill_hub(database, history, since, every=every, report=report, limits=settings.limits):
            _tell(filled)
            left_out += bool(filled.trouble)
            stored += not filled.trouble
        for warning in dict.fromkeys(history.traffic.warnings):
            say(warning)
    say(f"huggingface: {stored:,} days stored, {left_out:,} left out; days that were stored already stay as they are.")
    return left_out


def _tell(filled: Filled) -> None:
    if filled.trouble:
        text = f"{filled.day}: left out. {filled.trouble}"
        complain(text)
        if filled.held is not None:
            say(f"  modelshare runs release {filled.held}   or   modelshare runs discard {filled.held}")
    else:
        refused = f", {filled.refused:,} refused" if filled.refused else ""
        say(f"{filled.day}: {filled.rows:,} models{refused}.")
