"""Which chart draws which measure."""

from __future__ import annotations

from app.charts.framed import Draw
from app.charts.rank_chart import rank_figure
from app.charts.share_chart import share_figure
from app.errors import ViewError
from app.view import Measure

_FIGURES: dict[Measure, Draw] = {
    Measure.SHARE: share_figure,
    Measure.RANK: rank_figure,
}


def figure_for(measure: Measure) -> Draw:
    """The function that draws a measure's answer; raises `ViewError` for a measure that is a table alone."""
    draw = _FIGURES.get(measure)
    if draw is None:
        raise ViewError(f"There is no picture of the measure {measure}. Take its data as csv or json.")
    return draw
