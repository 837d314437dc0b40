"""Labs: one lab in figures, on both platforms."""

from dataclasses import replace

import streamlit as st

from app.charts.both_chart import both_figure
from app.measures.profile import labs, profile
from app.view import Grain, Grouping, Measure, Platform, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import drawn_in, figure_block
from dashboard.parts.chart import evidence
from dashboard.parts.empty import nothing_stored
from dashboard.parts.names import PLATFORMS, Window
from dashboard.parts.opened import opened
from dashboard.parts.profile import cards, models, releases, who
from dashboard.session import answered, measured

FIRST = "alibaba"

now, view = opened(View(by=Grouping.LAB, select=(FIRST,)), Platform, whole=False)
names = answered(now, labs)
lab = next((each for each in view.select if each in names), FIRST)
view = view.with_(by=Grouping.LAB, select=(lab,))
with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
    fields.only(view, "select", "Lab", names)
    fields.segments(view, "platform", "Models and releases on", PLATFORMS)
if now.empty:
    nothing_stored()
    st.stop()
found = answered(now, profile, lab)
who(found)
cards(found)
newest = now.freshness[view.platform].newest_day
weeks = View(measure=Measure.PLATFORMS, by=Grouping.LAB, grain=Grain.WEEK, select=(lab,))
both = measured(now, weeks.with_(since=fields.first_of(Window.YEAR, newest) if newest else None))
both = replace(both, frame=both.frame[both.frame["group"] == lab])
if not both.frame.empty:
    figure_block(both, drawn_in(both_figure, both), "both")
st.page_link(
    "screens/what_changed.py",
    label="What moved it, model by model",
    icon=":material/arrow_forward:",
    query_params={"measure": "contribution", "platform": view.platform.value, "by": "lab", "select": lab},
)
models(found.platforms[view.platform])
releases(found.platforms[view.platform])
evidence(found.platforms[view.platform].shares)
freshness_lines(now)
