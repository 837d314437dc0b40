"""The controls of a time chart: the few that everybody uses in sight, the others one touch away."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.charts import wording
from app.charts.shape import BUCKETS, STACKED, has_room_for_earlier
from app.errors import ViewError
from app.measures.result import Measured
from app.view import LEAVABLE, MOST_NAMES, POPULATIONS, UNITS, Align, Earlier, Grouping, Layout, Scale, View
from dashboard.parts import fields
from dashboard.parts.link import on_one_axis
from dashboard.parts.names import (
    ALIGNMENTS,
    EARLIER_WINDOWS,
    EVENT_KINDS,
    FLAG_NAMES,
    LAYOUTS,
    PLATFORMS,
    POPULATION_NAMES,
    SCALES,
    SMOOTHINGS,
    UNIT_NAMES,
    grains,
    groupings,
)

__all__ = ["OF_A_RANKING", "OF_A_SHARE", "OF_BOTH", "PLATFORMS", "Control", "time_controls"]


class Control(StrEnum):
    """What a page may leave to its reader."""

    BOTH = "both"
    BY = "by"
    SCALE = "scale"
    PICK = "pick"
    EARLIER = "earlier"
    SMOOTH = "smooth"
    LAYOUT = "layout"
    ALIGN = "align"
    BAND = "band"
    EVENTS = "events"


OF_A_SHARE = frozenset(Control)
OF_A_RANKING = frozenset({Control.BY, Control.PICK, Control.EVENTS})
OF_BOTH = OF_A_SHARE - {Control.SCALE, Control.LAYOUT, Control.ALIGN}


def time_controls(
    place: DeltaGenerator,
    view: View,
    newest: dt.date | None,
    answer: Measured | ViewError | None = None,
    offered: frozenset[Control] = OF_A_SHARE,
) -> None:
    """Draw the controls in `place`. `newest` is the newest stored day of the platform; window presets end with it.

    `answer` is what the view gives where that is known: it names the groups that can be picked.
    """
    with place, fields.row("what"):
        fields.platform(view, both=Control.BOTH in offered)
        if Control.BY in offered:
            fields.segments(view, "by", "Group by", groupings(view))
        if Control.SCALE in offered:
            fields.segments(view, "scale", "Scale", SCALES)
        if Control.PICK in offered:
            _pick(view, answer)
    with place, fields.row("how"):
        populations = {each: POPULATION_NAMES[each] for each in POPULATIONS[view.platform]}
        whose = f", {PLATFORMS[view.platform]}" if on_one_axis(view) else ""
        fields.choose(view, "population", f"Out of{whose}", populations, width=200)
        units = {each: UNIT_NAMES[each] for each in UNITS[view.platform]}
        fields.choose(view, "unit", f"Count{whose}", units, width=170)
        fields.segments(view, "grain", "Grain", grains(view))
        fields.window(view, newest)
        _more(view, offered)


def _pick(view: View, answer: Measured | ViewError | None) -> None:
    """Which groups are set beside one another."""
    names = {}
    if isinstance(answer, Measured) and "group" in answer.frame.columns:
        found = (group for group in dict.fromkeys(answer.frame["group"]) if group not in BUCKETS)
        names = {group: wording.label(answer, group) for group in found}
    count = f" ({len(view.select)})" if view.select else ""
    with st.popover(f"Compare{count}", width="content"):
        fields.several(
            view,
            "select",
            "Show only these",
            names,
            most=MOST_NAMES,
            help_text="Empty: the largest ones. Shares stay shares of the whole population.",
        )


def _more(view: View, offered: frozenset[Control]) -> None:
    with st.popover("More", width="content"):
        if Control.EARLIER in offered:
            _earlier(view)
        if Control.SMOOTH in offered:
            fields.choose(
                view,
                "smooth",
                "Trailing mean",
                SMOOTHINGS,
                width="stretch",
                help_text="Over the periods that are stored; a gap stays a gap. The subtitle says it.",
            )
        if Control.LAYOUT in offered:
            fields.choose(view, "layout", "Layout", LAYOUTS, width="stretch")
        if Control.ALIGN in offered:
            _alignment(view)
        if Control.BAND in offered:
            fields.switch(
                view,
                "band",
                "Coverage band",
                disabled=view.scale is not Scale.LINES,
                help_text="Lower bound: nothing unknown belongs to the group. Upper bound: everything unknown does. "
                "Drawn on lines.",
            )
        if Control.EVENTS in offered:
            events(view)
            leave_out(view)
        fields.date(view, "since", "From", "First UTC day. Empty: from the first stored day.")
        fields.date(view, "until", "To", "Last UTC day. Empty: to the newest stored day.")
        fields.date(view, "as_of", "As known on", "Redraws the chart with what was public at the end of that UTC day.")


def events(view: View) -> None:
    """The field of the kinds of events that are marked in a chart over time."""
    fields.several(
        view,
        "events",
        "Events",
        EVENT_KINDS,
        help_text="Lines and spans of dated events, at most four of them with a label. An event beside a change is no "
        "proof that it caused the change.",
    )


def leave_out(view: View) -> None:
    """The field of the flags whose values a reader leaves out."""
    fields.several(
        view,
        "without",
        "Leave out what is flagged as",
        {each: FLAG_NAMES[each] for each in LEAVABLE[view.platform]},
        help_text="Flagged values leave the groups and the population, and the title says so. Empty: nothing "
        "is left out. The page Distortions lists every flag.",
    )


def _earlier(view: View) -> None:
    """The window that is set beside the view's own; where the chart has no room for one, it can still be taken away."""
    fields.choose(
        view,
        "earlier",
        "Earlier window",
        EARLIER_WINDOWS,
        width="stretch",
        disabled=not has_room_for_earlier(view) and view.earlier is Earlier.NONE,
        help_text="The same shares of the days before this window, or of 52 weeks (12 months) before, dotted beside "
        "each line. For lines, log and small multiples, of one platform.",
    )


def _alignment(view: View) -> None:
    possible = view.by is Grouping.MODEL and view.layout is Layout.ONE and view.scale not in STACKED
    if possible or view.align is Align.RELEASE:
        fields.choose(view, "align", "Time", ALIGNMENTS, width="stretch")
