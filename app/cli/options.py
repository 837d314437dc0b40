"""Options that many commands have alike."""

from __future__ import annotations

from typing import Any

import typer


def day_option(name: str, told: str) -> Any:
    """An option that takes a UTC day, such as 2026-07-14, and comes as a `datetime` of its midnight."""
    return typer.Option(name, formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help=told)
