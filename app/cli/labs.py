"""`modelshare labs`: the registry of labs and accounts."""

from __future__ import annotations

import typer

from app.cli.console import print_table, say
from app.measures.unattributed import largest_unattributed
from app.prepare import prepare
from app.registry import read_registry
from app.settings import Settings
from app.store.engine import open_database
from collectors.contract import Platform

app = typer.Typer(help="The registry: which account belongs to which lab, and where the lab is.", no_args_is_help=True)


@app.command("check", epilog="Example: [bold]modelshare labs check[/]")
def check_command(limit: int = typer.Option(15, min=1, max=200, help="How many accounts to list.")) -> None:
    """Check the registry's files and list the largest accounts that no lab is known for."""
    registry = read_registry()
    say(f"The registry {registry.hash} is in order: {len(registry.labs)} labs, {len(registry.events)} events.")
    with open_database(Settings.load()) as database:
        prepare(database)
        for platform in Platform:
            with database.connect() as connection:
                found = largest_unattributed(connection, platform, limit)
            if not found:
                say(f"{platform}: no unattributed account in the newest data.")
                continue
            rows = [(each.account, f"{each.value:,}", f"{each.share:.3%}") for each in found]
            title = f"Unattributed on {platform}, {found[0].day} ({found[0].unit})"
            print_table(title, [("account", "left"), ("value", "right"), ("share", "right")], rows)
