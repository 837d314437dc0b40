"""A list of records as a table under a heading, or one sentence where there are none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from app.charts.escape import html_text, plain

ROW = 35  # pixels
MOST_ROWS = 9  # of a table in sight; the others are scrolled to


def rows_table(title: str, note: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], nothing: str) -> None:
    """`rows` under `columns`, sortable; `note` says what they are, `nothing` stands in their place."""
    st.html(
        f'<div class="ms"><h3 class="ms-title ms-minor">{html_text(title)}</h3>'
        f'<p class="ms-small">{html_text(note if rows else nothing, 1_000)}</p></div>'
    )
    if not rows:
        return
    frame = pd.DataFrame([[_shown(cell) for cell in row] for row in rows], columns=list(columns))
    st.dataframe(
        frame,
        hide_index=True,
        row_height=ROW,
        height=ROW * (min(len(rows), MOST_ROWS) + 1) + 3,
        column_config={
            name: st.column_config.NumberColumn(format="localized") for name in frame.select_dtypes("number").columns
        },
    )


def _shown(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return f"{cell.astimezone(dt.UTC):%Y-%m-%d %H:%M}"
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    if cell is None:
        return ""
    return plain(cell, 400) if isinstance(cell, str) else cell
