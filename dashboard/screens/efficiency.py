"""Efficiency and frontier: tokens against list price, price against usage, quantised builds, the frontier gap."""

import streamlit as st

from app.charts.efficiency_chart import efficiency_figure, frontier_figure, prices_figure
from app.charts.flywheel_chart import relation_figure
from app.view import Grain, Grouping, Measure, Platform, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import below, drawn_in, figure_block, heading, said, table_block
from dashboard.parts.names import GRAINS, GROUPINGS
from dashboard.parts.opened import opened
from dashboard.session import measured

OWN = View(measure=Measure.EFFICIENCY, by=Grouping.LAB, grain=Grain.WEEK)

now, view = opened(OWN, [Platform.OPENROUTER])
heading("Efficiency and frontier", "What tokens would cost at list price: an estimate, and nobody's revenue.")
with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
    fields.segments(view, "by", "Group by", {each: GROUPINGS[each] for each in GROUPINGS if each is not Grouping.MODEL})
    fields.segments(view, "grain", "Grain", GRAINS)
    fields.window(view, now.freshness[Platform.OPENROUTER].newest_day)
    with st.popover("More", width="content"):
        fields.date(view, "until", "To", "The last period that is shown ends with this day.")
        fields.date(view, "as_of", "As known on", "Redraws the page with what was public at the end of that UTC day.")
cost = measured(now, view)
if cost.frame.empty:
    st.info(
        "No day of this window has list prices for half of its named tokens. Prices are kept from the first run on."
    )
else:
    figure_block(cost, drawn_in(efficiency_figure, cost), "cost")
    newest = cost.frame[cost.frame["date"] == cost.frame["date"].max()]
    table_block(
        cost, ("group", "tokens", "share", "usd", "usd_share", "usd_per_million", "ratio"), "Newest", rows=newest
    )
models = measured(now, view.with_(measure=Measure.PRICES, since=None))
figure_block(models, drawn_in(prices_figure, models), "models")
columns = ("group", "lab", "tokens", "share", "usd_per_million", "free", "parameters", "active_parameters", "size")
table_block(models, columns, "Named models, largest first")
if now.freshness[Platform.HUGGINGFACE].newest_day is not None:
    hub = View(
        measure=Measure.DERIVATIVES, platform=Platform.HUGGINGFACE, by=view.by, since=view.since, as_of=view.as_of
    )
    quantised = measured(now, hub)
    figure_block(quantised, drawn_in(relation_figure, quantised), "quantised")
frontier = measured(now, view.with_(measure=Measure.FRONTIER))
if frontier.frame.empty:
    said(frontier)
    st.info(frontier.notes[0])
else:
    figure_block(frontier, drawn_in(frontier_figure, frontier), "frontier", words=False)
    below(frontier, "frontier")
freshness_lines(now)
