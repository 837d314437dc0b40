"""The reader's own events: read from a file, kept for this visit, and shown beside the registry's."""

from __future__ import annotations

import streamlit as st

from app.errors import ModelshareError
from app.measures.own_events import COLUMNS, read_own_events
from app.measures.result import DatedEvent
from dashboard.parts.frame import stop_note

KEY, READ = "own-events", "own-events-read"
EXAMPLE = (
    ",".join(COLUMNS)
    + "\n2026-07-14,,company,We moved our agents to another model,alibaba,Our change log\n"
    + "2026-06-01,2026-06-30,us_policy,Our review of export rules,,Our legal team\n"
)


def own_events() -> list[DatedEvent]:
    """The events of the file that was read last; none before one was."""
    found: list[DatedEvent] = st.session_state.get(KEY, [])
    return found


def own_events_field() -> None:
    """Where a file of events is opened, and its events are dropped again."""
    held = own_events()
    title = f"Events of your own ({len(held)})" if held else "Add events of your own from a file"
    with st.expander(title):
        st.caption(
            "A CSV file with the columns date and title and, where known, end_date, kind, lab_id and source. It is "
            "read for this visit and not stored; its events stand in the list, are marked on the "
            "charts of shares and ranks, and can be studied below."
        )
        file = st.file_uploader("Your events", type="csv", max_upload_size=1, key="own-events-file")
        if file is not None and st.session_state.get(READ) != file.file_id:
            st.session_state[READ] = file.file_id
            try:
                st.session_state[KEY] = read_own_events(file.getvalue())
                st.rerun()
            except ModelshareError as problem:
                stop_note(problem.message, problem.advice)
        with st.container(horizontal=True):
            st.download_button("An example file", EXAMPLE, "events.csv", "text/csv", on_click="ignore")
            st.button("Drop your events", disabled=not held, on_click=_drop)


def _drop() -> None:
    st.session_state[KEY] = []
