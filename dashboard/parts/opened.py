"""How a page with several answers opens: the state of the data, the view of the link, banners, and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import streamlit as st

from app.view import Measure, Platform, View
from dashboard.parts import link
from dashboard.parts.banners import banners
from dashboard.parts.blocks import heading
from dashboard.parts.empty import nothing_stored
from dashboard.parts.frame import stop_note
from dashboard.session import Standing, standing


def explain(asked: link.Link) -> None:
    """Why the page does not show what its link asks for, and where that is shown; nothing where it does."""
    if asked.elsewhere:
        stop_note(
            "This link belongs to another page, so this page's own chart is shown.", asked.problem, asked.elsewhere
        )
    elif asked.problem:
        stop_note("This link is not understood, so the page's own chart is shown.", asked.problem)


def opened(
    own: View, platforms: Iterable[Platform], *, title: str = "", whole: bool = True, also: Collection[Measure] = ()
) -> tuple[Standing, View]:
    """The state of the data and the view; stops a `whole` page where one of its platforms was never collected.

    Without `platforms`, the banners are those of the view's own platform.
    `title` is the page's own, for a page that is stopped before it has one.
    `also` are the measures that the page shows beside its own, so that their links open it.
    """
    now, needed = standing(), tuple(platforms)
    asked = link.read(own, also)
    banners(now, needed or (asked.view.platform,))
    explain(asked)
    for platform in needed:
        if whole and now.freshness[platform].newest_day is None:
            if title:
                heading(title)
            nothing_stored(platform)
            st.stop()
    return now, asked.view
