"""Both platforms: Hub downloads against OpenRouter tokens, who moves first, and whether the rankings agree."""

from dataclasses import replace

import streamlit as st

from app.charts.both_chart import both_figure
from app.charts.quadrant_chart import agreement_figure, lead_lag_figure, quadrant_figure
from app.view import Grain, Grouping, Measure, Platform, Scale, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import drawn_in, figure_block, heading, said, table_block
from dashboard.parts.controls import events, leave_out
from dashboard.parts.empty import nothing_for
from dashboard.parts.names import GRAINS, GROUPINGS
from dashboard.parts.opened import opened
from dashboard.session import measured

OWN = View(measure=Measure.PLATFORMS, by=Grouping.LAB, grain=Grain.WEEK)

now, view = opened(OWN, Platform, also=(Measure.LEAD_LAG, Measure.AGREEMENT))
view = view.with_(measure=OWN.measure, scale=OWN.scale)
heading("Both platforms", "Two counts of two things: requests of files, and tokens of hosted models.")
over_time = measured(now, view.with_(scale=Scale.LINES))
both = replace(over_time, view=view, events=())
with fields.row("platforms"):
    fields.segments(view, "by", "Group by", {each: GROUPINGS[each] for each in GROUPINGS if each is not Grouping.MODEL})
    fields.segments(view, "grain", "Grain", {each: GRAINS[each] for each in (Grain.WEEK, Grain.MONTH)})
    fields.window(view, now.freshness[Platform.OPENROUTER].newest_day)
    with st.popover("Compare", width="content"):
        named = {group: both.labels.get(group, group) for group in dict.fromkeys(both.frame["group"])}
        fields.several(view, "select", "Show only these", named, help_text="Empty: the largest ones.")
        fields.date(view, "as_of", "As known on", "Redraws the page with what was public at the end of that UTC day.")
        events(view)
        leave_out(view)
if both.frame.empty:
    nothing_for("No week of this window has values on both platforms.", "Choose a wider window, or collect both.")
    st.stop()
figure_block(both, drawn_in(quadrant_figure, both), "both")
whole = both.frame[both.frame["complete"]]
newest = whole[whole["date"] == whole["date"].max()] if len(whole) else both.frame
columns = (
    *("date", "group", "share", "share_low", "share_high", "rank"),
    *("hub_share", "hub_share_low", "hub_share_high", "hub_rank"),
)
table_block(both, columns, "The newest whole period" if len(whole) else "Periods that are not whole", rows=newest)
figure_block(over_time, drawn_in(both_figure, over_time), "axis")
lags = measured(now, view.with_(measure=Measure.LEAD_LAG))
if len(lags.frame):
    figure_block(lags, drawn_in(lead_lag_figure, lags), "lags")
    strongest = lags.frame[lags.frame["strongest"]]
    shown = ("group", "lag", "correlation", "low", "high", "pairs", "excludes_zero")
    table_block(lags, shown, "Each group's strongest lag, with its 95% interval", rows=strongest, most=30)
else:
    said(lags)
    nothing_for("Too few weeks of change are stored to tell which platform moves first.", lags.notes[0])
agreed = measured(now, view.with_(measure=Measure.AGREEMENT))
if len(agreed.frame):
    figure_block(agreed, drawn_in(agreement_figure, agreed), "agreed")
freshness_lines(now)
