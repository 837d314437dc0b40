"""`modelshare db`: the database's own commands."""

from __future__ import annotations

import typer

from app.cli.console import say
from app.prepare import prepare
from app.settings import Settings
from app.store.engine import open_database, ping
from app.store.migrate import standing

app = typer.Typer(help="The database: its schema and its health.", no_args_is_help=True)


@app.command("migrate", epilog="Example: [bold]modelshare db migrate[/]")
def migrate_command() -> None:
    """Bring the schema up to date and load the registry. Safe to run at any time."""
    with open_database(Settings.load()) as database:
        registry = prepare(database)
        with database.connect() as connection:
            revision, _ = standing(connection)
    say(f"The schema is at revision {revision}; the registry is {registry.hash}.")


@app.command("ping", epilog="Example: [bold]modelshare db ping[/]")
def ping_command() -> None:
    """Ask the database whether it answers; for health checks."""
    with open_database(Settings.load()) as database, database.connect() as connection:
        say(f"PostgreSQL {ping(connection)} answers.")
