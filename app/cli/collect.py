"""`modelshare collect`: snapshot the platforms now."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.console import errors, progress, say
from app.collect import collect, utcnow
from app.prepare import prepare
from app.registry import Registry
from app.settings import Settings
from app.sources import collector_for
from app.store.engine import Database, open_database
from collectors.contract import ModelshareError, Platform

ORDER = (Platform.OPENROUTER, Platform.HUGGINGFACE)  # the quick one first


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        "collect",
        epilog="Examples: [bold]modelshare collect[/] · [bold]modelshare collect openrouter[/]",
    )(command)


def command(
    platform: Annotated[Platform | None, typer.Argument(help="One platform; both when left out.")] = None,
) -> None:
    """Collect and publish a snapshot of one platform or of both. Again on the same day, it changes only the run log."""
    settings = Settings.load()
    with open_database(settings) as database:
        registry = prepare(database)
        failed = collect_all(settings, database, registry, (platform,) if platform else ORDER)
    if failed:
        raise typer.Exit(1)


def collect_all(
    settings: Settings, database: Database, registry: Registry, platforms: tuple[Platform, ...] = ORDER
) -> list[Platform]:
    """Collect each platform with a progress bar; returns those that failed, each failure told in a sentence."""
    failed = []
    for platform in platforms:
        try:
            with (
                progress(platform.value) as report,
                collector_for(platform, settings, database, registry, utcnow().date(), report) as collector,
            ):
                outcome = collect(database, collector)
        except ModelshareError as error:
            failed.append(platform)
            errors.print(f"{platform}: not collected. {error}", style="red", markup=False, highlight=False)
            continue
        if outcome.skipped:
            say(f"{platform}: {outcome.skipped}")
        else:
            refused = f", {outcome.rejected:,} refused" if outcome.rejected else ""
            say(f"{platform}: {outcome.rows:,} new rows in {outcome.requests:,} requests{refused}.")
    return failed
