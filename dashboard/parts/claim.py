"""The field for a claim: what stands in it is in the address bar."""

from __future__ import annotations

import streamlit as st

from app.view import View
from dashboard.parts import link
from dashboard.parts.fields import keyed


def claim_field(view: View, most: int) -> None:
    """One line of text; written into the view when it is entered."""
    key = keyed("claim", view.claim or "")
    st.text_input(
        "Claim",
        key=key,
        max_chars=most,
        placeholder="Chinese models are 61% of all tokens on OpenRouter in June 2026",
        on_change=_write,
        args=(view, link.query(), key),
    )


def _write(view: View, address: str, key: str) -> None:
    line = " ".join(st.session_state[key].split())
    link.change(link.current(view, address), claim="".join(each for each in line if each.isprintable()) or None)
