"""What changed: the change of a share between two dates, by lab and by model, to the last digit."""

import streamlit as st

from app.charts.waterfall_chart import tall, waterfall_figure
from app.errors import NotEnoughKnown, ViewError
from app.measures.contribution import LAB, MODEL
from app.view import POPULATIONS, UNITS, Grouping, Measure, Platform, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import below, heading, minor, picture, said, table_block
from dashboard.parts.controls import leave_out
from dashboard.parts.empty import nothing_for, nothing_stored
from dashboard.parts.frame import theme
from dashboard.parts.names import GRAINS, GROUPINGS, PLATFORMS, POPULATION_NAMES, UNIT_NAMES
from dashboard.parts.opened import opened
from dashboard.parts.spread import spread_block
from dashboard.session import measured

COLUMNS = (
    *("group", "lab", "status", "share_before", "share_before_low", "share_before_high"),
    *("share", "share_low", "share_high", "contribution", "value_before", "value"),
)

now, view = opened(View(measure=Measure.CONTRIBUTION), (), also=(Measure.SPREAD,))
heading("What changed", "An exact split of a change, and no cause: what each lab and model added or took away.")
newest = now.freshness[view.platform].newest_day
with fields.row("what-changed-1"):
    fields.segments(view, "platform", "Platform", PLATFORMS)
    fields.segments(view, "by", "Group by", {each: GROUPINGS[each] for each in GROUPINGS if each is not Grouping.MODEL})
    fields.segments(view, "grain", "Grain", GRAINS)
if newest is None:
    nothing_stored(view.platform)
    st.stop()
held = measured(now, View(platform=view.platform, by=view.by, since=newest, until=newest))
with fields.row("what-changed-2"):
    fields.choose(view, "population", "Out of", {each: POPULATION_NAMES[each] for each in POPULATIONS[view.platform]})
    fields.choose(view, "unit", "Count", {each: UNIT_NAMES[each] for each in UNITS[view.platform]})
    fields.date(
        view,
        "since",
        "From",
        "A day of the earlier period. Empty: the period before (by day: a week), or the nearest.",
    )
    fields.date(view, "until", "To", "A day of the later period. Empty: the newest stored day.")
    with st.popover("More", width="content"):
        fields.several(view, "select", "Whose share", held.labels, help_text="Several are summed.", most=10)
        fields.date(view, "as_of", "As known on", "Redraws the page with what was public at the end of that UTC day.")
        if view.platform is Platform.OPENROUTER:
            leave_out(view)
try:
    change = measured(now, view)
except (ViewError, NotEnoughKnown) as refusal:
    nothing_for("These two periods cannot be compared.", f"{refusal.message} {refusal.advice}")
    freshness_lines(now, [view.platform])
    st.stop()
labs = change.frame[change.frame["level"] == LAB]
models = change.frame[change.frame["level"] == MODEL]
said(change)
picture(change, waterfall_figure(change, theme(), height=tall(change, LAB), level=LAB), "labs")
if len(models):
    minor("The same change by model", "The largest steps by name; the others are one step.")
    picture(change, waterfall_figure(change, theme(), height=tall(change, MODEL), level=MODEL), "models")
below(change, "labs")
if len(models):
    table_block(change, COLUMNS, "Models, in percentage points of the change", rows=models)
table_block(change, [name for name in COLUMNS if name != "lab"], "Labs, in percentage points of the change", rows=labs)
spread_block(now, view)
freshness_lines(now, [view.platform])
