"""Ecosystem: whose models others build on, and the downloads that derivatives take."""

import streamlit as st

from app.charts.flywheel_chart import derivatives_figure, flywheel_figure, relation_figure
from app.view import Grouping, Measure, Platform, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import drawn_in, figure_block, heading, table_block
from dashboard.parts.names import GROUPINGS
from dashboard.parts.opened import opened
from dashboard.session import measured

OWN = View(measure=Measure.FLYWHEEL, platform=Platform.HUGGINGFACE, by=Grouping.LAB)

now, view = opened(OWN, [Platform.HUGGINGFACE], also=(Measure.DERIVATIVES,))
view = view.with_(measure=OWN.measure)
heading(
    "Ecosystem", "Derivatives by the models they descend from. Every count is a lower bound: not all declare a base."
)
with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
    fields.segments(view, "by", "Group by", {each: GROUPINGS[each] for each in GROUPINGS if each is not Grouping.MODEL})
    fields.window(view, now.freshness[Platform.HUGGINGFACE].newest_day)
    with st.popover("More", width="content"):
        fields.date(view, "as_of", "As known on", "Redraws the page with what was public at the end of that UTC day.")
new = measured(now, view)
if new.frame.empty:
    st.info("No model that declares a base is stored for this window.")
else:
    figure_block(new, drawn_in(flywheel_figure, new), "new")
taken = measured(now, view.with_(measure=Measure.DERIVATIVES))
if len(taken.frame):
    figure_block(taken, drawn_in(derivatives_figure, taken), "taken")
    figure_block(taken, drawn_in(relation_figure, taken), "relation", words=False)
    newest = taken.frame[taken.frame["date"] == taken.frame["date"].max()]
    columns = ("group", "relation", "value", "share", "others", "others_share")
    table_block(taken, columns, "The newest period by ancestry and relation", rows=newest)
freshness_lines(now, [Platform.HUGGINGFACE])
