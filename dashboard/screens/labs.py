"""Labs: one lab in figures, on both platforms."""

from dataclasses import replace

import streamlit as st

from app.charts.both_chart import both_figure
from app.charts.rank_chart import rank_figure
from app.charts.waterfall_chart import tall, waterfall_figure
from app.errors import NotEnoughKnown
from app.measures.contribution import MODEL
from app.measures.periods import last_of_whole_week
from app.measures.profile import labs, profile
from app.view import Grain, Grouping, Measure, Platform, Scale, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import below, drawn_in, figure_block, heading, picture, said
from dashboard.parts.chart import evidence
from dashboard.parts.empty import nothing_for, nothing_stored
from dashboard.parts.frame import stop_note
from dashboard.parts.names import PLATFORMS, Window
from dashboard.parts.opened import opened
from dashboard.parts.profile import cards, models, releases, who
from dashboard.session import answered, measured

FIRST = "alibaba"

now, view = opened(View(by=Grouping.LAB, select=(FIRST,)), Platform, whole=False)
names = answered(now, labs)
lab = next((each for each in view.select if each in names), FIRST)
if view.select and lab not in view.select:
    stop_note(f"The registry has no lab '{view.select[0]}', so {names[lab]} is shown.", "Choose a lab below.")
view = view.with_(by=Grouping.LAB, select=(lab,))
with fields.row("labs"):
    fields.only(view, "select", "Lab", names)
    fields.segments(view, "platform", "Changes, models and releases on", PLATFORMS)
    with st.popover("More", width="content"):
        fields.date(view, "as_of", "As known on", "Redraws the page with what was public at the end of that UTC day.")
if now.empty:
    heading(names[lab])
    nothing_stored()
    st.stop()
found = answered(now, profile, lab, view.as_of)
who(found)
cards(found)
newest = now.freshness[view.platform].newest_day
weeks = View(measure=Measure.PLATFORMS, by=Grouping.LAB, grain=Grain.WEEK, select=(lab,), as_of=view.as_of)
weeks = weeks.with_(scale=Scale.LINES, since=fields.first_of(Window.YEAR, newest) if newest else None)
both = measured(now, weeks)
both = replace(both, frame=both.frame[both.frame["group"] == lab])
if not both.frame.empty:
    figure_block(both, drawn_in(both_figure, both), "both")
ranked = [each.ranks for each in found.platforms.values() if lab in set(each.ranks.frame["group"])]
for place, ranks in zip(st.columns(2, gap="large"), ranked, strict=False):
    with place:
        said(ranks)
        picture(ranks, drawn_in(rank_figure, ranks, height=330, places=5), f"ranks-{ranks.view.platform}")
        below(ranks, f"ranks-{ranks.view.platform}")
here = found.platforms[view.platform]
if here.day is None:
    nothing_stored(view.platform)
else:
    moved = View(
        measure=Measure.CONTRIBUTION,
        platform=view.platform,
        by=Grouping.LAB,
        select=(lab,),
        grain=Grain.WEEK,
        until=last_of_whole_week(here.day),
        as_of=view.as_of,
    )
    try:
        change = measured(now, moved)
        drawn = drawn_in(waterfall_figure, change, level=MODEL, height=tall(change, MODEL))
        figure_block(change, drawn, "moved")
    except NotEnoughKnown as refusal:
        nothing_for(f"What moved {names[lab]} cannot be told: two whole weeks are needed.", refusal.message)
    models(here)
    releases(here)
    st.html(evidence(here.shares, noted=False))
freshness_lines(now)
