"""A ranking's table: every place of the newest whole period, to be sorted by any column."""

from __future__ import annotations

import streamlit as st

from app.charts import wording
from app.charts.escape import html_text
from app.charts.rank_table import standings
from app.measures.result import Measured
from app.view import Grain, Grouping

PERIODS = {Grain.DAY: "Days", Grain.WEEK: "Weeks", Grain.MONTH: "Months"}
ROW = 35  # pixels
MOST_ROWS = 20


def standings_table(measured: Measured) -> None:
    """The table with each group's way through the window; a click on a column's head sorts by it."""
    found = standings(measured)
    if found is None:
        return
    part = "" if found.whole else " (incomplete)"
    what = wording.GROUPINGS[measured.view.by].capitalize()
    st.html(f'<div class="ms"><h3 class="ms-title">{what}s, {html_text(_small(found.period))}{part}</h3></div>')
    drawn = found.frame if found.frame["trend"].notna().any() else found.frame.drop(columns="trend")
    st.dataframe(
        drawn,
        hide_index=True,
        height=ROW * (min(len(found.frame), MOST_ROWS) + 1) + 3,
        row_height=ROW,
        column_config={
            "rank": st.column_config.NumberColumn("#", width=40, pinned=True),
            "name": st.column_config.TextColumn(
                what, width=280 if measured.view.by is Grouping.MODEL else 150, pinned=True
            ),
            "change": st.column_config.TextColumn("Change", width=80, help="Places against the period before"),
            "share": st.column_config.NumberColumn("Share", format="%.1f%%", width=80),
            "band": st.column_config.TextColumn("Coverage band", width=130, help=wording.BAND),
            "value": st.column_config.NumberColumn(_counted(measured), format="compact", width=110),
            "periods": st.column_config.NumberColumn(
                f"{PERIODS[measured.view.grain]} listed", width=100, help="Of the window, up to the newest one"
            ),
            "best": st.column_config.NumberColumn("Best place", width=90, help="In the window"),
            "trend": st.column_config.ImageColumn(
                "Share in the window", width=190, help="From 0 to the highest of its own; a break is a missing period"
            ),
        },
    )
    if found.left:
        st.html(f'<p class="ms ms-small">Left the list: {html_text(", ".join(found.left))}.</p>')


def _small(period: str) -> str:
    return period[0].lower() + period[1:] if period.startswith("Week") else period


def _counted(measured: Measured) -> str:
    return wording.UNITS[measured.view.counted].capitalize()
