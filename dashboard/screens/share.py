"""Share over time: one chart, every control, the whole state in the address bar."""

import streamlit as st

from app.charts import wording
from app.errors import ViewError
from app.view import Measure, View
from dashboard.parts import link
from dashboard.parts.banners import banners, freshness_lines
from dashboard.parts.chart import chart_block
from dashboard.parts.controls import time_controls
from dashboard.parts.empty import nothing_here, nothing_stored
from dashboard.parts.frame import stop_note
from dashboard.parts.spread import spread_block
from dashboard.session import attempted, standing

now = standing()
asked = link.read(View(), also=(Measure.SPREAD,))
view = asked.view
banners(now, [view.platform])
if asked.problem:
    stop_note("This link is not understood, so the page's own chart is shown.", asked.problem)
newest = now.freshness[view.platform].newest_day
answer = attempted(now, view)
time_controls(view, newest, answer)
if newest is None:
    nothing_stored(view.platform)
    st.stop()
if isinstance(answer, ViewError):
    raise answer
if answer.frame.empty:
    nothing_here(wording.coverage_note(answer))
    st.stop()
chart_block(answer)
spread_block(now, view)
freshness_lines(now, [view.platform])
