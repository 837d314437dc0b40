"""Draws the lines of an earlier window beside the lines that they are compared to: dotted, thinner, of one colour."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from app.charts.earlier_words import of_period
from app.charts.escape import plotly_text
from app.charts.shape import NUMBERS, Drawn, Period
from app.view import Grain

THIN = 0.5  # of the width of the line beside it
FEW = 8  # groups
LONELY, PART = 4, 5  # pixels of the mark of a period between two gaps, and of one that is not whole


def earlier_tables(shown: Drawn, periods: Period) -> dict[str, pd.DataFrame]:
    """Each group's rows of the earlier window over the periods beside which they stand.

    Columns: value, share, share_low, share_high (floats), of (the period itself as text), complete. NaN where there
    is no row.
    """
    if shown.earlier is None or shown.earlier.answer.frame.empty:
        return {}
    frame = shown.earlier.answer.frame
    named = [_named(row, shown.view.grain) for row in frame.to_dict("records")]
    wide = frame.assign(of=named)[["drawn_at", "group", *NUMBERS, "of", "complete"]].set_index("drawn_at")
    wide = wide.astype(dict.fromkeys(NUMBERS, float))
    return {str(group): rows.drop(columns="group").reindex(periods.index) for group, rows in wide.groupby("group")}


def shares_said(table: pd.DataFrame, *, banded: bool, groups: int) -> list[str]:
    """What a hover says of the share of each period of `earlier_tables`, behind what it says of the line beside it.

    A line of its own where the chart has few groups: a phone has no room for one so long, and no screen for so many.
    A blank where there is none: in the place of an empty text Plotly would write the name of its variable.
    """
    start = _start(groups)
    rows = table[["of", "share", "share_low", "share_high"]].itertuples(index=False, name=None)
    return [
        " "
        if math.isnan(share)
        else f"{start}{of}: {share * 100:.1f}%" + (f" ({low * 100:.1f} to {high * 100:.1f}%)" if banded else "")
        for of, share, low, high in rows
    ]


def values_said(table: pd.DataFrame, size: float, word: str, *, groups: int) -> list[str]:
    """The same of each period's value, in units of `size`, which `word` names."""
    start = _start(groups)
    rows = table[["of", "value"]].itertuples(index=False, name=None)
    return [" " if math.isnan(value) else f"{start}{of}: {value / size:,.4g}{word}" for of, value in rows]


def earlier_line(table: pd.DataFrame, line: dict[str, Any], **named: str) -> go.Scatter:
    """One group's dotted line, of `earlier_tables` with its y as drawn; `line` is the stroke of the line beside it.

    A gap breaks it. A period between two gaps is a dot, one that is not whole a ring. Its values are told where the
    line beside it is pointed at.
    """
    y = table["y"]
    lonely = y.notna() & y.shift(1).isna() & y.shift(-1).isna()
    part = y.notna() & ~table["complete"].eq(True)
    return go.Scatter(
        x=y.index,
        y=y.to_numpy(),
        mode="lines+markers",
        line={"color": line["color"], "width": line["width"] * THIN, "dash": "dot"},
        marker={
            "color": line["color"],
            "size": [PART if hollow else LONELY if alone else 0 for hollow, alone in zip(part, lonely, strict=True)],
            "symbol": ["circle-open" if hollow else "circle" for hollow in part],
            "line": {"width": 1, "color": line["color"]},
        },
        connectgaps=False,
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
        **named,
    )


def _start(groups: int) -> str:
    return "<br>" if groups <= FEW else " · "


def _named(row: dict[Any, Any], grain: Grain) -> str:
    part = "" if row["complete"] else f", {int(row['days'])} of {int(row['days_expected'])} days"
    return plotly_text(of_period(row["date"], grain) + part)
