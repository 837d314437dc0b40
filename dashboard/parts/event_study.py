"""A share before and after an event: choosing the event (the registry's or one's own), the picture and the table."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from app.charts.event_study_chart import event_study_figure
from app.errors import NotEnoughKnown, ViewError
from app.view import FIRST_DAY, LAST_DAY, POPULATIONS, EventKind, Grouping, Measure, View
from dashboard.parts import fields, link
from dashboard.parts.blocks import drawn_in, figure_block, part, table_block
from dashboard.parts.empty import nothing_for
from dashboard.parts.names import GROUPINGS, POPULATION_NAMES
from dashboard.parts.own_events import own_events
from dashboard.session import Standing, measured

GROUPS = (Grouping.BLOC, Grouping.NAMED3, Grouping.LAB)
COLUMNS = (
    *("group", "weeks", "share_before", "share_before_low", "share_before_high", "share_after", "share_after_low"),
    *("share_after_high", "change", "placebos", "place"),
)
AFTER = dt.timedelta(weeks=4)  # an event needs days after it
POLICY = (EventKind.EXPORT_CONTROL, EventKind.US_POLICY)
KEPT = "studied"
ROW, AROUND = 60, 90  # pixels


def linked_study(view: View) -> View | None:
    """The study that the link asks for; None where it asks for the page's other parts."""
    if st.query_params.get("measure") != Measure.EVENT_STUDY or view.since is None:
        return None
    return view.with_(measure=Measure.EVENT_STUDY)


def study(now: Standing, view: View, asked: View | None) -> None:
    """Let the reader choose a date, and compare the share around it with placebo dates.

    `asked` is the study of the link, else the last one of this visit, or the newest event of policy (else of any kind)
    with four weeks after it.
    """
    part("Around an event", "The change of a share around a date, among its changes around placebo dates.")
    newest, events = now.freshness[view.platform].newest_day, _events(now)
    policy = measured(now, View(measure=Measure.EVENTS, events=POLICY)).frame["date"].dt.date
    if newest is None:
        nothing_for("No share is stored on this platform yet.", "Collect first: a study needs weeks on both sides.")
        return
    usable = [[day for day in days if day <= newest - AFTER] for days in (policy, events.values())]
    own = View(
        measure=Measure.EVENT_STUDY,
        platform=view.platform,
        since=st.session_state.get(KEPT) or max(usable[0] or usable[1], default=newest),
        as_of=view.as_of,
    )
    asked = asked or own
    st.session_state[KEPT] = asked.since
    _choose(asked, events)
    try:
        found = measured(now, asked)
    except (ViewError, NotEnoughKnown) as refusal:
        nothing_for(refusal.message, refusal.advice or "Choose another date, or another grouping.")
        return
    rows = found.frame[found.frame["level"] == "event"]
    figure_block(found, drawn_in(event_study_figure, found, height=AROUND + ROW * len(rows)), "study")
    table_block(found, COLUMNS, "Before and after", rows=rows)


def _events(now: Standing) -> dict[str, dt.date]:
    known = measured(now, View(measure=Measure.EVENTS)).frame
    named = {f"{row['date']:%Y-%m-%d} {row['title']}": row["date"].date() for row in known.to_dict("records")}
    named |= {f"{each.date} {each.title} (your own)": each.date for each in own_events()}
    return dict(sorted(named.items(), reverse=True))


def _choose(asked: View, events: dict[str, dt.date]) -> None:
    st.session_state["study-event"] = next((each for each, day in events.items() if day == asked.since), None)
    st.session_state["study-date"], st.session_state["study-by"] = asked.since, asked.by
    st.session_state["study-population"] = asked.population
    address = link.query()
    with fields.row("event-study"):
        st.selectbox(
            "Event",
            list(events),
            width=480,
            key="study-event",
            placeholder="A date that is no event",
            on_change=lambda: _write(asked, address, since=events[st.session_state["study-event"]]),
        )
        st.date_input(
            "Or any date",
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="YYYY-MM-DD",
            key="study-date",
            width=150,
            on_change=lambda: _write(asked, address, since=st.session_state["study-date"] or asked.since),
        )
        st.segmented_control(
            "Share by",
            [*GROUPS, *([asked.by] if asked.by not in GROUPS else [])],
            format_func=lambda each: GROUPINGS[each],
            required=True,
            key="study-by",
            on_change=lambda: _write(asked, address, by=st.session_state["study-by"]),
        )
        st.selectbox(
            "Out of",
            list(POPULATIONS[asked.platform]),
            format_func=lambda each: POPULATION_NAMES[each],
            key="study-population",
            width=210,
            on_change=lambda: _write(asked, address, population=st.session_state["study-population"]),
        )


def _write(asked: View, address: str, **changes: object) -> None:
    latest = link.current(asked, address)
    asked = latest if latest.measure is Measure.EVENT_STUDY else asked
    link.show(asked.with_(select=()).with_(**changes))
