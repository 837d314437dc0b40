"""What a page says where there is nothing to show yet."""

from __future__ import annotations

import streamlit as st

from app.charts.escape import html_text
from app.view import Platform
from dashboard.parts.names import PLATFORMS


def nothing_stored(platform: Platform | None = None) -> None:
    """Nothing was collected yet: what to run."""
    what = f"from {PLATFORMS[platform]} " if platform else ""
    name = f" {platform.value}" if platform else ""
    st.html(
        f'<div class="ms ms-empty" role="status"><p><strong>Nothing {what}is stored yet.</strong></p>'
        f"<p>Collect from the platform with <code>modelshare collect{name}</code>, or start everything with "
        "<code>make up</code>. To look around first, <code>make demo</code> fills a database of its own with "
        "synthetic sample data and needs no network.</p><p>This page shows the data as soon as a collection is "
        "complete: load it again.</p></div>"
    )


def nothing_here(first_to_last: str) -> None:
    """Data are stored, but not for this view."""
    nothing_for("No stored day lies in this window.", f"{first_to_last} Choose another window or platform above.")


def nothing_for(what: str, advice: str) -> None:
    """Data are stored, but there is nothing to draw of this: what is missing, and what to do."""
    st.html(
        f'<div class="ms ms-empty" role="status"><p><strong>{html_text(what)}</strong></p>'
        f"<p>{html_text(advice)}</p></div>"
    )
