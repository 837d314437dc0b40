"""The briefing that a reader is putting together: kept in the session, and carried away as a file."""

from __future__ import annotations

import streamlit as st

from app.export.briefing import MOST, Briefing
from app.view import View

KEY = "briefing"


def basket() -> Briefing:
    """The briefing as it stands."""
    held = st.session_state.get(KEY)
    return held if isinstance(held, Briefing) else Briefing()


def keep(briefing: Briefing) -> None:
    """Put this briefing in the place of the other."""
    st.session_state[KEY] = briefing


def add_button(view: View, key: str = "briefing-add") -> None:
    """Adds the chart to the briefing; tells where it is already in it."""
    count = len(basket().charts)
    there = any(each.view == view for each in basket().charts)
    st.button(
        "In the briefing" if there else "Add to briefing",
        icon=":material/check:" if there else ":material/add:",
        help=f"{count} chart{'' if count == 1 else 's'} in the briefing. The Export page makes slides of them.",
        disabled=there or count >= MOST,
        key=key,
        on_click=_add,
        args=(view,),
    )


def _add(view: View) -> None:
    keep(basket().with_chart(view))
