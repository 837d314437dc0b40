"""The legend as HTML, for pages too narrow for labels beside the lines."""

from __future__ import annotations

from app.charts import wording
from app.charts.colours import colour_of
from app.charts.escape import html_text
from app.charts.shape import drawn, groups
from app.measures.result import Measured


def legend(measured: Measured) -> str:
    """A list of the drawn groups with colour and newest share."""
    shown = drawn(measured)
    frame = shown.frame
    if frame.empty:
        return ""
    newest = frame[frame["date"] == frame["date"].max()].set_index("group")["share"]
    items = []
    for group in groups(shown):
        colour, name = colour_of(group, shown.view.by), html_text(wording.short_label(shown, group), 40)
        share = wording.percent(float(newest[group])) if group in newest.index else "–"
        swatch = f'<span class="ms-swatch" style="background:{colour}" aria-hidden="true"></span>'
        items.append(f"<li>{swatch}{name} <strong>{share}</strong></li>")
    return f'<ul class="ms ms-legend">{"".join(items)}</ul>'
