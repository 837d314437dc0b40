"""A chart with everything that belongs to it: title, legend, notes, sources, permalink, files."""

from __future__ import annotations

import datetime as dt
from functools import partial

import streamlit as st

from app.charts import wording
from app.charts.escape import html_text
from app.charts.event_marks import said
from app.charts.figures import figure_for
from app.charts.legend import legend
from app.charts.shape import Drawn, drawn
from app.charts.since_release import aligned
from app.export.citation import citation_bibtex, citation_text
from app.measures.result import Measured
from app.view import FIRST_DAY, LAST_DAY, Layout, Measure, View
from dashboard.parts.basket import add_button
from dashboard.parts.files import files
from dashboard.parts.frame import theme
from dashboard.parts.link import change, permalink


def chart_block(measured: Measured) -> None:
    """Title, chart, notes, sources and files of a measure's answer."""
    shown = drawn(measured)
    heading(shown)
    draw = figure_for(shown.view.measure)
    brushed = shown.view.measure in (Measure.SHARE, Measure.RANK) and not aligned(shown.view)
    with st.container(key="chart-one" if shown.view.layout is Layout.ONE else "chart-multiples"):
        figure = draw(shown, theme())
        if brushed:
            figure.update_layout(dragmode="select", selectdirection="h")
        st.plotly_chart(
            figure,
            theme=None,
            key="chart",
            config={"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "toImage"]},
            on_select=partial(brush, shown.view) if brushed else "ignore",
            selection_mode="box",
            alt=f"{wording.title(shown)}. {wording.finding(shown)}",
        )
    event_list(shown)
    evidence(shown)
    take_along(measured, shown)


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
    finding = wording.finding(measured)
    said = f'<p class="ms-finding">{html_text(finding)}</p>' if finding else ""
    st.html(
        f'<div class="ms"><h2 class="ms-title">{html_text(wording.title(measured))}</h2>'
        f'<p class="ms-quiet">{html_text(wording.subtitle(measured))}</p>{said}{legend(measured)}</div>'
    )


def event_list(measured: Measured) -> None:
    """The events that the chart marks, each with its date, confidence and source."""
    if measured.events:
        with st.expander(f"Events in this chart ({len(measured.events)})"):
            lines = [f"<li>{html_text(said(event))}</li>" for event in measured.events]
            st.html(f'<ul class="ms ms-list">{"".join(lines)}</ul>')


def evidence(measured: Measured) -> None:
    """Notes and source lines, in the form that the licences ask for."""
    lines = [*wording.notes(measured), *wording.source_lines(measured)]
    st.html('<div class="ms ms-small">' + "".join(f"<p>{html_text(line, 2_000)}</p>" for line in lines) + "</div>")


def take_along(measured: Measured, shown: Drawn) -> None:
    """The permalink, and the files: made when they are asked for, never before."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.code(permalink(measured.view), language=None, wrap_lines=True, width="stretch")
        with st.popover("Cite", icon=":material/format_quote:"):
            st.code(citation_text(shown, permalink(shown.view)), language=None, wrap_lines=True)
            st.code(citation_bibtex(shown, permalink(shown.view)), language="bibtex", wrap_lines=True)
        add_button(measured.view)
        files(measured)
