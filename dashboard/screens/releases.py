"""Releases and events: the calendar of releases, the dated events, and a share before and after one of them."""

import streamlit as st

from app.charts.calendar_chart import calendar_figure
from app.view import Grain, Grouping, Measure, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import below, drawn_in, figure_block, heading, said, table_block
from dashboard.parts.event_study import own_events, study
from dashboard.parts.names import EVENT_KINDS, GROUPINGS, PLATFORMS
from dashboard.parts.opened import opened
from dashboard.session import measured

OWN = View(measure=Measure.RELEASES, by=Grouping.LAB, grain=Grain.WEEK)

now, view = opened(OWN, ())
heading(
    "Releases and events", "What came out when, and what else happened. That two things stand side by side is no cause."
)
released = measured(now, view.with_(grain=Grain.WEEK))
with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
    fields.segments(view, "platform", "Platform", PLATFORMS)
    fields.segments(view, "by", "Group by", {each: GROUPINGS[each] for each in GROUPINGS if each is not Grouping.MODEL})
    fields.window(view, now.freshness[view.platform].newest_day)
    with st.popover("More", width="content"):
        fields.several(view, "events", "Events of these kinds", EVENT_KINDS, help_text="Empty: every kind.")
        fields.date(view, "as_of", "As known on", "Redraws the page with what was public at the end of that UTC day.")
if released.frame.empty:
    st.info("No release lies in this window.")
else:
    figure_block(released, drawn_in(calendar_figure, released, height=620), "calendar")
events = measured(now, view.with_(measure=Measure.EVENTS, select=()))
said(events)
table_block(events, ("date", "until", "kind", "title", "lab", "confidence", "source"), "Events, oldest first", most=200)
below(events, "events")
mine = own_events()
study(now, view, mine)
freshness_lines(now, [view.platform])
