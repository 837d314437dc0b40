"""Efficiency and frontier: tokens against list price, price and size against usage, quantised builds, the frontier."""

import streamlit as st

from app.charts.canvas import newest_rows
from app.charts.captions import subtitle
from app.charts.efficiency_chart import efficiency_figure, frontier_figure, parameters_figure, prices_figure
from app.charts.flywheel_chart import relation_figure
from app.charts.wording import newest_period
from app.measures.periods import last_of_whole_week
from app.view import Grain, Grouping, Measure, Platform, View
from dashboard.parts import fields
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import below, drawn_in, figure_block, heading, minor, part, picture, said, table_block
from dashboard.parts.controls import events
from dashboard.parts.empty import nothing_for
from dashboard.parts.names import GRAINS, GROUPINGS
from dashboard.parts.opened import opened
from dashboard.session import measured

OWN = View(measure=Measure.EFFICIENCY, by=Grouping.LAB, grain=Grain.WEEK)
COST = (
    *("group", "tokens", "share", "share_low", "share_high", "usd", "usd_share", "usd_share_low", "usd_share_high"),
    *("usd_per_million", "ratio"),
)
MODELS = ("group", "lab", "tokens", "share", "usd_per_million", "free", "parameters", "active_parameters", "size")

now, view = opened(OWN, [Platform.OPENROUTER], title="Efficiency and frontier")
heading("Efficiency and frontier", "What tokens would cost at list price: an estimate, and nobody's revenue.")
with fields.row("efficiency"):
    fields.segments(view, "by", "Group by", {each: GROUPINGS[each] for each in GROUPINGS if each is not Grouping.MODEL})
    fields.segments(view, "grain", "Grain", GRAINS)
    fields.window(view, now.freshness[Platform.OPENROUTER].newest_day)
    with st.popover("More", width="content"):
        events(view)
        fields.date(view, "until", "To", "The last period that is shown ends with this day.")
        fields.date(view, "as_of", "As known on", "Redraws the page with what was public at the end of that UTC day.")
cost = measured(now, view)
if cost.frame.empty:
    nothing_for(
        "No day of this window has list prices for half of its named tokens.",
        "Prices are kept from the first run on: choose a later window, or collect again tomorrow.",
    )
else:
    figure_block(cost, drawn_in(efficiency_figure, cost), "cost")
    table_block(cost, COST, f"Tokens against list price, {newest_period(cost)}", rows=newest_rows(cost.frame))
newest = now.freshness[Platform.OPENROUTER].newest_day
whole = view.until or (last_of_whole_week(newest) if newest and view.grain is Grain.WEEK else None)
models = measured(now, view.with_(measure=Measure.PRICES, since=None, until=whole))
if len(models.frame):
    said(models)
    if (models.frame["usd_per_million"] > 0).any():
        picture(models, drawn_in(prices_figure, models), "models")
    if models.frame["parameters"].notna().any():
        minor("Parameters against usage", "Of the same models, those whose weights on the Hub or whose names tell it.")
        picture(models, drawn_in(parameters_figure, models), "parameters")
    below(models, "models")
    table_block(models, MODELS, f"Named models, largest first, {newest_period(models)}")
if now.freshness[Platform.HUGGINGFACE].newest_day is not None:
    hub = OWN.with_(measure=Measure.DERIVATIVES, platform=Platform.HUGGINGFACE, by=view.by, grain=view.grain)
    hub = hub.with_(since=view.since, until=view.until, as_of=view.as_of, events=view.events)
    quantised = measured(now, hub)
    if len(quantised.frame):
        part("Quantised builds", subtitle(quantised))
        picture(quantised, drawn_in(relation_figure, quantised), "quantised")
        below(quantised, "quantised")
frontier = measured(now, view.with_(measure=Measure.FRONTIER))
said(frontier)
if frontier.frame.empty:
    nothing_for("No benchmark figures are stored.", frontier.notes[0])
else:
    picture(frontier, drawn_in(frontier_figure, frontier), "frontier")
    below(frontier, "frontier")
freshness_lines(now)
