"""Distortions: what may bend the numbers, listed with its days, size and evidence."""

import streamlit as st

from app.charts.escape import html_text
from app.charts.wording import coverage_note
from app.view import LEAVABLE, EventKind, Grain, Measure, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import below, heading, said, table_block
from dashboard.parts.empty import nothing_for, nothing_stored
from dashboard.parts.link import permalink
from dashboard.parts.names import FLAG_NAMES, PLATFORMS
from dashboard.parts.opened import opened
from dashboard.session import measured

now, view = opened(View(measure=Measure.DISTORTION), ())
heading("Distortions", "A flag is a reason to look. A share leaves one out only when its reader asks, and says so.")
newest = now.freshness[view.platform].newest_day
with fields.row("distortions"):
    fields.segments(view, "platform", "Platform", PLATFORMS)
    fields.window(view, newest)
    with st.popover("More", width="content"):
        fields.several(view, "select", "Kinds", FLAG_NAMES, help_text="Empty: every kind.")
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
shares = View(platform=view.platform, grain=Grain.WEEK)
links = {
    "The share with these flags marked": shares.with_(events=(EventKind.FLAG,)),
    "The share without what is flagged": shares.with_(without=LEAVABLE[view.platform]),
}
lines = [
    f'<p><a href="{html_text(permalink(asked), 4_000)}" target="_self">{text}</a></p>' for text, asked in links.items()
]
st.html(f'<div class="ms">{"".join(lines)}</div>')
freshness_lines(now, [view.platform])
