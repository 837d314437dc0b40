"""Puts a native chart of points on a slide."""

from __future__ import annotations

from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.util import Pt

from app.charts.escape import plain
from app.export.series import Native, Series
from app.export.slide_parts import LETTERS, logarithmic, rgb, settle_axis

_chart_data: Any = XyChartData  # the slide library has no types


def points_of(chart: Native) -> tuple[Any, Any]:
    """The chart's type and its data, as the slide library takes them."""
    data = _chart_data(number_format="General")
    for each in chart.series:
        series = data.add_series(plain(each.name))
        for across, up in zip(each.across, each.values, strict=True):
            series.add_data_point(across, up)
    joined = any(each.joined for each in chart.series)
    return (XL_CHART_TYPE.XY_SCATTER_LINES if joined else XL_CHART_TYPE.XY_SCATTER), data


def dress_points(drawn: Any, chart: Native) -> None:
    """Colours, names beside points, and both axes."""
    for made, each in zip(drawn.plots[0].series, chart.series, strict=True):
        _series(made, each)
    assert chart.across is not None
    axis = drawn.category_axis  # of points it is a value axis
    settle_axis(axis, chart.across.title, chart.across.number, chart.across.low, chart.across.high)
    axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH if chart.reverse else XL_TICK_LABEL_POSITION.LOW
    drawn.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.across.log:
        logarithmic(axis)


def _series(made: Any, each: Series) -> None:
    colour = rgb(each.colour)
    if each.joined:
        made.format.line.color.rgb, made.format.line.width = colour, Pt(1.5)
    else:
        made.format.line.fill.background()
    marker = made.marker
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 4 if each.joined else 8
    if each.hollow:
        marker.format.fill.background()
    else:
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = colour
    marker.format.line.color.rgb = colour
    for at, said in enumerate(each.said):
        if said:
            label = made.points[at].data_label
            label.text_frame.text = plain(said, 40)
            label.position = XL_LABEL_POSITION.ABOVE
            label.text_frame.paragraphs[0].runs[0].font.size = LETTERS
