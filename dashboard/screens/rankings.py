"""Rankings: who stands where, who came, who left, and for how long each has been in the list."""

from functools import partial

import streamlit as st

from app.errors import ViewError
from app.view import Grain, Grouping, Measure, View
from dashboard.parts import link
from dashboard.parts.banners import banners, freshness_lines
from dashboard.parts.chart import chart_block
from dashboard.parts.controls import OF_A_RANKING, time_controls
from dashboard.parts.empty import nothing_drawn
from dashboard.parts.fields import first_of
from dashboard.parts.names import Window
from dashboard.parts.opened import explain
from dashboard.parts.standings import standings_table
from dashboard.session import attempted, standing

now = standing()
own = View(measure=Measure.RANK, by=Grouping.LAB, grain=Grain.WEEK)
last = now.freshness[own.platform].newest_day
asked = link.read(own.with_(since=first_of(Window.HALF, last)) if last else own)
view = asked.view
banners(now, [view.platform])
explain(asked)
newest = now.freshness[view.platform].newest_day
place = st.container()
answer = attempted(now, view)
controls = partial(time_controls, place, view, newest, answer, OF_A_RANKING)
if isinstance(answer, ViewError) or answer.frame.empty:
    controls()
    nothing_drawn(now, [view.platform], answer)
else:
    chart_block(now, answer, controls)
    standings_table(answer)
    freshness_lines(now, [view.platform])
