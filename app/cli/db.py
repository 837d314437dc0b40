"""`modelshare db`: the database's own commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import progress, say
from app.clock import utcnow
from app.prepare import prepare
from app.settings import Settings
from app.store.access import set_reader_password
from app.store.checks import broken_invariants, invariants
from app.store.citus import distribute
from app.store.dump import dump, restore
from app.store.engine import open_database, ping
from app.store.housekeeping import tidy_up
from app.store.migrate import standing
from app.store.parquet_export import export_parquet
from app.store.parquet_import import import_parquet
from app.store.retention import thin
from collectors.contract import Platform, Progress

app = typer.Typer(help="The database: its schema and its health.", no_args_is_help=True)


@app.command("migrate", epilog="Example: [bold]modelshare db migrate[/]")
def migrate_command() -> None:
    """Bring the schema up to date and load the registry. Safe to run at any time."""
    settings = Settings.load()
    with open_database(settings) as database:
        registry = prepare(database)
        if settings.reader_password:
            set_reader_password(database, settings.reader_password.get_secret_value())
        with database.connect() as connection:
            revision, _ = standing(connection)
    say(f"The schema is at revision {revision}; the registry is {registry.hash}.")


@app.command("ping", epilog="Example: [bold]modelshare db ping[/]")
def ping_command() -> None:
    """Ask the database whether it answers; for health checks."""
    with open_database(Settings.load()) as database, database.connect() as connection:
        say(f"PostgreSQL {ping(connection)} answers.")


@app.command("dump", epilog="Example: [bold]modelshare db dump modelshare.zip[/]")
def dump_command(file: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")]) -> None:
    """Write everything into one file, with a checksum of every table. Collecting may go on meanwhile."""
    with open_database(Settings.load()) as database, progress("dump") as report:
        manifest = dump(database, file, lambda table, rows: report(Progress(f"{table}: {rows:,} rows", 0, None)))
    rows = sum(table.rows for table in manifest.tables)
    say(f"Wrote {file}: {rows:,} rows in {len(manifest.tables)} tables ({file.stat().st_size:,} bytes).")


@app.command("restore", epilog="Example: [bold]modelshare db restore modelshare.zip[/]")
def restore_command(file: Annotated[Path, typer.Argument(help="A file of modelshare db dump.")]) -> None:
    """Read a dump into an empty database, of this or another server version, and verify every table."""
    with open_database(Settings.load()) as database, progress("restore") as report:
        manifest = restore(database, file, lambda table, rows: report(Progress(f"{table}: {rows:,} rows", 0, None)))
    rows = sum(table.rows for table in manifest.tables)
    say(f"Restored {rows:,} rows in {len(manifest.tables)} tables, each with the checksum that it had.")


@app.command("check", epilog="Example: [bold]modelshare db check[/]")
def check_command() -> None:
    """Check what must always hold of the stored data; exit code 1 where something does not."""
    with open_database(Settings.load()) as database, database.connect() as connection:
        broken = broken_invariants(connection)
    for each in broken:
        typer.echo(f"BROKEN: {each.invariant}: {each.count:,} times, such as {'; '.join(each.samples)}.")
    if broken:
        raise typer.Exit(1)
    say(f"All {len(invariants())} invariants hold.")


@app.command("housekeep", epilog="Example: [bold]modelshare db housekeep[/]")
def housekeep_command() -> None:
    """Tidy up: lost runs, old pages in progress, old quarantine, held runs that nobody decided on."""
    settings = Settings.load()
    with open_database(settings) as database:
        done = tidy_up(database, utcnow(), settings.keep_rejected_days, settings.keep_held_days)
        if settings.keep_daily_days is not None and Platform.HUGGINGFACE not in done.busy:
            thinned = thin(database, utcnow().date(), settings.keep_daily_days)
            say(f"Thinned {thinned.days:,} old days of the Hub by {thinned.rows:,} rows; their sums stay.")
    say(f"Dropped {done.quarantine:,} old refused rows and {done.held:,} held runs.")
    for platform, missing in done.gaps.items():
        say(f"{platform}: {missing:,} days are missing.")
    for platform in done.busy:
        say(f"{platform} is being collected and was left alone.")


@app.command("export-parquet", epilog="Example: [bold]modelshare db export-parquet history/[/]")
def export_parquet_command(folder: Annotated[Path, typer.Argument(help="Where the files go.")]) -> None:
    """Write what was observed as parquet, one file a source and month, to share a history."""
    with open_database(Settings.load()) as database:
        export_parquet(database, folder, lambda path, rows: say(f"Wrote {path}: {rows:,} rows."))


@app.command("import-parquet", epilog="Example: [bold]modelshare db import-parquet history/[/]")
def import_parquet_command(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="A folder of export-parquet.")],
) -> None:
    """Take in a shared history. What is stored already stays as it is; a second time changes nothing."""
    with open_database(Settings.load()) as database:
        prepare(database)
        for taken in import_parquet(database, folder, utcnow()):
            say(f"{taken.name}: {taken.versions:,} versions of days are new, with {taken.rows:,} rows.")


@app.command("distribute", epilog="Example: [bold]modelshare db distribute[/]")
def distribute_command() -> None:
    """Spread the Hub's tables over the nodes of a Citus cluster; explains itself where there is none."""
    with open_database(Settings.load()) as database:
        prepare(database)
        with database.begin() as connection:
            made = distribute(connection)
    say(f"Spread or copied to every node: {', '.join(made)}." if made else "Everything is spread already.")
