"""Writes the values of any measure's frame as a reader sees them in a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd

from app.charts import wording
from app.charts.dots import POPULATIONS
from app.charts.escape import html_text
from app.measures.fields import SHARES, field_of
from app.measures.result import Measured
from app.view import Population

NAMES = {
    "usd": "US dollars",
    "usd_share": "Share of dollars",
    "usd_per_million": "USD a million tokens",
    "hub_share": "Share on the Hub",
    "hub_rank": "Rank on the Hub",
    "share_before": "Before",
    "share_before_low": "Before, low",
    "share_before_high": "Before, high",
    "share_after": "After",
    "share_after_low": "After, low",
    "share_after_high": "After, high",
    "share_points": "Change of share",
}
NAMED = ("group", "lab", "lab_before", "passed", "apart")
CODED = ("kind", "level", "status", "relation", "criterion", "confidence", "size")  # words joined by underscores
LARGE = ("value", "value_before", "tokens", "usd", "total", "others", "parameters", "active_parameters")
SPELT = {"us_policy": "US policy"}  # the one of these words that is no plain English
LONG = frozenset({"title", "evidence", "reason", "names", "source"})
LONGEST_LINE = 40  # letters that a cell may have before it is broken into lines
ROUNDED = 1_000_000  # from here on a large number is written in words; files hold it whole


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
        text = _words(measured, name, value)
        return text if len(text) <= longest else text[: longest - 1] + "…"
    field = field_of(measured.view.measure, name)
    if field and field.unit == "percentage point":
        return f"{value:+.2f} pts".replace("-", "−")
    return _number(name, value).replace("-", "−")


def html_table(measured: Measured, columns: Sequence[str], rows: pd.DataFrame, caption: str) -> str:
    """The rows as an HTML table that scrolls in itself where it is too wide or too long; every text is escaped.

    The two bounds of a share, where both are among the columns, stand in one cell as its band.
    """
    wanted = [name for name in columns if name in rows.columns]
    wanted, rows = _banded(wanted, rows)
    numbers = {name for name in wanted if pd.api.types.is_numeric_dtype(rows[name]) and rows[name].dtype != bool}
    head = "".join(
        f'<th scope="col"{_kind(name, numbers)} title="{html_text(_meaning(measured, name))}">'
        f"{html_text(_heading(name))}</th>"
        for name in wanted
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{_kind(n, numbers)}>{html_text(cell(measured, n, row[n]))}</td>" for n in wanted)
        + "</tr>"
        for row in rows.to_dict("records")
    )
    said = html_text(caption)
    return f'<div class="ms"><p class="ms-caption">{said}</p>{_scrolled(head, body, said)}</div>'


def _banded(wanted: list[str], rows: pd.DataFrame) -> tuple[list[str], pd.DataFrame]:
    """The columns and rows with a share's two bounds, where both are wanted, made one column of words."""
    shares = {name for name in wanted if name in SHARES and {f"{name}_low", f"{name}_high"} <= set(wanted)}
    columns: list[str] = []
    for name in wanted:
        base, _, bound = name.rpartition("_")
        if base in shares and bound == "low":
            columns.append(f"{base}_band")
            bounds = zip(rows[name], rows[f"{base}_high"], strict=True)
            rows = rows.assign(**{columns[-1]: [wording.band(low, high, 2) for low, high in bounds]})
        elif base not in shares or bound != "high":
            columns.append(name)
    return columns, rows


def _heading(name: str) -> str:
    return "Band" if name.endswith("_band") else NAMES.get(name, name.replace("_", " ").capitalize())


def _meaning(measured: Measured, name: str) -> str:
    if name.endswith("_band"):
        return wording.BAND
    field = field_of(measured.view.measure, name)
    return field.meaning if field else ""


def plain_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], label: str) -> str:
    """Rows of texts, whole numbers and per cents as an HTML table like the other, without a caption.

    `label` is its name.
    """
    numbers = {
        at for at in range(len(columns)) if all(isinstance(row[at], int) or str(row[at]).endswith("%") for row in rows)
    }
    long = {at for at in range(len(columns)) if any(len(str(row[at])) > LONGEST_LINE for row in rows)}
    kinds = ["num" if at in numbers else "long" if at in long else "" for at in range(len(columns))]
    head = "".join(
        f'<th scope="col" class="{kind}">{html_text(name)}</th>' for name, kind in zip(columns, kinds, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f'<td class="{kind}">{_said(value)}</td>' for value, kind in zip(row, kinds, strict=True))
        + "</tr>"
        for row in rows
    )
    return f'<div class="ms ms-dense">{_scrolled(head, body, html_text(label))}</div>'


def _scrolled(head: str, body: str, label: str) -> str:
    return (
        f'<div class="ms-scroll" tabindex="0" role="region" aria-label="{label}"><table class="ms-table ms-free">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _said(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else html_text(str(value), 400)


def _words(measured: Measured, name: str, value: str) -> str:
    if name in NAMED:
        return wording.label(measured, value)
    if name == "population":
        return POPULATIONS[Population(value)] if value in POPULATIONS else value.replace("_", " ")
    if name not in CODED:
        return value
    return SPELT.get(value) or value.replace("_", " ")


def _number(name: str, value: Any) -> str:
    if name == "share_points":
        return f"{100 * value:+.2f} pts"
    if name in SHARES:
        return f"{value:.2%}"
    number = float(value)
    if name in LARGE and abs(number) >= ROUNDED:
        return wording.amount(number)
    return f"{number:,.0f}" if number.is_integer() or abs(number) >= 1_000 else f"{number:,.2f}"


def _kind(name: str, numbers: set[str]) -> str:
    return ' class="num"' if name in numbers else ' class="long"' if name in LONG else ""
