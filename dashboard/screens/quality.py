"""Data quality: what was expected, what came, what changed later, what was refused, what cannot be placed."""

import streamlit as st

from app.view import View
from dashboard.parts import fields, link
from dashboard.parts.banners import banners, freshness_lines
from dashboard.parts.blocks import heading
from dashboard.parts.empty import nothing_stored
from dashboard.parts.frame import stop_note
from dashboard.parts.names import PLATFORMS
from dashboard.parts.quality import platform_quality
from dashboard.session import standing

now = standing()
asked = link.read(View())
view = asked.view
banners(now, [view.platform])
heading("Data quality", "What was expected, what came, what changed later, what was refused, what nobody can place.")
if asked.problem:
    stop_note("This link is not understood, so the first platform is shown.", asked.problem)
fields.segments(view, "platform", "Platform", PLATFORMS)
if now.freshness[view.platform].newest_day is None:
    nothing_stored(view.platform)
    st.stop()
platform_quality(now, view.platform)
freshness_lines(now, [view.platform])
