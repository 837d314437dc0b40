"""The legend as HTML, for pages too narrow for labels beside the lines."""

from __future__ import annotations

import pandas as pd

from app.charts import wording
from app.charts.both_chart import shown as lines_of
from app.charts.canvas import newest_rows
from app.charts.colours import colour_of
from app.charts.escape import html_text
from app.charts.shape import drawn, groups
from app.charts.top_table import PLACES
from app.measures.result import Measured
from app.view import Measure, Scale


def legend(measured: Measured) -> str:
    """A list of the drawn groups with colour and share, or of a ranking's first places, in the newest whole period."""
    shown = drawn(measured)
    frame = shown.frame
    if shown.view.measure is Measure.PLATFORMS:
        return _of_both(shown)
    if frame.empty or not {"date", "group", "share"} <= set(frame.columns):
        return ""
    newest = newest_rows(frame).set_index("group")
    ranked = shown.view.measure is Measure.RANK
    items = []
    for group in _first_places(newest) if ranked else groups(shown):
        items.append(_item(shown, group, _figure(newest, group, ranked=ranked)))
    return _listed(items)


def _of_both(shown: Measured) -> str:
    """The groups of the lines on both platforms, with the newest share on each; nothing for one against one."""
    frame = shown.frame
    if frame.empty or shown.view.scale is not Scale.LINES:
        return ""
    newest = newest_rows(frame).set_index("group")
    items = []
    for group in lines_of(shown):
        sides = {"OR": "share", "HF": "hub_share"}
        said = [f"{side} {_percent(newest, group, column)}" for side, column in sides.items()]
        items.append(_item(shown, group, ", ".join(said)))
    return _listed(items)


def _item(shown: Measured, group: str, figure: str) -> str:
    colour, name = colour_of(group, shown.view.by), html_text(wording.short_label(shown, group), 40)
    swatch = f'<span class="ms-swatch" style="background:{colour}" aria-hidden="true"></span>'
    return f"<li>{swatch}{name} <strong>{figure}</strong></li>"


def _listed(items: list[str]) -> str:
    return f'<ul class="ms ms-legend">{"".join(items)}</ul>'


def _first_places(newest: pd.DataFrame) -> list[str]:
    return [str(group) for group in newest.index[newest["rank"].le(PLACES).fillna(False)]]


def _figure(newest: pd.DataFrame, group: str, *, ranked: bool) -> str:
    if ranked and group in newest.index:
        return f"{newest['rank'][group]}."
    return _percent(newest, group, "share")


def _percent(newest: pd.DataFrame, group: str, column: str) -> str:
    return wording.percent(float(newest[column][group])) if group in newest.index else "–"
