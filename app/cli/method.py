"""`modelshare method`: every number's definition, as a document."""

from __future__ import annotations

import typer

from app.charts.method import method_markdown
from app.measures.definitions import DEFINITIONS


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("method", epilog="Example: [bold]modelshare method > docs/method.md[/]")(command)


def command() -> None:
    """Print how every number is made, as Markdown."""
    typer.echo(method_markdown(DEFINITIONS), nl=False)
