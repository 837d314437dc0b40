"""A chart with everything that belongs to it: title, legend, notes, sources, permalink, files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from app.charts import captions, wording
from app.charts.apart import lift_words
from app.charts.canvas import CROWDED
from app.charts.defined import definition_html
from app.charts.escape import html_text
from app.charts.event_marks import said
from app.charts.figures import figure_for
from app.charts.labels import ROOM
from app.charts.legend import legend
from app.charts.shape import Drawn, aligned, drawn
from app.charts.theme import Theme
from app.export.citation import citation_bibtex, citation_text
from app.export.elsewhere import command_line, frame_code
from app.measures.own_events import marked_with
from app.measures.result import DatedEvent, Measured
from app.view import FIRST_DAY, LAST_DAY, Layout, Measure, View
from dashboard.parts.basket import add_button
from dashboard.parts.copy import copies, copy_button, copyable
from dashboard.parts.files import files
from dashboard.parts.frame import theme
from dashboard.parts.link import change, current, on_one_axis, permalink, query
from dashboard.parts.own_events import own_events
from dashboard.session import Standing, kept

EMBEDDED = (
    "The frame shows this chart, live, wherever its address can be reached. A page that needs no network is under "
    "Download. The command writes the data; chart.svg or chart.pptx in place of chart.csv make a picture or a slide."
)
CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "toImage"]}


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure ready for a page: the words above it as HTML, how its place behaves, and what is read out of it."""

    figure: go.Figure
    words: str
    kind: str
    alt: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a chart's answer looks like in one theme; `brushed` where a reader may draw over days to choose them.

    `taken` is what leaves the page: without the reader's own events, which `marked` holds too.
    """

    taken: Drawn
    marked: Measured
    heading: str
    picture: Picture
    evidence: str
    brushed: bool


def chart_block(now: Standing, measured: Measured, controls: Callable[[], None]) -> None:
    """Title, chart, controls, notes, sources and files of a measure's answer.

    The chart is what a reader waits for, so it is sent before the controls, which stand above it in the page.
    """
    own = tuple(own_events())
    sheet = kept(now, measured.view, (theme().name, repr(own)), partial(_sheet, measured, theme(), own))
    st.html(sheet.heading)
    taken = partial(brush, measured.view, query()) if sheet.brushed else "ignore"
    put(sheet.picture, "chart", on_select=taken, selection_mode="box")
    controls()
    event_list(sheet.marked)
    st.html(sheet.evidence)
    take_along(measured, sheet.taken)


def _sheet(measured: Measured, theme: Theme, own: Sequence[DatedEvent]) -> Sheet:
    taken = drawn(measured)
    shown: Measured = taken
    over_time = shown.view.measure in (Measure.SHARE, Measure.RANK) or on_one_axis(shown.view)
    brushed = over_time and not aligned(shown.view)
    if brushed:
        shown = marked_with(shown, own)
    elif over_time and own and not shown.events:
        shown = replace(shown, notes=(wording.UNALIGNED, *shown.notes))
    figure = figure_for(shown.view.measure)(shown, theme)
    if brushed:
        # Streamlit would tell of one line alone where the layout itself names no hover mode.
        figure.update_layout(dragmode="select", selectdirection="h", hovermode="x unified")
    return Sheet(taken, shown, heading(shown), picture_of(shown, figure, named=True), evidence(shown), brushed)


def picture_of(measured: Measured, figure: go.Figure, *, named: bool = False) -> Picture:
    """A figure with its words taken out as text; with `named`, its lines are named in the page already.

    Where names stand beside the lines, a narrow page shows the plot alone over its whole width.
    """
    lifted = lift_words(figure, named=named)
    beside = figure.layout.xaxis.domain == (0, ROOM)
    several = measured.view.layout is not Layout.ONE and measured.view.measure is Measure.SHARE
    named_beside = "labelled" if beside else "ends" if lifted.ends else "picture"
    kind = "multiples" if several else CROWDED if figure.layout.meta == CROWDED else named_beside
    return Picture(figure, lifted.html, kind, f"{captions.title(measured)}. {captions.finding(measured)}")


def put(picture: Picture, key: str, **more: Any) -> None:
    """Draw a picture in the page, under its words."""
    st.html(picture.words)
    with st.container(key=f"{picture.kind}-{key}"):
        st.plotly_chart(picture.figure, theme=None, key=key, config=CONFIG, alt=picture.alt, **more)


def brush(view: View, address: str) -> None:
    """Take the days that a reader has drawn over for the window."""
    boxes = st.session_state["chart"].selection.box
    if not boxes:
        return
    first, last = sorted(dt.date.fromisoformat(str(edge)[:10]) for edge in boxes[0]["x"][:2])
    if FIRST_DAY <= first <= last <= LAST_DAY:
        change(current(view, address), since=first, until=last)


def heading(measured: Measured) -> str:
    """What the chart shows, out of what, and the newest period in words, as HTML."""
    finding = captions.finding(measured)
    said = f'<p class="ms-finding">{html_text(finding)}</p>' if finding else ""
    return (
        f'<div class="ms"><h2 class="ms-title">{html_text(captions.title(measured))}</h2>'
        f'<p class="ms-quiet">{html_text(captions.subtitle(measured))}</p>{said}{legend(measured)}</div>'
    )


def event_list(measured: Measured) -> None:
    """The events that the chart marks, each with its date, confidence and source."""
    if measured.events:
        with st.expander(f"Events in this chart ({len(measured.events)})"):
            lines = [f"<li>{html_text(said(event))}</li>" for event in measured.events]
            st.html(f'<ul class="ms ms-list">{"".join(lines)}</ul>')


def evidence(measured: Measured, *, noted: bool = True) -> str:
    """Notes, source lines in the form that the licences ask for, and the definition, as HTML.

    Not `noted` where no chart is above.
    """
    notes = [note for note in wording.notes(measured) if note != captions.finding(measured)] if noted else []
    lines = [*notes, *wording.source_lines(measured)]
    said = "".join(f"<p>{html_text(line, 2_000)}</p>" for line in lines)
    return f'<div class="ms ms-small">{said}{definition_html(measured.definition)}</div>'


def take_along(measured: Measured, shown: Drawn, key: str = "") -> None:
    """The permalink, the citation and the files of an answer and of what is shown of it.

    `key` tells the chart from the page's others.
    """
    address, ending = permalink(measured.view), f"-{key}" if key else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"along{ending}"):
        copyable(address)
        copy_button("Copy link", address)
        with st.popover("Copy citation", icon=":material/format_quote:", key=f"cite{ending}"):
            cited = {"Copy as text": citation_text, "Copy as BibTeX": citation_bibtex}
            copies({label: words(shown, address) for label, words in cited.items()})
        with st.popover("Embed", icon=":material/code:", key=f"embed{ending}"):
            copies({"Copy HTML": frame_code(shown, address), "Copy command": command_line(measured.view)}, EMBEDDED)
        add_button(measured.view, f"briefing-add{ending}")
        files(measured, shown, f"file{ending}")
