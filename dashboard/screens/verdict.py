"""The sentence: do Alibaba, Moonshot AI and MiniMax dominate the two rankings on a date? In one screen."""

import streamlit as st

from app.charts.dots import tall
from app.charts.escape import html_text
from app.charts.verdict_chart import verdict_figure
from app.charts.verdict_table import verdict_table
from app.charts.verdict_words import paragraph
from app.view import Measure, Platform, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import below, heading, picture, said
from dashboard.parts.controls import leave_out
from dashboard.parts.empty import nothing_stored
from dashboard.parts.frame import theme
from dashboard.parts.names import GRAINS
from dashboard.parts.opened import opened
from dashboard.session import measured

now, view = opened(View(measure=Measure.VERDICT), Platform, whole=False)
if now.empty:
    heading("Do Alibaba, Moonshot AI and MiniMax dominate the two rankings?")
    nothing_stored()
    st.stop()
with fields.row("verdict"):
    fields.date(view, "until", "Date", "A UTC day. Empty: each platform's newest.", width=200)
    fields.segments(view, "grain", "Over a", GRAINS)
    told = "Redraws the page with what was public at the end of that UTC day."
    fields.date(view, "as_of", "As known on", told, width=200)
    leave_out(view)
answer = measured(now, view)
said(answer)
if len(answer.frame):
    ways = answer.frame.groupby(["platform", "unit", "population"]).ngroups
    picture(answer, verdict_figure(answer, theme(), height=tall(ways)), "verdict")
    st.html(f'<div class="ms"><p>{html_text(paragraph(answer, ruled=False), 4_000)}</p></div>')
    st.html(verdict_table(answer))
below(answer, "verdict")
freshness_lines(now)
