"""`modelshare deck`: a briefing file, made into a presentation, a PDF or an archive."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import progress, say
from app.cli.options import day_option
from app.errors import ConfigurationError
from app.export.briefing import read_briefing
from app.export.deck import gathered, kind_of, made
from app.export.look import Titles
from app.measures import ask
from app.settings import Settings
from app.store.engine import open_database


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("deck", epilog="Example: [bold]modelshare deck briefing.toml -o deck.pptx[/]")(command)


def command(
    briefing: Annotated[Path, typer.Argument(help="The briefing: a TOML file of permalinks (docs/briefings.md).")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The pack: a .pptx, .pdf or .zip file.")],
    template: Annotated[
        str, typer.Option("--template", help="light, dark, or a .pptx of your own; left out, what the file says.")
    ] = "",
    titles: Annotated[
        Titles | None, typer.Option("--titles", help="Neutral titles, or ones that say a finding.")
    ] = None,
    as_of: Annotated[dt.datetime | None, day_option("--as-of", "Every chart as known on this UTC day.")] = None,
) -> None:
    """Make a briefing pack: cover, a chart a slide with computed facts, definitions, sources, data.

    PPTX needs no browser; PDF does.
    """
    kind, began = kind_of(output.name), time.monotonic()
    try:
        wanted = read_briefing(briefing.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The briefing {briefing} cannot be read: {error}.") from error
    if wanted.template not in ("light", "dark") and not template:
        template = str(briefing.parent / wanted.template)  # a path in a file is seen from that file
    wanted = replace(
        wanted,
        template=template or wanted.template,
        titles=titles or wanted.titles,
        as_of=as_of.date() if as_of else wanted.as_of,
    )
    with progress("briefing pack") as report:
        with open_database(Settings.load()) as database, database.connect() as connection:
            pack = gathered(wanted, lambda view: ask(connection, view), report)
        content = made(pack, kind, report)
    output.write_bytes(content)
    say(f"Wrote {output} ({len(content):,} bytes, {len(pack.parts)} charts, {time.monotonic() - began:.1f} s).")
