"""One platform on the overview: headline cards, the first ten labs, the sources."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from app.charts import wording
from app.charts.escape import html_text
from app.charts.top_table import top_table
from app.measures.headline import Headline
from app.view import Grain, Grouping, Measure, Platform, View
from dashboard.parts.cards import cards
from dashboard.parts.empty import nothing_stored
from dashboard.session import Standing, headlines, measured

TREND = dt.timedelta(days=179)
RANKING = dt.timedelta(days=27)


def platform_summary(now: Standing, platform: Platform) -> None:
    """Everything that the overview says of one platform."""
    newest = now.freshness[platform].newest_day
    if newest is None:
        st.html(f'<h2 class="ms-title">{wording.PLATFORMS[platform]}</h2>')
        nothing_stored(platform)
        return
    found = headlines(now, platform)
    trend = View(platform=platform, since=newest - TREND)
    layers, blocs = measured(now, trend.with_(by=Grouping.NAMED3)), measured(now, trend.with_(by=Grouping.BLOC))
    _heading(found)
    st.html(
        cards(
            found,
            (
                (found.named3, "Alibaba, Moonshot AI and MiniMax", layers),
                (found.chinese, "All Chinese labs", blocs),
            ),
        )
    )
    st.page_link(
        "screens/share.py",
        label="Share over time",
        icon=":material/arrow_forward:",
        query_params={"platform": platform.value, "by": Grouping.NAMED3.value},
    )
    ranking = View(measure=Measure.RANK, platform=platform, by=Grouping.LAB, grain=Grain.WEEK, since=newest - RANKING)
    st.html(top_table(measured(now, ranking)))
    lines = wording.source_lines(blocs)
    st.html('<div class="ms ms-small">' + "".join(f"<p>{html_text(line, 2_000)}</p>" for line in lines) + "</div>")


def _heading(found: Headline) -> None:
    counted = wording.UNITS[found.unit]
    said = f"{wording.day(found.day)}, share of {wording.amount(found.total)} {counted}" if found.day else ""
    st.html(
        f'<div class="ms"><h2 class="ms-title">{wording.PLATFORMS[found.platform]}</h2>'
        f'<p class="ms-quiet">{html_text(said)}</p></div>'
    )
