"""A chart or table among several on one page, each with its words, evidence and files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from app.charts import captions
from app.charts.cells import html_table
from app.charts.escape import html_text
from app.charts.shape import drawn
from app.measures.result import Measured
from dashboard.parts.chart import event_list, evidence, picture_of, put, take_along
from dashboard.parts.frame import theme

MOST_ROWS = 60


def said(measured: Measured) -> None:
    """Title, scope and finding of an answer."""
    finding = captions.finding(measured)
    line = f'<p class="ms-finding">{html_text(finding)}</p>' if finding else ""
    st.html(
        f'<div class="ms"><h2 class="ms-title">{html_text(captions.title(measured))}</h2>'
        f'<p class="ms-quiet">{html_text(captions.subtitle(measured))}</p>{line}</div>'
    )


def figure_block(measured: Measured, figure: go.Figure, key: str) -> None:
    """A chart with its words, notes, sources and files; `key` tells it from the page's other charts."""
    said(measured)
    picture(measured, figure, key)
    below(measured, key)


def picture(measured: Measured, figure: go.Figure, key: str) -> None:
    """A chart alone, for an answer whose words and sources stand around it already."""
    put(picture_of(measured, figure), f"figure-{key}")


def table_block(
    measured: Measured, columns: Sequence[str], caption: str, *, rows: pd.DataFrame | None = None, most: int = MOST_ROWS
) -> None:
    """The first rows as a table; the rest are in the files."""
    shown = measured.frame if rows is None else rows
    more = f" (the first {most} of {len(shown):,}; the file has all)" if len(shown) > most else ""
    st.html(html_table(measured, columns, shown.head(most), caption + more))


def below(measured: Measured, key: str) -> None:
    """The events that are marked, notes, sources, permalink, citation and files."""
    event_list(measured)
    st.html(evidence(measured))
    take_along(measured, drawn(measured), key)


def heading(text: str, quiet: str = "") -> None:
    """A page's own title, with a sentence below it."""
    below_it = f'<p class="ms-quiet">{html_text(quiet)}</p>' if quiet else ""
    st.html(f'<div class="ms"><h1 class="ms-title">{html_text(text)}</h1>{below_it}</div>')


def part(text: str, quiet: str = "") -> None:
    """The title of a large part of a page, with a sentence below it."""
    below_it = f'<p class="ms-quiet">{html_text(quiet)}</p>' if quiet else ""
    st.html(f'<div class="ms"><h2 class="ms-title">{html_text(text)}</h2>{below_it}</div>')


def minor(text: str, quiet: str = "") -> None:
    """The title of a small part, with a sentence below it."""
    below_it = f'<p class="ms-small">{html_text(quiet)}</p>' if quiet else ""
    st.html(f'<div class="ms"><h3 class="ms-title ms-minor">{html_text(text)}</h3>{below_it}</div>')


def drawn_in(figure: Callable[..., go.Figure], measured: Measured, **more: object) -> go.Figure:
    """`figure` of the answer in the reader's theme."""
    return figure(measured, theme=theme(), **more)
