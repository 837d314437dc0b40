"""The spread below a share: the same question in every unit and population, for one period."""

from __future__ import annotations

import streamlit as st

from app.charts.dots import tall
from app.charts.spread_chart import spread_figure
from app.view import Grouping, Measure, View
from dashboard.parts.blocks import figure_block
from dashboard.parts.empty import nothing_for
from dashboard.parts.frame import theme, told
from dashboard.session import Standing, measured

MOST_GROUPS = 3


def spread_block(now: Standing, view: View) -> None:
    """How far the answers lie apart for the newest period of the view; nothing where the view ranks models.

    It is asked when a reader opens it, and then alone: the chart above stays as it is.
    """
    if view.by is not Grouping.MODEL:
        _opened(now, view)


@st.fragment
def _opened(now: Standing, view: View) -> None:
    place = st.expander("Every way of counting this", key="spread", on_change="rerun")
    if not place.open:
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
        without=view.without,
    )
    with place, told():
        answer = measured(now, asked)
        if answer.frame.empty:
            nothing_for("No other way of counting has values for this period.", "Choose another window above.")
        else:
            figure_block(answer, spread_figure(answer, theme(), height=tall(len(answer.frame))), "spread")
