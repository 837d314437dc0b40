"""Takes the line above a picture and its legend out of a figure, as HTML that wraps on a narrow page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from app.charts.canvas import MARK

ABOVE, LEAST = 22, 6  # pixels that stay above the plot: with something written at its upper edge, and without
MARKED = 30  # pixels above the plot for the mark of sample data, which no picture of the page may lose


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend; the name is escaped as Plotly and HTML read it."""

    name: str
    colour: str
    dashed: bool


@dataclass(frozen=True, slots=True)
class Lifted:
    """What was taken out, as HTML; `ends` tells a figure that names its lines where they end.

    The legend of such a figure is for narrow pages alone, which have no room for those names.
    """

    html: str
    ends: bool


def lift_words(figure: go.Figure, *, named: bool = False) -> Lifted:
    """Take the line above and the legend out of the figure; with `named`, the lines are named elsewhere already.

    The names in a figure are escaped already (`plotly_text`), and Plotly's escapes are HTML's.
    """
    whole = str(figure.layout.title.text or "")
    above, marked = whole.removeprefix(MARK), whole.startswith(MARK)
    line = f'<p class="ms-small ms-above">{above}</p>' if above else ""
    always = bool(figure.layout.showlegend)
    entries = _entries(figure)
    ends = bool(figure.layout.annotations and entries) and not always
    items = "".join(_item(each) for each in entries) if (always or ends) and not named else ""
    top = MARKED if marked else ABOVE if figure.layout.annotations or named else LEAST
    figure.update_layout(title={"text": MARK.rstrip(" ·") if marked else ""}, showlegend=False, margin={"t": top})
    kind = "ms-legend ms-always" if always else "ms-legend"
    legend = f'<ul class="{kind}">{items}</ul>' if items else ""
    return Lifted(f'<div class="ms">{line}{legend}</div>', ends)


def lift_names(figure: go.Figure) -> list[Entry]:
    """Take a legend out of a figure that shows one, as its entries; empty for figures that show none."""
    if not figure.layout.showlegend:
        return []
    figure.update_layout(showlegend=False)
    return _entries(figure)


def _entries(figure: go.Figure) -> list[Entry]:
    return [_entry(trace) for trace in figure.data if trace.name and trace.showlegend is not False]


def _entry(trace: Any) -> Entry:
    line = trace.line if hasattr(trace, "line") else None
    colour = (line.color if line is not None else None) or trace.marker.color
    return Entry(trace.name, colour, dashed=bool(line is not None and line.dash not in (None, "solid")))


def _item(each: Entry) -> str:
    look = f"border-color:{each.colour}" if each.dashed else f"background:{each.colour}"
    swatch = f'<span class="ms-swatch{" ms-dashed" if each.dashed else ""}" style="{look}" aria-hidden="true"></span>'
    return f"<li>{swatch}{each.name}</li>"
