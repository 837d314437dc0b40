"""What a page says where there is nothing to show yet."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from app.charts import wording
from app.charts.escape import html_text
from app.errors import ViewError
from app.measures.result import Measured
from app.view import Measure, Platform
from dashboard.parts.names import PLATFORMS
from dashboard.session import Standing


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


def nothing_drawn(now: Standing, platforms: Iterable[Platform], answer: Measured | ViewError) -> None:
    """Why a chart of these platforms is not there; raises the answer where it is a refusal, which the frame tells."""
    never = next((each for each in platforms if now.freshness[each].newest_day is None), None)
    if never is not None:
        nothing_stored(never)
    elif isinstance(answer, ViewError):
        raise answer
    elif answer.view.measure is Measure.PLATFORMS:
        nothing_for("No period of this window has values on both platforms.", wording.coverage_note(answer))
    else:
        advice = f"{wording.coverage_note(answer)} Choose another window or platform above."
        nothing_for("No stored day lies in this window.", advice)


def nothing_for(what: str, advice: str) -> None:
    """Data are stored, but there is nothing to draw of this: what is missing, and what to do."""
    st.html(
        f'<div class="ms ms-empty" role="status"><p><strong>{html_text(what)}</strong></p>'
        f"<p>{html_text(advice)}</p></div>"
    )
