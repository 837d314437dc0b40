"""`modelshare alerts`: rules checked against the newest data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.alerts.channels import channels
from app.alerts.deliver import deliver
from app.alerts.rules import read_rules
from app.alerts.watch import watched
from app.cli.console import say
from app.collect import utcnow
from app.errors import ConfigurationError
from app.measures import ask
from app.measures.freshness import freshness
from app.settings import Settings
from app.store.engine import open_database


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("alerts", epilog="Example: [bold]modelshare alerts alerts.toml --dry-run[/]")(command)


def command(
    rules: Annotated[Path, typer.Argument(help="The rules: a TOML file (docs/briefings.md).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what holds now; tell and book nothing.")] = False,
) -> None:
    """Check the rules and tell what is new, once each: by webhook, by mail, to the log.

    Run it after each collection. Exit code 1 where something could not be told; it is tried again next time.
    """
    try:
        wanted = read_rules(rules.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The alert rules {rules} cannot be read: {error}.") from error
    settings, now = Settings.load(), utcnow()
    ways = channels(settings)
    with open_database(settings) as database:
        with database.connect() as connection:
            found = watched(wanted, lambda view: ask(connection, view), freshness(connection, now=now), now)
        if dry_run:
            for alert in found:
                typer.echo(f"{alert.rule}: {alert.sentence}")
            return
        outcome = deliver(database, found, ways, settings.dashboard_address, now)
    for alert, way in outcome.told:
        say(f"Told by {way}: {alert.sentence}")
    for reason in outcome.failed:
        say(reason)
    if not outcome.told and not outcome.failed:
        say(f"{len(wanted)} rules, nothing new.")
    if outcome.failed:
        raise typer.Exit(1)
