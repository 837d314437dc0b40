"""The values below a chart of shares: who changed by how much, and every period, to be sorted, searched and copied."""

from __future__ import annotations

import streamlit as st

from app.charts import wording
from app.charts.shape import drawn
from app.charts.value_table import PERIOD, Values, values_of
from app.view import View
from dashboard.parts.blocks import minor
from dashboard.session import Standing, measured

ROW = 35  # pixels
MOST_ROWS = 14


@st.fragment
def values_block(now: Standing, view: View) -> None:
    """Two tables of what the chart draws; made when a reader opens them, and then alone."""
    place = st.expander("Values as a table", key="values", on_change="rerun")
    if not place.open:
        return
    found = values_of(drawn(measured(now, view)))
    if found is None:
        return
    with place:
        first, last = (wording.within(each, view.grain) for each in (found.first, found.last))
        minor(f"From {first} to {last}", "As drawn. A band says where the share lies, whoever the unknown part is.")
        _change(found, wording.UNITS[view.counted].capitalize())
        unit = "Shares in per cent" if found.as_share else wording.UNITS[view.counted].capitalize()
        minor(f"Every {view.grain}", f"{unit}, newest first. Empty: not in the data.")
        _periods(found)


def _change(found: Values, unit: str) -> None:
    first, last = (f"{each:%Y-%m-%d}" for each in (found.first, found.last))
    column = st.column_config
    named = f"{found.earlier:%Y-%m-%d}" if found.earlier else ""
    st.dataframe(
        found.change,
        hide_index=True,
        height=ROW * (len(found.change) + 1) + 3,
        placeholder="",
        row_height=ROW,
        column_config={
            "name": column.TextColumn("Group", width=235, pinned=True),
            "share_before": column.NumberColumn(f"Share {first}", format="%.2f%%", width=130),
            "share": column.NumberColumn(f"Share {last}", format="%.2f%%", width=130),
            "change": column.NumberColumn("Change, points", format="%+.2f", width=115),
            "band": column.TextColumn("Coverage band", width=130, help="Of the later share"),
            "trend": column.ImageColumn("Share in the window", width=150, help="From 0 to the highest of its own"),
            "value_before": column.NumberColumn(f"{unit} {first}", format="compact", width=140),
            "value": column.NumberColumn(f"{unit} {last}", format="compact", width=140),
            "growth": column.NumberColumn("Growth", format="%+.1f%%", width=90, help="Of the value, not of the share"),
            "share_earlier": column.NumberColumn(f"Share {named}", format="%.2f%%", width=130),
            "since_earlier": column.NumberColumn(f"Points since {named}", format="%+.2f", width=160),
            "band_earlier": column.TextColumn("Coverage band", width=130, help="Of the earlier window's share"),
        },
    )


def _periods(found: Values) -> None:
    form = "%.2f%%" if found.as_share else "localized"
    shown = {group: st.column_config.NumberColumn(name, format=form, width=120) for group, name in found.names.items()}
    head = dict(zip(PERIOD, ("Period", "Stored"), strict=True))
    fixed = {key: st.column_config.TextColumn(head[key], width=100, pinned=True) for key in PERIOD}
    st.dataframe(
        found.periods,
        hide_index=True,
        height=ROW * (min(len(found.periods), MOST_ROWS) + 1) + 3,
        placeholder="",
        row_height=ROW,
        column_config=shown | fixed,
    )
