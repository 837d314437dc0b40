"""Writes the values of any measure's frame as a reader sees them in a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd

from app.charts.escape import html_text
from app.export.columns import FIELDS, SHARES
from app.measures.result import Measured

NAMES = {
    "usd_share": "Share of dollars",
    "usd_per_million": "USD a million tokens",
    "hub_share": "Share on the Hub",
    "hub_rank": "Rank on the Hub",
    "share": "Share",
    "group": "Group",
    "share_before": "Before",
    "share_after": "After",
}
NAMED = ("group", "lab", "lab_before", "passed", "apart")


def cell(measured: Measured, name: str, value: Any, longest: int = 200) -> str:
    """One value of column `name` as text; empty where there is none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, pd.Timestamp) and value.tzinfo:
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, pd.Timestamp | dt.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):
        text = measured.labels.get(value, value) if name in NAMED else value
        return text if len(text) <= longest else text[: longest - 1] + "…"
    if name in SHARES:
        return f"{value:.2%}"
    number = float(value)
    return f"{number:,.0f}" if number.is_integer() or abs(number) >= 1_000 else f"{number:,.2f}"


def html_table(measured: Measured, columns: Sequence[str], rows: pd.DataFrame, caption: str) -> str:
    """The rows as an HTML table that scrolls sideways where it is too wide; every text is escaped."""
    wanted = [name for name in columns if name in rows.columns]
    numbers = {name for name in wanted if pd.api.types.is_numeric_dtype(rows[name]) and rows[name].dtype != bool}
    head = "".join(
        f'<th scope="col"{_side(name, numbers)} title="{html_text(FIELDS[name].meaning if name in FIELDS else "")}">'
        f"{html_text(NAMES.get(name, name.replace('_', ' ').capitalize()))}</th>"
        for name in wanted
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{_side(n, numbers)}>{html_text(cell(measured, n, row[n]))}</td>" for n in wanted)
        + "</tr>"
        for row in rows.to_dict("records")
    )
    return (
        '<div class="ms ms-scroll" tabindex="0"><table class="ms-table ms-free">'
        f"<caption>{html_text(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _side(name: str, numbers: set[str]) -> str:
    return ' class="num"' if name in numbers else ""
