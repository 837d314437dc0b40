"""A list of records as a table under a heading, or one sentence where there are none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import streamlit as st

from app.charts.cells import plain_table
from app.charts.escape import html_text


def rows_table(title: str, note: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], nothing: str) -> None:
    """`rows` under `columns`; `note` says what they are, `nothing` stands in their place."""
    st.html(
        f'<div class="ms"><h3 class="ms-title ms-minor">{html_text(title)}</h3>'
        f'<p class="ms-small">{html_text(note if rows else nothing, 1_000)}</p></div>'
    )
    if rows:
        st.html(plain_table(columns, [[_shown(cell) for cell in row] for row in rows], title))


def _shown(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return f"{cell.astimezone(dt.UTC):%Y-%m-%d %H:%M}"
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else cell
