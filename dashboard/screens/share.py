"""Share over time: one chart, every control, the whole state in the address bar."""

from functools import partial

import streamlit as st

from app.errors import ViewError
from app.view import Measure, Platform, View
from dashboard.parts import fields, link
from dashboard.parts.banners import banners, freshness_lines
from dashboard.parts.chart import chart_block
from dashboard.parts.controls import OF_A_SHARE, OF_BOTH, time_controls
from dashboard.parts.empty import nothing_drawn
from dashboard.parts.opened import explain
from dashboard.parts.spread import spread_block
from dashboard.parts.values import values_block
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
place = st.container()
answer = attempted(now, view)
newest = now.freshness[view.platform].newest_day
controls = partial(time_controls, place, view, newest, answer, OF_BOTH if both else OF_A_SHARE)
if isinstance(answer, ViewError) or answer.frame.empty:
    controls()
    nothing_drawn(now, platforms, answer)
else:
    chart_block(now, answer, controls)
    if not both:
        values_block(now, view)
        spread_block(now, view)
    freshness_lines(now, platforms)
