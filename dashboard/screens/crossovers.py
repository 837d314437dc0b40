"""Crossovers and concentration: who passed whom, for how long, and how few labs hold how much."""

import streamlit as st

from app.charts.concentration_chart import concentration_figure
from app.charts.crossover_chart import crossover_figure
from app.measures.crossover import MOST_GROUPS, PAIRS
from app.view import POPULATIONS, UNITS, Grain, Grouping, Measure, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import below, drawn_in, figure_block, heading, said, table_block
from dashboard.parts.controls import events, leave_out
from dashboard.parts.empty import nothing_stored
from dashboard.parts.fields import first_of
from dashboard.parts.frame import stop_note, theme
from dashboard.parts.names import GRAINS, GROUPINGS, PLATFORMS, POPULATION_NAMES, UNIT_NAMES, Window
from dashboard.parts.opened import opened
from dashboard.session import measured, standing

COLUMNS = (
    *("date", "population", "group", "passed", "share", "share_low", "share_high"),
    *("passed_share", "passed_share_low", "passed_share_high", "periods", "lead_until", "open", "robust"),
)
ROW, AROUND = 34, 110  # pixels

own = View(measure=Measure.CROSSOVER, by=Grouping.LAB, grain=Grain.WEEK)
last = standing().freshness[own.platform].newest_day
now, view = opened(own.with_(since=first_of(Window.HALF, last)) if last else own, (), also=(Measure.CONCENTRATION,))
heading("Crossovers", "Every crossing under every population: a lead counts for what it lasts and survives.")
newest = now.freshness[view.platform].newest_day
with fields.row("crossovers-1"):
    fields.segments(view, "platform", "Platform", PLATFORMS)
    fields.segments(view, "by", "Group by", {each: GROUPINGS[each] for each in PAIRS})
    fields.segments(view, "grain", "Grain", GRAINS)
    fields.window(view, newest)
if newest is None:
    nothing_stored(view.platform)
    st.stop()
held = measured(now, View(platform=view.platform, by=view.by, since=newest, until=newest))
with fields.row("crossovers-2"):
    fields.choose(view, "unit", "Count", {each: UNIT_NAMES[each] for each in UNITS[view.platform]})
    populations = {each: POPULATION_NAMES[each] for each in POPULATIONS[view.platform]}
    fields.choose(view, "population", "Concentration out of", populations)
    with st.popover("Compare", width="content"):
        text = "Two to six groups, each with each. Empty: the grouping's own pair."
        fields.several(view, "select", "Groups", held.labels, help_text=text, most=MOST_GROUPS)
        fields.date(view, "as_of", "As known on", "Redraws the page with what was public at the end of that UTC day.")
        events(view)
        leave_out(view)
if len(view.select) == 1:
    stop_note("One group alone crosses nobody.", "Choose a second one under Compare.")
else:
    found = measured(now, view)
    if found.frame.empty:
        said(found)
        below(found, "crossings")
    else:
        rows = found.frame.groupby(["population", "group", "passed"]).ngroups
        tall = AROUND + ROW * max(rows, 3)
        figure_block(found, crossover_figure(found, theme(), height=tall), "crossings")
        table_block(found, COLUMNS, "Every crossing", rows=found.frame.sort_values("date", ascending=False))
few = measured(now, view.with_(measure=Measure.CONCENTRATION, select=()))
if len(few.frame):
    figure_block(few, drawn_in(concentration_figure, few), "concentration")
freshness_lines(now, [view.platform])
