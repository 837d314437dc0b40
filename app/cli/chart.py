"""`modelshare chart`: a view, drawn into a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import say
from app.errors import ConfigurationError
from app.export.take_out import FORMATS, take_out
from app.measures import ask
from app.settings import Settings
from app.store.engine import open_database
from app.view import View


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        "chart",
        epilog='Example: [bold]modelshare chart "platform=openrouter&by=bloc&grain=week" -o share.svg[/]',
    )(command)


def command(
    view: Annotated[str, typer.Argument(help="A permalink or its query string.")],
    output: Annotated[Path, typer.Option("--output", "-o", help=f"The file: {', '.join(FORMATS)}.")],
    as_of: Annotated[
        dt.datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="As known at the end of this UTC day.")
    ] = None,
    dark: Annotated[bool, typer.Option("--dark", help="On a dark ground.")] = False,
) -> None:
    """Draw a view into a picture, or write its data with their metadata beside them."""
    kind = output.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise ConfigurationError(f"'{output.name}' has no format that is known.", advice=f"End it in {FORMATS}.")
    wanted = View.parse(view)
    if as_of:
        wanted = wanted.with_(as_of=as_of.date())
    with open_database(Settings.load()) as database, database.connect() as connection:
        measured = ask(connection, wanted)
    for path, content in take_out(measured, kind, output, dark=dark):
        path.write_bytes(content)
        say(f"Wrote {path} ({len(content):,} bytes).")
