"""Share over time: one chart, every control, the whole state in the address bar."""

import streamlit as st

from app.charts import wording
from app.view import View
from dashboard.parts import link
from dashboard.parts.banners import banners, freshness_lines
from dashboard.parts.chart import share_block
from dashboard.parts.controls import time_controls
from dashboard.parts.empty import nothing_here, nothing_stored
from dashboard.parts.frame import stop_note
from dashboard.session import measured, standing

now = standing()
asked = link.read(View())
view = asked.view
banners(now, [view.platform])
if asked.problem:
    stop_note("This link is not understood, so the page's own chart is shown.", asked.problem)
time_controls(view, now.freshness[view.platform].newest_day)
if now.freshness[view.platform].newest_day is None:
    nothing_stored(view.platform)
    st.stop()
answer = measured(now, view)
if answer.frame.empty:
    nothing_here(wording.coverage_note(answer))
    st.stop()
share_block(answer)
freshness_lines(now, [view.platform])
