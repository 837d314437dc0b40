"""A chart with everything that belongs to it: title, legend, notes, sources, permalink, files."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from app.charts import captions, wording
from app.charts.apart import lift_words
from app.charts.canvas import CROWDED
from app.charts.escape import html_text
from app.charts.event_marks import said
from app.charts.figures import figure_for
from app.charts.labels import ROOM
from app.charts.legend import legend
from app.charts.shape import drawn
from app.charts.since_release import aligned
from app.export.citation import citation_bibtex, citation_text
from app.measures.own_events import marked_with
from app.measures.result import Measured
from app.view import FIRST_DAY, LAST_DAY, Layout, Measure, View
from dashboard.parts.basket import add_button
from dashboard.parts.copy import copy_button
from dashboard.parts.files import files
from dashboard.parts.frame import theme
from dashboard.parts.link import change, on_one_axis, permalink
from dashboard.parts.own_events import own_events

CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "toImage"]}


def chart_block(measured: Measured) -> None:
    """Title, chart, notes, sources and files of a measure's answer."""
    shown: Measured = drawn(measured)
    draw = figure_for(shown.view.measure)
    over_time = shown.view.measure in (Measure.SHARE, Measure.RANK) or on_one_axis(shown.view)
    brushed = over_time and not aligned(shown.view)
    if brushed:
        shown = marked_with(shown, own_events())
    elif over_time and own_events() and not shown.events:
        shown = replace(shown, notes=(wording.UNALIGNED, *shown.notes))
    heading(shown)
    figure = draw(shown, theme())
    if brushed:
        # Streamlit would tell of one line alone where the layout itself names no hover mode.
        figure.update_layout(dragmode="select", selectdirection="h", hovermode="x unified")
    taken = partial(brush, shown.view) if brushed else "ignore"
    plot(shown, figure, "chart", named=True, on_select=taken, selection_mode="box")
    event_list(shown)
    evidence(shown)
    take_along(measured)


def plot(measured: Measured, figure: go.Figure, key: str, *, named: bool = False, **more: Any) -> None:
    """A figure under its words as text; with `named`, its lines are named in the page already.

    Where names stand beside the lines, a narrow page shows the plot alone over its whole width.
    """
    lifted = lift_words(figure, named=named)
    st.html(lifted.html)
    beside = figure.layout.xaxis.domain == (0, ROOM)
    several = measured.view.layout is not Layout.ONE and measured.view.measure is Measure.SHARE
    alone = CROWDED if figure.layout.meta == CROWDED else "picture"
    kind = "multiples" if several else "labelled" if beside else "ends" if lifted.ends else alone
    with st.container(key=f"{kind}-{key}"):
        st.plotly_chart(
            figure,
            theme=None,
            key=key,
            config=CONFIG,
            alt=f"{captions.title(measured)}. {captions.finding(measured)}",
            **more,
        )


def brush(view: View) -> None:
    """Take the days that a reader has drawn over for the window."""
    boxes = st.session_state["chart"].selection.box
    if not boxes:
        return
    first, last = sorted(dt.date.fromisoformat(str(edge)[:10]) for edge in boxes[0]["x"][:2])
    if FIRST_DAY <= first <= last <= LAST_DAY:
        change(view, since=first, until=last)


def heading(measured: Measured) -> None:
    """What the chart shows, out of what, and the newest period in words."""
    finding = captions.finding(measured)
    said = f'<p class="ms-finding">{html_text(finding)}</p>' if finding else ""
    st.html(
        f'<div class="ms"><h2 class="ms-title">{html_text(captions.title(measured))}</h2>'
        f'<p class="ms-quiet">{html_text(captions.subtitle(measured))}</p>{said}{legend(measured)}</div>'
    )


def event_list(measured: Measured) -> None:
    """The events that the chart marks, each with its date, confidence and source."""
    if measured.events:
        with st.expander(f"Events in this chart ({len(measured.events)})"):
            lines = [f"<li>{html_text(said(event))}</li>" for event in measured.events]
            st.html(f'<ul class="ms ms-list">{"".join(lines)}</ul>')


def evidence(measured: Measured, *, noted: bool = True) -> None:
    """Notes and source lines, in the form that the licences ask for; not `noted` where no chart stands above them."""
    lines = [*(wording.notes(measured) if noted else ()), *wording.source_lines(measured)]
    st.html('<div class="ms ms-small">' + "".join(f"<p>{html_text(line, 2_000)}</p>" for line in lines) + "</div>")


def take_along(measured: Measured, key: str = "") -> None:
    """The permalink, the citation and the files; `key` tells the chart from the page's others."""
    address, ending = permalink(measured.view), f"-{key}" if key else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"along{ending}"):
        st.code(address, language=None, wrap_lines=True, width="stretch")
        copy_button("Copy link", address)
        with st.popover("Copy citation", icon=":material/format_quote:", key=f"cite{ending}"):
            shown = drawn(measured)
            for kind, cited in (("text", citation_text), ("BibTeX", citation_bibtex)):
                text = cited(shown, address)
                copy_button(f"Copy as {kind}", text)
                st.code(text, language=None, wrap_lines=True)
        add_button(measured.view, f"briefing-add{ending}")
        files(measured, f"file{ending}")
