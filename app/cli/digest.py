"""`modelshare digest`: the week in one page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import say
from app.cli.options import day_option
from app.digest import Digest, digest, last_whole_week
from app.errors import ConfigurationError, NotEnoughKnown
from app.export.digest_page import digest_html, digest_markdown, digest_pdf
from app.measures import ask
from app.settings import Settings
from app.store.engine import open_database
from app.view import Grain, Grouping, Measure, Platform, View

FORMATS = ("md", "html", "pdf")


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("digest", epilog="Example: [bold]modelshare digest --week -o week.pdf[/]")(command)


def command(
    week: Annotated[bool, typer.Option("--week", help="The newest whole week; the only length there is.")] = True,
    day: Annotated[dt.datetime | None, day_option("--of", "The week that holds this UTC day.")] = None,
    as_of: Annotated[dt.datetime | None, day_option("--as-of", "As known at the end of this UTC day.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=f"A file: {', '.join(FORMATS)}.")] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="Its format; left out, its name's ending.")] = "",
) -> None:
    """Tell what moved, who entered, crossovers, restatements and the state of the data, on one page.

    Without --output the Markdown goes to standard output. PDF needs a Chromium or Chrome.
    """
    del week  # a week is the only length; the option says so
    kind = (form or (output.suffix.lstrip(".") if output else "md")).lower()
    kind = "md" if kind == "markdown" else kind
    if kind not in FORMATS:
        raise ConfigurationError(f"A digest cannot be written as '{kind}'.", advice=f"Ask for {', '.join(FORMATS)}.")
    found = _found(day.date() if day else None, as_of.date() if as_of else None)
    content = _written(found, kind)
    if output is None:
        typer.echo(content, nl=False)
        return
    output.write_bytes(content)
    say(f"Wrote {output} ({len(content):,} bytes).")


def _written(found: Digest, kind: str) -> bytes:
    if kind == "pdf":
        return digest_pdf(found)
    return (digest_html(found) if kind == "html" else digest_markdown(found)).encode()


def _found(day: dt.date | None, as_of: dt.date | None) -> Digest:
    with open_database(Settings.load()) as database, database.connect() as connection:
        if day is None:
            ranking = View(measure=Measure.RANK, by=Grouping.LAB, grain=Grain.WEEK, as_of=as_of)
            newest = [last_whole_week(ask(connection, ranking.with_(platform=each))) for each in Platform]
            weeks = [each for each in newest if each]
            if not weeks:
                raise NotEnoughKnown("Nothing is stored yet.", advice="Run: modelshare collect")
            day = max(weeks)
        return digest(lambda view: ask(connection, view), day, as_of=as_of)
