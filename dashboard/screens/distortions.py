"""Distortions: what may bend the numbers, listed with its days, size and evidence."""

import streamlit as st

from app.charts.wording import coverage_note
from app.measures.distortion import Distortion
from app.view import Measure, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import below, heading, said, table_block
from dashboard.parts.empty import nothing_for, nothing_stored
from dashboard.parts.names import PLATFORMS
from dashboard.parts.opened import opened
from dashboard.session import measured

KINDS = {each.value: each.value.replace("_", " ").capitalize() for each in Distortion}

now, view = opened(View(measure=Measure.DISTORTION), ())
heading("Distortions", "A flag is a reason to look. Nothing that is flagged is removed from any share.")
newest = now.freshness[view.platform].newest_day
with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
    fields.segments(view, "platform", "Platform", PLATFORMS)
    fields.window(view, newest)
    with st.popover("More", width="content"):
        fields.several(view, "select", "Kinds", KINDS, help_text="Empty: every kind.")
        fields.date(view, "as_of", "As known on", "Redraws the page with what was public at the end of that UTC day.")
if newest is None:
    nothing_stored(view.platform)
    st.stop()
flags = measured(now, view)
said(flags)
if flags.frame.empty:
    nothing_for("Nothing is flagged.", f"Choose other kinds or a wider window. {coverage_note(flags)}")
else:
    table_block(flags, ("date", "until", "kind", "group", "evidence"), "Newest first", most=200)
below(flags, "flags")
freshness_lines(now, [view.platform])
