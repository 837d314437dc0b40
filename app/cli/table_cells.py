"""Turns a measure's frame into the cells of a table on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from app.charts import verdict_table, wording
from app.charts.captions.checks import REFERENCE_COLUMNS, reference_rows
from app.measures.groups import NAMED_THREE
from app.measures.result import Measured
from app.measures.verdict import Check
from app.view import Measure

MOST_ROWS = 60
COLUMNS: dict[Measure, tuple[str, ...]] = {
    Measure.CONTRIBUTION: (
        *("level", "group", "status", "share_before", "share_before_low", "share_before_high"),
        *("share", "share_low", "share_high", "contribution"),
    ),
    Measure.CROSSOVER: (
        *("date", "population", "group", "passed", "share", "share_low", "share_high", "passed_share"),
        *("passed_share_low", "passed_share_high", "periods", "lead_until", "open", "robust"),
    ),
    Measure.CONCENTRATION: (
        *("date", "group", "labs", "hhi", "hhi_low", "hhi_high", "effective", "top3", "top3_low", "top3_high"),
    ),
    Measure.SPREAD: ("unit", "population", "group", "share", "share_low", "share_high"),
    Measure.LEDGER: ("known_at", "date", "level", "group", "value_before", "value", "share_points", "reason"),
    Measure.CLAIM: ("platform", "unit", "population", "share", "share_low", "share_high", "gap", "outcome", "nearest"),
}
_SHARES = frozenset(
    {
        *("share", "share_low", "share_high", "share_before", "share_before_low", "share_before_high"),
        *("passed_share", "passed_share_low", "passed_share_high", "top3", "top3_low", "top3_high"),
        *("gap_relative", "claimed"),
    }
)
_POINTS = frozenset({"share_points"})
_GROUPS = frozenset({"group", "passed"})
UNDECIDED = "?"  # a verdict's table has fourteen rows and ten columns, and is to fit on one screen
TESTS = {
    verdict_table.HEADINGS[Check.MAJORITY]: "Half",
    verdict_table.HEADINGS[Check.FIRST_THREE]: "First 3",
    verdict_table.HEADINGS[Check.LEADER]: "Leads",
    verdict_table.HEADINGS[Check.AHEAD_OF_EACH]: "Ahead",
}
HEADINGS = {
    **{"share_low": "low", "share_high": "high", "share_before": "before", "passed_share": "its share"},
    **{"share_before_low": "low", "share_before_high": "high", "share_after": "after", "share_after_low": "low"},
    **{"share_after_high": "high", "hub_share_low": "low", "hub_share_high": "high"},
    **{"usd_share_low": "low", "usd_share_high": "high", "passed_share_low": "low", "passed_share_high": "high"},
    **{"others_share_low": "low", "others_share_high": "high"},
}


def table_of(measured: Measured) -> tuple[list[tuple[str, str]], list[tuple[str, ...]]]:
    """The columns (heading, side) and the first rows of a measure as text."""
    if measured.view.measure is Measure.VERDICT:
        way, _, _, *others = verdict_table.columns(measured)
        shown = [(name, "left") for name in (way, "Together (band)", *(TESTS.get(name, name) for name in others))]
        return shown, [_of_one_way(*cells) for cells in verdict_table.ways(measured)]
    if measured.view.measure is Measure.REFERENCE:
        # The source is in the other formats: here it would leave no room for the reason.
        shown = [(name, "left") for name in REFERENCE_COLUMNS[:-1]]
        return shown, [row[:-1] for row in reference_rows(measured)]
    names = COLUMNS[measured.view.measure]
    numeric = {name for name in names if pd.api.types.is_numeric_dtype(measured.frame[name])}
    numeric -= {name for name in names if pd.api.types.is_bool_dtype(measured.frame[name])}
    columns = [(HEADINGS.get(name, name.replace("_", " ")), "right" if name in numeric else "left") for name in names]
    # Periods stand oldest first, and a reader wants the newest.
    few = measured.frame.tail if measured.view.measure is Measure.CONCENTRATION else measured.frame.head
    rows = few(MOST_ROWS).to_dict("records")
    return columns, [tuple(_cell(measured, name, row) for name in names) for row in rows]


def _of_one_way(way: str, together: str, band: str, *others: str) -> tuple[str, ...]:
    """A row of a verdict, narrow enough for one line of a wide terminal."""
    labs, tests = others[: len(NAMED_THREE)], others[len(NAMED_THREE) :]
    return (
        way,
        f"{together} ({band.replace('% to', ' to')})",
        *(cell.replace(",", "") for cell in labs),
        *(cell.replace("undecided", UNDECIDED) for cell in tests),
    )


def _cell(measured: Measured, name: str, row: Mapping[Any, Any]) -> str:
    value = row[name]
    if value is None or pd.isna(value):
        return ""
    if name in _GROUPS:
        return wording.label(measured, value)
    if isinstance(value, pd.Timestamp):
        return wording.moment(value.to_pydatetime()) if value.tzinfo else f"{value:%Y-%m-%d}"
    if isinstance(value, (bool, str)):
        return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else value
    if name in _SHARES:
        return f"{value:.2%}"
    if name in _POINTS:
        return wording.points(100 * value)
    if name == "contribution":
        return f"{value:+.4f}"
    if name == "gap":
        return f"{100 * value:+.1f} pts"
    small = isinstance(value, float) and abs(value) < 100
    return f"{value:,.2f}" if small and not float(value).is_integer() else f"{value:,.0f}"
