"""The legend as HTML, for pages too narrow for labels beside the lines."""

from __future__ import annotations

import pandas as pd

from app.charts import wording
from app.charts.colours import colour_of
from app.charts.escape import html_text
from app.charts.shape import drawn, groups
from app.charts.top_table import PLACES
from app.measures.result import Measured
from app.view import Measure


def legend(measured: Measured) -> str:
    """A list of the drawn groups with colour and newest share, or of a ranking's first places."""
    shown = drawn(measured)
    frame = shown.frame
    if frame.empty or not {"date", "group", "share"} <= set(frame.columns):
        return ""
    newest = frame[frame["date"] == frame["date"].max()].set_index("group")
    ranked = shown.view.measure is Measure.RANK
    items = []
    for group in _first_places(newest) if ranked else groups(shown):
        colour, name = colour_of(group, shown.view.by), html_text(wording.short_label(shown, group), 40)
        share = _figure(newest, group, ranked=ranked)
        swatch = f'<span class="ms-swatch" style="background:{colour}" aria-hidden="true"></span>'
        items.append(f"<li>{swatch}{name} <strong>{share}</strong></li>")
    return f'<ul class="ms ms-legend">{"".join(items)}</ul>'


def _first_places(newest: pd.DataFrame) -> list[str]:
    return [str(group) for group in newest.index[newest["rank"].le(PLACES).fillna(False)]]


def _figure(newest: pd.DataFrame, group: str, *, ranked: bool) -> str:
    if group not in newest.index:
        return "–"
    return f"{newest['rank'][group]}." if ranked else wording.percent(float(newest["share"][group]))
