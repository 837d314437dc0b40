"""The banners above a page's content: sample data, data that stand still, how fresh each platform is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import streamlit as st

from app.charts.escape import html_text
from app.charts.status import freshness_line, warnings
from app.charts.wording import SYNTHETIC
from app.view import Platform
from dashboard.parts.frame import mark_note
from dashboard.session import Standing


def banners(now: Standing, platforms: Iterable[Platform] = tuple(Platform)) -> None:
    """What a reader must know before any number of these platforms."""
    moment = dt.datetime.now(dt.UTC)
    if now.synthetic:
        mark_note(f"{SYNTHETIC}: every number on this page is made up and describes nobody.")
    for platform in platforms:
        for warning in warnings(now.freshness[platform], moment):
            mark_note(warning)


def freshness_lines(now: Standing, platforms: Iterable[Platform] = tuple(Platform)) -> None:
    """When each platform was last collected, and its newest day."""
    lines = [f"<p>{html_text(freshness_line(now.freshness[platform]))}</p>" for platform in platforms]
    st.html(f'<div class="ms ms-small">{"".join(lines)}</div>')
