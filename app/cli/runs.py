"""`modelshare runs`: the run log, and what becomes of a run that is held."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from app.cli.console import print_table, say
from app.publish import discard, release
from app.settings import Settings
from app.store.engine import open_database
from app.store.status import runs
from app.store.tables import RunStatus
from collectors.contract import Platform

app = typer.Typer(help="The run log, and decisions on runs that are held.", no_args_is_help=True)
RunArgument = Annotated[int, typer.Argument(help="The run's number, as modelshare runs list shows it.")]


@app.command("list", epilog="Example: [bold]modelshare runs list --status held[/]")
def list_command(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, newest first.")] = 20,
    platform: Annotated[Platform | None, typer.Option("--platform", "-p", help="Of one platform.")] = None,
    status: Annotated[RunStatus | None, typer.Option("--status", help="In one state.")] = None,
) -> None:
    """List the newest runs with what became of them and why."""
    with open_database(Settings.load()) as database, database.connect() as connection:
        found = runs(connection, limit, platform, (status,) if status else ())
    columns = [("run", "right"), ("platform", "left"), ("started (UTC)", "left"), ("status", "left")]
    columns += [("requests", "right"), ("rows", "right"), ("refused", "right"), ("reason", "left")]
    rows = [
        (
            str(each.run_id),
            each.platform.value,
            f"{each.started_at.astimezone(dt.UTC):%Y-%m-%d %H:%M}",
            each.status.value,
            f"{each.requests:,}",
            f"{each.rows:,}",
            f"{each.rejected:,}",
            each.reason,
        )
        for each in found
    ]
    print_table("Runs", columns, rows)


@app.command("release", epilog="Example: [bold]modelshare runs release 42[/]")
def release_command(run_id: RunArgument) -> None:
    """Publish a held run: what looked wrong was true."""
    with open_database(Settings.load()) as database:
        rows = release(database, run_id)
    say(f"Run {run_id} is published: {rows:,} new rows.")


@app.command("discard", epilog="Example: [bold]modelshare runs discard 42[/]")
def discard_command(run_id: RunArgument) -> None:
    """Drop a held run: what looked wrong was wrong."""
    with open_database(Settings.load()) as database:
        discard(database, run_id)
    say(f"Run {run_id} is discarded; nothing of it was published.")
