"""`modelshare alerts`: rules checked against the newest data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.alerts.check import check
from app.cli.console import say
from app.errors import ConfigurationError
from app.settings import Settings
from app.store.engine import open_database


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("alerts", epilog="Example: [bold]modelshare alerts alerts.toml --dry-run[/]")(command)


def command(
    rules: Annotated[
        Path | None, typer.Argument(help="The rules: a TOML file (docs/briefings.md); else MODELSHARE_ALERTS names it.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what holds now; tell and book nothing.")] = False,
) -> None:
    """Check the rules and tell what is new, once each: by webhook, by mail, to the log.

    With MODELSHARE_ALERTS every collection does this at its end. Exit code 1 where something could not be told; it
    is tried again next time.
    """
    settings = Settings.load()
    path = rules or settings.alerts
    if path is None:
        raise ConfigurationError("No alert rules are named.", advice="Name a file, or set MODELSHARE_ALERTS to it.")
    with open_database(settings) as database:
        outcome = check(settings, database, path, tell=not dry_run)
    if dry_run:
        for alert in outcome.found:
            typer.echo(f"{alert.rule}: {alert.sentence}")
        if not outcome.found:
            say(f"{len(outcome.rules)} rules, and nothing that they watch for.")
        return
    for alert, way in outcome.delivery.told:
        say(f"Told by {way}: {alert.sentence}")
    for reason in outcome.delivery.failed:
        say(reason)
    if outcome.delivery.failed:
        raise typer.Exit(1)
    if not outcome.delivery.told:
        say(f"{len(outcome.rules)} rules, nothing new.")
