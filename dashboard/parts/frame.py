"""The frame of every page: the theme, and what a reader is told when something cannot be shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app.charts.escape import html_text
from app.charts.theme import Theme, theme_named
from app.errors import ModelshareError
from dashboard.parts.copy import listen
from dashboard.parts.style import style_sheet

log = logging.getLogger(__name__)


def theme() -> Theme:
    """The theme that the reader's browser shows."""
    return theme_named(st.context.theme.type)


def begin() -> None:
    """What stands before every page: the style sheet, and what makes its copy buttons work."""
    st.html(style_sheet(theme()))
    listen()


@contextmanager
def told() -> Iterator[None]:
    """Say in the page what this program can explain; anything else is Streamlit's to show and the log's to keep."""
    try:
        yield
    except ModelshareError as problem:
        log.warning("%s: %s", type(problem).__name__, problem)
        stop_note(problem.message, problem.advice)


def stop_note(message: str, advice: str = "", address: str = "") -> None:
    """A sentence about what cannot be shown, and what to do; `address` is where it is shown."""
    said = f"<strong>{html_text(message)}</strong>" + (f"<br>{html_text(advice)}" if advice else "")
    if address:
        said += f' <a href="{html_text(address, 5_000)}" target="_self">Open it on its own page</a>.'
    st.html(f'<div class="ms ms-stop" role="alert">{said}</div>')


def mark_note(text: str) -> None:
    """A banner that a reader must not miss."""
    st.html(f'<div class="ms ms-mark" role="note">{html_text(text)}</div>')
