"""Claims: check a sentence, see published figures beside ours, and what changed after it was published."""

import streamlit as st

from app.charts import captions
from app.charts.captions.checks import REFERENCE_COLUMNS, reference_rows
from app.charts.dots import tall
from app.charts.spread_chart import claim_figure
from app.measures.claim import HOW_TO
from app.view import MOST_CLAIM, POPULATIONS, Measure, Platform, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import below, figure_block, heading, said, table_block
from dashboard.parts.claim import claim_field
from dashboard.parts.empty import nothing_stored
from dashboard.parts.frame import theme
from dashboard.parts.names import PLATFORMS, POPULATION_NAMES
from dashboard.parts.opened import opened
from dashboard.parts.rows import rows_table
from dashboard.session import measured

LEDGER = ("known_at", "date", "level", "group", "value_before", "value", "share_points", "reason")

now, view = opened(View(measure=Measure.CLAIM), Platform, whole=False, also=(Measure.REFERENCE, Measure.LEDGER))
heading("Check a claim", HOW_TO)
if now.empty:
    nothing_stored()
    st.stop()
claim_field(view, MOST_CLAIM)
if view.claim:
    checked = measured(now, view)
    if len(checked.frame):
        figure_block(checked, claim_figure(checked, theme(), height=tall(len(checked.frame))), "claim")
    else:
        said(checked)
        below(checked, "claim")

st.divider()
published = measured(now, View(measure=Measure.REFERENCE, as_of=view.as_of))
note = captions.finding(published)
rows_table("Published figures beside ours", note, REFERENCE_COLUMNS, reference_rows(published), note)
below(published, "references")

st.divider()
with fields.row("claims"):
    fields.segments(view, "platform", "Ledger of", PLATFORMS)
    fields.segments(view, "population", "Out of", {each: POPULATION_NAMES[each] for each in POPULATIONS[view.platform]})
    fields.date(view, "as_of", "As known on", "Redraws the page with what was public at the end of that UTC day.")
changes = measured(now, view.with_(measure=Measure.LEDGER, claim=None))
said(changes)
if len(changes.frame):
    table_block(changes, LEDGER, "Values that changed after they were first public, newest first")
below(changes, "ledger")
freshness_lines(now, Platform)
