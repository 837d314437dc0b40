"""Releases and events: the calendar of releases, the dated events, and a share before and after one of them."""

import streamlit as st

from app.charts.calendar_chart import calendar_figure
from app.measures.own_events import with_own
from app.measures.profile import labs
from app.view import Grain, Grouping, Measure, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import below, drawn_in, figure_block, heading, said, table_block
from dashboard.parts.empty import nothing_for, nothing_stored
from dashboard.parts.event_study import linked_study, study
from dashboard.parts.names import EVENT_KINDS, GROUPINGS, PLATFORMS
from dashboard.parts.opened import opened
from dashboard.parts.own_events import own_events, own_events_field
from dashboard.session import answered, measured

OWN = View(measure=Measure.RELEASES, by=Grouping.LAB, grain=Grain.WEEK)
COLUMNS = ("date", "until", "kind", "title", "lab", "confidence", "source")

now, view = opened(OWN, ())
studied = linked_study(view)
if studied:
    view = view.with_(by=Grouping.LAB, since=None, until=None, select=())
heading(
    "Releases and events", "What came out when, and what else happened. That two things stand side by side is no cause."
)
newest = now.freshness[view.platform].newest_day
with fields.row("releases-1"):
    fields.segments(view, "platform", "Platform", PLATFORMS)
    fields.segments(view, "by", "Group by", {each: GROUPINGS[each] for each in GROUPINGS if each is not Grouping.MODEL})
    fields.window(view, newest)
    with st.popover("More", width="content"):
        fields.date(view, "since", "From", "First UTC day. Empty: from the first one known.")
        fields.date(view, "until", "To", "Last UTC day. Empty: to the newest one known.")
        fields.date(view, "as_of", "As known on", "Redraws the page with what was public at the end of that UTC day.")
released = measured(now, view.with_(grain=Grain.WEEK))
if newest is None:
    nothing_stored(view.platform)
elif released.frame.empty:
    nothing_for("No release lies in this window.", "Choose a wider window, other labs or the other platform above.")
else:
    figure_block(released, drawn_in(calendar_figure, released, height=620), "calendar")
events = with_own(measured(now, view.with_(measure=Measure.EVENTS)), own_events())
said(events)
with fields.row("releases-2"):
    fields.several(view, "events", "Kinds of event", EVENT_KINDS, help_text="Empty: every kind.")
    if view.by is Grouping.LAB:
        fields.several(view, "select", "Labs", answered(now, labs), help_text="Of releases and events. Empty: all.")
own_events_field()
if events.frame.empty:
    nothing_for("No event of these kinds, labs and days is known.", "Choose other kinds or labs, or a wider window.")
else:
    table_block(events, COLUMNS, "Events, newest first", rows=events.frame[::-1], most=600)
below(events, "events")
study(now, view, studied)
freshness_lines(now, [view.platform])
