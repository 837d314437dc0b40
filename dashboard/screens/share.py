"""Share over time: one chart, every control, the whole state in the address bar."""

import streamlit as st

from app.charts import wording
from app.errors import ViewError
from app.view import Measure, Platform, View
from dashboard.parts import fields, link
from dashboard.parts.banners import banners, freshness_lines
from dashboard.parts.chart import chart_block
from dashboard.parts.controls import OF_A_SHARE, OF_BOTH, time_controls
from dashboard.parts.empty import nothing_for, nothing_here, nothing_stored
from dashboard.parts.opened import explain
from dashboard.parts.spread import spread_block
from dashboard.session import attempted, standing

now = standing()
asked = link.read(View(), also=(Measure.SPREAD,), kept=(Measure.PLATFORMS,))
view = asked.view
both = view.measure is Measure.PLATFORMS
if both:
    view = fields.on_one_axis(view)
platforms = tuple(Platform) if both else (view.platform,)
banners(now, platforms)
explain(asked)
answer = attempted(now, view)
time_controls(view, now.freshness[view.platform].newest_day, answer, OF_BOTH if both else OF_A_SHARE)
for platform in platforms:
    if now.freshness[platform].newest_day is None:
        nothing_stored(platform)
        st.stop()
if isinstance(answer, ViewError):
    raise answer
if answer.frame.empty:
    if both:
        nothing_for("No period of this window has values on both platforms.", wording.coverage_note(answer))
    else:
        nothing_here(wording.coverage_note(answer))
    st.stop()
chart_block(answer)
if not both:
    spread_block(now, view)
freshness_lines(now, platforms)
