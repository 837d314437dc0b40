"""Ecosystem: whose models others build on, and the downloads that derivatives and repackagers take."""

import streamlit as st

from app.charts.canvas import newest_rows
from app.charts.flywheel_chart import derivatives_figure, flywheel_figure, relation_figure
from app.charts.shape import BUCKETS
from app.charts.wording import newest_period
from app.view import MOST_NAMES, Grouping, Measure, Platform, Population, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import below, drawn_in, figure_block, heading, minor, picture, said, table_block
from dashboard.parts.controls import events
from dashboard.parts.empty import nothing_for
from dashboard.parts.names import GRAINS, GROUPINGS, POPULATION_NAMES
from dashboard.parts.opened import opened
from dashboard.session import measured

OWN = View(measure=Measure.FLYWHEEL, platform=Platform.HUGGINGFACE, by=Grouping.LAB)
TAKEN = (
    *("group", "relation", "value", "share", "share_low", "share_high"),
    *("others", "others_share", "others_share_low", "others_share_high"),
)

now, view = opened(OWN, [Platform.HUGGINGFACE], title="Ecosystem", also=(Measure.DERIVATIVES,))
view = view.with_(measure=OWN.measure)
heading(
    "Ecosystem", "Derivatives by the models they descend from. Every count is a lower bound: not all declare a base."
)
new = measured(now, view)
named = {group: new.labels.get(group, group) for group in dict.fromkeys(new.frame["group"]) if group not in BUCKETS}
with fields.row("ecosystem"):
    fields.segments(view, "by", "Group by", {each: GROUPINGS[each] for each in GROUPINGS if each is not Grouping.MODEL})
    fields.window(view, now.freshness[Platform.HUGGINGFACE].newest_day)
    populations = {each: POPULATION_NAMES[each] for each in (Population.ALL, Population.LANGUAGE)}
    fields.choose(view, "population", "Downloads out of", populations)
    fields.segments(view, "grain", "Downloads by", GRAINS)
    with st.popover("More", width="content"):
        fields.several(view, "select", "Show only these", named, help_text="Empty: the largest ones.", most=MOST_NAMES)
        text = "Over the shares of downloads: where they lie, whoever the unattributed ancestry is."
        fields.switch(view, "band", "Coverage band", disabled=False, help_text=text)
        events(view)
        fields.date(view, "until", "To", "The last UTC day that is shown.")
        fields.date(view, "as_of", "As known on", "Redraws the page with what was public at the end of that UTC day.")
if new.frame.empty:
    nothing_for("No new derivative lies in this window.", "No model that declares a base was created in it: widen it.")
else:
    figure_block(new, drawn_in(flywheel_figure, new), "new")
taken = measured(now, view.with_(measure=Measure.DERIVATIVES))
if len(taken.frame):
    said(taken)
    picture(taken, drawn_in(derivatives_figure, taken), "taken")
    minor("By relation", "The same downloads by what the derivative says that it is: quantized, finetuned, merged.")
    picture(taken, drawn_in(relation_figure, taken), "relation")
    below(taken, "taken")
    caption = f"Downloads by ancestry and relation, {newest_period(taken)}; others: repackagers outside the group"
    table_block(taken, TAKEN, caption, rows=newest_rows(taken.frame), most=200)
freshness_lines(now, [Platform.HUGGINGFACE])
