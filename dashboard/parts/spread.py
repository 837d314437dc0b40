"""The spread below a share: the same question in every unit and population, for one period."""

from __future__ import annotations

import streamlit as st

from app.charts.spread_chart import spread_figure
from app.errors import ViewError
from app.view import Grouping, Measure, View
from dashboard.parts.blocks import figure_block
from dashboard.parts.frame import theme
from dashboard.session import Standing, attempted

ROW = 40  # pixels a way of counting
AROUND = 80
MOST_GROUPS = 3


def spread_block(now: Standing, view: View) -> None:
    """How far the answers lie apart for the newest period of the view; nothing where the view ranks models."""
    if view.by is Grouping.MODEL:
        return
    asked = View(
        measure=Measure.SPREAD,
        platform=view.platform,
        unit=view.unit,
        population=view.population,
        by=view.by,
        select=view.select[:MOST_GROUPS],
        grain=view.grain,
        until=view.until,
        as_of=view.as_of,
    )
    answer = attempted(now, asked)
    if isinstance(answer, ViewError) or answer.frame.empty:
        return
    with st.expander("Every way of counting this", expanded=False):
        figure_block(answer, spread_figure(answer, theme(), height=AROUND + ROW * len(answer.frame)), "spread")
