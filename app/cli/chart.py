"""`modelshare chart`: a view, drawn into a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from app.cli.files import kind_of, write_files
from app.cli.options import day_option
from app.errors import ConfigurationError
from app.export.look import SCALES, Look, Shape, Titles
from app.export.take_out import FORMATS
from app.measures import ask
from app.settings import Settings
from app.store.engine import open_database
from app.view import View

PICTURES = ("png", "svg", "pdf")
WORDED = (*PICTURES, "html", "pptx", "xlsx")
USED = {
    "--dark": (*PICTURES, "html", "pptx"),
    "--size": PICTURES,
    "--scale": ("png",),
    "--transparent": PICTURES,
    "--titles": WORDED,
    "--title": WORDED,
    "--link": ("html",),
}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        "chart",
        epilog='Example: [bold]modelshare chart "platform=openrouter&by=bloc&grain=week" -o share.pptx[/]',
    )(command)


def command(
    view: Annotated[str, typer.Argument(help="A permalink or its query string.")],
    output: Annotated[Path, typer.Option("--output", "-o", help=f"The file: {', '.join(FORMATS)}.")],
    form: Annotated[str, typer.Option("--format", "-f", help="Its format; left out, its name's ending.")] = "",
    as_of: Annotated[dt.datetime | None, day_option("--as-of", "As known at the end of this UTC day.")] = None,
    dark: Annotated[bool, typer.Option("--dark", help="On a dark ground.")] = False,
    size: Annotated[Shape, typer.Option("--size", help="Of png, svg and pdf.")] = Shape.WIDE,
    scale: Annotated[int, typer.Option("--scale", help="Of a png: 1, 2 or 4 times the pixels.")] = 2,
    transparent: Annotated[bool, typer.Option("--transparent", help="Of png, svg and pdf: no ground.")] = False,
    titles: Annotated[Titles, typer.Option("--titles", help="A neutral title, or one that says a finding.")] = (
        Titles.NEUTRAL
    ),
    title: Annotated[str, typer.Option("--title", help="A title of your own.")] = "",
    link: Annotated[str, typer.Option("--link", help="html: the chart's address on a dashboard, to link to.")] = "",
    live: Annotated[
        bool, typer.Option("--live", help="html: show the dashboard's chart where --link answers.")
    ] = False,
) -> None:
    """Draw a view into a picture, slide, sheet or page, or write its data; the metadata stand beside it.

    Pictures (png, svg, pdf) need a Chromium or Chrome. All other formats do not.
    """
    kind = kind_of(output, form)
    if scale not in SCALES:
        raise ConfigurationError(f"A picture is 1, 2 or 4 times as large, and not {scale}.", advice="Mend --scale.")
    if live and not link:
        raise ConfigurationError("A live page shows a dashboard.", advice="Name the chart's address with --link.")
    _refuse_unused(
        kind,
        {
            "--dark": dark,
            "--size": size is not Shape.WIDE,
            "--scale": scale != 2,
            "--transparent": transparent,
            "--titles": titles is not Titles.NEUTRAL,
            "--title": bool(title),
            "--link": bool(link),
        },
    )
    wanted = View.parse(view)
    if as_of:
        wanted = wanted.with_(as_of=as_of.date())
    with open_database(Settings.load()) as database, database.connect() as connection:
        measured = ask(connection, wanted)
    look = Look(
        dark=dark,
        shape=size,
        scale=scale,
        titles=titles,
        title=title,
        link=link,
        live=live,
        transparent=transparent,
    )
    write_files(measured, kind, output, look)


def _refuse_unused(kind: str, given: dict[str, bool]) -> None:
    """An option that the format has no use for would be taken for one that it heeds."""
    for name, is_given in given.items():
        if is_given and kind not in USED[name]:
            raise ConfigurationError(
                f"{name} changes nothing in a {kind} file.", advice=f"Leave it out; it is for {', '.join(USED[name])}."
            )
