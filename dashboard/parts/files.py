"""The files of a chart, behind one button: made when they are asked for, never before."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.charts.figures import is_drawn
from app.charts.shape import Drawn
from app.export.look import SCALES, Look, Shape, Titles
from app.export.metadata import MEDIA_TYPES
from app.export.names import file_stem
from app.export.picture import INSTALL, find_browser
from app.export.table import measure_csv
from app.export.take_out import PICTURES, content
from app.measures.result import Measured
from dashboard.parts.frame import theme
from dashboard.parts.link import permalink

LABELS = {
    "pptx": "Slide with an editable chart (PPTX)",
    "xlsx": "Sheet with a chart (XLSX)",
    "png": "Picture (PNG)",
    "svg": "Picture (SVG)",
    "pdf": "Page (PDF)",
    "html": "Page that works offline (HTML)",
    "csv": "Data as drawn (CSV)",
    "parquet": "Data as drawn (Parquet)",
    "json": "Metadata (JSON)",
}
TITLES = {Titles.NEUTRAL: "Neutral", Titles.CLAIM: "Says the finding"}
SHAPES = {Shape.WIDE: "16:9", Shape.SQUARE: "Square", Shape.A4_HALF: "Half of A4"}


def files(measured: Measured, shown: Drawn, key: str) -> None:
    """Everything that can be taken along of an answer and of what is shown of it; `key` tells the chart from others."""
    with st.popover("Download", icon=":material/download:"):
        _list(measured, shown, key)


def _list(measured: Measured, shown: Drawn, key: str) -> None:
    pictures = is_drawn(shown.view.measure) and find_browser() is not None
    look = _look(shown, key, pictures=pictures)
    stem = file_stem(measured)
    for kind, label in LABELS.items():
        if (kind in PICTURES and not pictures) or (kind == "html" and not is_drawn(shown.view.measure)):
            continue
        st.download_button(
            label,
            data=partial(content, shown, kind, look),
            file_name=f"{stem}.metadata.json" if kind == "json" else f"{stem}.{kind}",
            mime=MEDIA_TYPES[kind],
            on_click="ignore",
            width="stretch",
            key=f"{key}-{kind}",
        )
    if len(measured.frame) != len(shown.frame):
        st.download_button(
            "Data, every group (CSV)",
            data=partial(measure_csv, measured),
            file_name=f"{stem}-every-group.csv",
            mime=MEDIA_TYPES["csv"],
            on_click="ignore",
            width="stretch",
            key=f"{key}-every",
        )
    if is_drawn(shown.view.measure) and not pictures:
        st.caption(f"Pictures and PDF need a browser on the machine that serves this page. {INSTALL}")


def _look(shown: Drawn, key: str, *, pictures: bool) -> Look:
    dark, link = theme().name == "dark", permalink(shown.view)
    titles = st.segmented_control(
        "Title",
        list(TITLES),
        format_func=TITLES.__getitem__,
        default=Titles.NEUTRAL,
        required=True,
        key=f"{key}-titles",
    )
    if not pictures:
        return Look(dark=dark, titles=Titles(titles or Titles.NEUTRAL), link=link)
    shape = st.segmented_control(
        "Size", list(SHAPES), format_func=SHAPES.__getitem__, default=Shape.WIDE, required=True, key=f"{key}-shape"
    )
    scale = st.segmented_control(
        "Pixels of a PNG", SCALES, format_func=lambda each: f"{each}x", default=2, required=True, key=f"{key}-scale"
    )
    transparent = st.toggle("Pictures without a ground", key=f"{key}-transparent")
    return Look(
        dark=dark,
        transparent=transparent,
        shape=Shape(shape or Shape.WIDE),
        scale=scale or 2,
        titles=Titles(titles or Titles.NEUTRAL),
        link=link,
    )
