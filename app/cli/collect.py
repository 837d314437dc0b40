"""`modelshare collect`: snapshot the platforms now."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from app.alerts.check import check_after_collection
from app.cli.console import complain, progress, say
from app.cli.signals import stopped_by_signals
from app.clock import utcnow
from app.collect import collect
from app.logs import configure_logs
from app.prepare import prepare
from app.registry import Registry
from app.settings import Settings
from app.sources import collector_for
from app.store.engine import Database, open_database
from app.store.tokens import is_settled
from collectors.contract import ModelshareError, Platform, silent

SIGTERM_CODE = 143  # what a shell says of a command that was asked to end
ORDER = (Platform.OPENROUTER, Platform.HUGGINGFACE)  # the quick one first


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        "collect",
        epilog="Examples: [bold]modelshare collect[/] · [bold]modelshare collect openrouter[/]",
    )(command)


def command(
    platform: Annotated[Platform | None, typer.Argument(help="One platform; both when left out.")] = None,
    unless_settled: Annotated[
        bool, typer.Option("--unless-settled", help="Not where the day before yesterday has settled already.")
    ] = False,
    trust_clock: Annotated[
        bool, typer.Option("--trust-clock", help="Even though the last run began later than now.")
    ] = False,
) -> None:
    """Collect and publish a snapshot of one platform or of both. Again on the same day, it changes only the run log."""
    settings = Settings.load()
    configure_logs(settings)
    asked: tuple[Platform, ...] = (platform,) if platform else ORDER
    with stopped_by_signals(SIGTERM_CODE), open_database(settings) as database:
        registry = prepare(database)
        if unless_settled:
            with database.connect() as connection:
                asked = tuple(each for each in asked if not is_settled(connection, each, utcnow().date()))
        if collect_all(settings, database, registry, asked, check_time=not trust_clock):
            raise typer.Exit(1)


def collect_all(
    settings: Settings,
    database: Database,
    registry: Registry,
    platforms: tuple[Platform, ...] = ORDER,
    *,
    check_time: bool = True,
) -> list[Platform]:
    """Collect each platform with a progress bar; returns those that failed, each failure told in a sentence.

    At the end the alert rules are checked, where there are any, whatever became of the collections.
    """
    failed = []
    for platform in platforms:
        try:
            with (
                nullcontext(silent) if settings.quiet else progress(platform.value) as report,
                collector_for(platform, settings, database, registry, utcnow().date(), report) as collector,
            ):
                outcome = collect(database, collector, limits=settings.limits, check_time=check_time)
        except ModelshareError as error:
            failed.append(platform)
            complain(f"{platform}: not collected. {error}")
            continue
        if outcome.held:
            failed.append(platform)
            say(f"{platform}: run {outcome.run_id} is held. {outcome.held}")
            say(f"  The next run may confirm it; or: modelshare runs release {outcome.run_id}")
        elif outcome.skipped:
            say(f"{platform}: {outcome.skipped}")
        else:
            refused = f", {outcome.rejected:,} refused" if outcome.rejected else ""
            say(f"{platform}: {outcome.rows:,} new rows in {outcome.requests:,} requests{refused}.")
    for alert, way in check_after_collection(settings, database).told:
        say(f"Told by {way}: {alert.sentence}")
    return failed
