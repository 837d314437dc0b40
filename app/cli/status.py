"""`modelshare status`: how the collecting goes, for people and for monitors."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import Annotated

import typer

from app.cli.console import Format, print_table, say
from app.clock import utcnow
from app.errors import ConfigurationError
from app.schedule.timetable import sources
from app.settings import Settings
from app.store.engine import open_database
from app.store.status import RunLine, SourceStatus, Status, status

FormatOption = Annotated[Format, typer.Option("--format", "-f", help="table or json.")]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("status", epilog="Example: [bold]modelshare status --format json[/]")(command)


def command(form: FormatOption = Format.TABLE) -> None:
    """Show each source's last success, age, next run, coverage, gaps and restatements.

    Exit code 1 where data are older than MODELSHARE_STALE_AFTER_HOURS, or where there are none.
    """
    if form is Format.CSV:
        raise ConfigurationError("The status has no CSV.", advice="Ask for table or json.")
    settings = Settings.load()
    with open_database(settings) as database, database.connect() as connection:
        found = status(connection, sources(settings), settings.stale_after_hours, utcnow())
    if form is Format.JSON:
        typer.echo(json.dumps(asdict(found) | {"stale": found.stale}, default=str, indent=2))
    else:
        _print(found, settings.stale_after_hours)
    if found.stale:
        raise typer.Exit(1)


def _print(found: Status, stale_after: float) -> None:
    lines = [
        ("last success", _moment),
        ("newest day", lambda s: str(s.newest_day or "none")),
        ("age", lambda s: _age(s, stale_after)),
        ("next run", lambda s: _when(s.next_run)),
        ("coverage", lambda s: f"{s.days:,} of {s.days_due:,} days"),
        ("gaps", lambda s: _gaps(s.gaps)),
        ("restatements", lambda s: f"{s.restatements:,}"),
        ("last run", lambda s: _run(s.last_run, s.collecting)),
        ("held", lambda s: "; ".join(f"run {each.run_id}" for each in s.held) or "none"),
    ]
    columns = [("", "left"), *((source.platform.value, "left") for source in found.sources)]
    title = f"Status at {_when(found.at)}"
    print_table(title, columns, [(name, *(show(source) for source in found.sources)) for name, show in lines])
    if not found.led:
        say("No process leads the schedule now: modelshare schedule, or modelshare up, starts one.")
    for source in found.sources:
        for held in source.held:
            say(f"Run {held.run_id} is held. {held.reason}")
            say(f"  modelshare runs release {held.run_id}   or   modelshare runs discard {held.run_id}")
        if source.last_run and source.last_run.reason and not source.collecting:
            say(f"{source.platform}, run {source.last_run.run_id} ({source.last_run.status}): {source.last_run.reason}")


def _moment(source: SourceStatus) -> str:
    return _when(source.last_success) if source.last_success else "never"


def _when(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC" if moment else "not planned"


def _age(source: SourceStatus, stale_after: float) -> str:
    if source.age_hours is None:
        return "no data"
    return f"{source.age_hours:.1f} h" + (f", STALE (over {stale_after:g} h)" if source.stale else "")


def _gaps(days: tuple[dt.date, ...]) -> str:
    if not days:
        return "none"
    return f"{len(days):,}, the newest {days[-1]}"


def _run(line: RunLine | None, collecting: bool) -> str:
    if line is None:
        return "none"
    if line.status == "running":
        how = f"is running: {line.rows:,} rows so far" if collecting else "lost its process; the next run books it"
        return f"{line.run_id} {how}"
    return f"{line.run_id} {line.status}, {line.rows:,} rows, {line.rejected:,} refused"
