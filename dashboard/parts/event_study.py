"""A share before and after an event: choosing the event (the registry's or one's own), the picture and the table."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from app.charts.event_study_chart import event_study_figure
from app.errors import ModelshareError
from app.measures.events import DatedEvent
from app.measures.own_events import read_own_events
from app.view import Grouping, Measure, View
from dashboard.parts.blocks import drawn_in, figure_block, table_block
from dashboard.parts.frame import stop_note
from dashboard.parts.names import GROUPINGS
from dashboard.session import Standing, measured

HELP = "CSV with the columns date and title and, where known, end_date, kind, lab_id, source. It is read and not kept."


def own_events() -> list[DatedEvent]:
    """The events of the reader's file, for this visit."""
    with st.expander("Add events of your own from a file"):
        file = st.file_uploader("Your events", type="csv", help=HELP, max_upload_size=1, key="own-events")
        if file is None:
            return []
        try:
            found = read_own_events(file.getvalue())
        except ModelshareError as problem:
            stop_note(problem.message, problem.advice)
            return []
        st.caption(f"{len(found)} events of your own can be chosen below.")
        return found


def study(now: Standing, view: View, mine: list[DatedEvent]) -> None:
    """Let the reader choose an event, and compare the share around it with placebo dates."""
    st.html('<div class="ms"><h2 class="ms-title">A share before and after a date</h2></div>')
    known = measured(now, View(measure=Measure.EVENTS)).frame
    named = {f"{row['date']:%Y-%m-%d} {row['title']}": row["date"].date() for row in known.to_dict("records")}
    named |= {f"{each.date} {each.title} (your own)": each.date for each in mine}
    newest = now.freshness[view.platform].newest_day
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        labels = sorted(named, reverse=True)
        usable = [at for at, each in enumerate(labels) if newest and named[each] <= newest - dt.timedelta(weeks=4)]
        chosen = st.selectbox("Event", labels, index=usable[0] if usable else 0, width=560, key="study-event")
        by = st.segmented_control(
            "Group by",
            [Grouping.BLOC, Grouping.NAMED3, Grouping.LAB],
            format_func=lambda each: GROUPINGS[each],
            default=Grouping.BLOC,
            required=True,
            key="study-by",
        )
    if chosen is None or newest is None:
        return
    asked = View(
        measure=Measure.EVENT_STUDY,
        platform=view.platform,
        unit=view.unit,
        population=view.population,
        by=by or Grouping.BLOC,
        since=named[chosen],
        as_of=view.as_of,
    )
    try:
        found = measured(now, asked)
    except ModelshareError as problem:
        st.info(str(problem))
        return
    figure_block(found, drawn_in(event_study_figure, found), "study")
    columns = ("group", "weeks", "share_before", "share_after", "change", "placebos", "place")
    table_block(found, columns, "Before and after", rows=found.frame[found.frame["level"] == "event"])
