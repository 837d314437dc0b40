"""Puts a native chart on a slide: one that PowerPoint edits, with its data inside."""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_AXIS_CROSSES,
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE, MSO_PATTERN, MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from app.charts.escape import plain
from app.charts.theme import LIGHT
from app.export.native import Kind, Native, Series
from app.export.stage import Box
from app.export.xlsx import month_step, series_workbook
from app.view import Grain

_colour: Any = RGBColor  # the slide library has no types
_chart_data: Any = CategoryChartData

SHEET = "Sheet1"  # the name that the slide library gives the workbook inside
LETTERS = Pt(11)
NEAR = 0.05  # of the axis: line ends that lie nearer have their names in a legend
ROOM = 0.80  # of the width for the plot where names stand beside it

_TYPES = {
    (Kind.AREA, True): XL_CHART_TYPE.AREA_STACKED_100,
    (Kind.AREA, False): XL_CHART_TYPE.AREA_STACKED,
    (Kind.COLUMN, True): XL_CHART_TYPE.COLUMN_STACKED_100,
    (Kind.COLUMN, False): XL_CHART_TYPE.COLUMN_STACKED,
}


def add_chart(slide: Any, chart: Native, place: Box, alt: str, moment: dt.datetime) -> None:
    """Draw `chart` at `place`. `alt` is what a screen reader says, `moment` the time inside its workbook."""
    data = _chart_data(number_format="0.0%" if chart.number == "0%" else "General")
    data.categories = list(chart.names if chart.kind is Kind.COLUMN else chart.periods)
    for each in chart.series:
        data.add_series(plain(each.name), each.values)
    kind = _TYPES.get((chart.kind, chart.hundred), XL_CHART_TYPE.LINE)
    if chart.kind is Kind.LINE and (chart.reverse or len(chart.periods) == 1):
        kind = XL_CHART_TYPE.LINE_MARKERS
    frame = slide.shapes.add_chart(kind, place.left, place.top, place.width, place.height, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(alt, 900))
    frame.name = "Chart"
    drawn = frame.chart
    # The library's own workbook would read a name that begins with = as a formula, and holds the present time.
    drawn.part.chart_workbook.update_from_xlsx_blob(series_workbook(chart, SHEET, moment))
    drawn.font.size, drawn.font.color.theme_color = LETTERS, MSO_THEME_COLOR.TEXT_1
    drawn.has_title = False
    _set(drawn._chartSpace.chart, "c:dispBlanksAs", "gap")
    _series(drawn, chart)
    _time_axis(drawn.category_axis, chart)
    _value_axis(drawn.value_axis, chart)
    if chart.kind is Kind.LINE and _apart(chart):
        drawn.has_legend = False
        _name_ends(drawn, chart)
    else:
        drawn.has_legend = True
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.RIGHT, False
        drawn.legend.font.size = LETTERS


def _series(drawn: Any, chart: Native) -> None:
    plot = drawn.plots[0]
    if chart.kind is Kind.COLUMN:
        plot.gap_width, plot.overlap = 12, 100
    for made, each in zip(plot.series, chart.series, strict=True):
        colour = _rgb(each.colour)
        if chart.kind is Kind.LINE:
            _line(made, each, chart, colour)
            continue
        made.format.fill.solid()
        made.format.fill.fore_color.rgb = colour
        if chart.kind is Kind.COLUMN:
            made.invert_if_negative = False
            for at, whole in enumerate(chart.whole):
                if not whole and each.values[at] is not None:
                    fill = made.points[at].format.fill
                    fill.patterned()
                    fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
                    fill.fore_color.rgb = colour
                    fill.back_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1


def _line(made: Any, each: Series, chart: Native, colour: Any) -> None:
    made.smooth = False
    line = made.format.line
    line.color.rgb, line.width = colour, Pt(0.75 if each.thin else 2.25)
    if each.thin:
        line.dash_style = MSO_LINE.DASH
    marker = made.marker
    if chart.reverse or len(chart.periods) == 1:
        marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 6
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = colour
        marker.format.line.color.rgb = colour
    else:
        marker.style = XL_MARKER_STYLE.NONE
    for at, whole in enumerate(chart.whole):
        if not whole and each.values[at] is not None and not each.thin:
            point = made.points[at]
            point.format.line.color.rgb, point.format.line.width = colour, Pt(2.25)
            point.format.line.dash_style = MSO_LINE.ROUND_DOT
            if chart.reverse:  # a ring where the period is not whole
                point.marker.style, point.marker.size = XL_MARKER_STYLE.CIRCLE, 6
                point.marker.format.fill.solid()
                point.marker.format.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
                point.marker.format.line.color.rgb = colour
            elif len(chart.periods) > 1:
                point.marker.style = XL_MARKER_STYLE.NONE


def _rgb(colour: str) -> Any:
    code = colour.lstrip("#")
    return _colour(int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16))


def _time_axis(axis: Any, chart: Native) -> None:
    axis.has_major_gridlines = False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH if chart.reverse else XL_TICK_LABEL_POSITION.LOW
    axis.major_tick_mark = XL_TICK_MARK.OUTSIDE
    axis.tick_labels.font.size = LETTERS
    axis.format.line.color.theme_color = MSO_THEME_COLOR.TEXT_2
    if chart.kind is Kind.COLUMN:
        skip = max(math.ceil(len(chart.periods) / 8), 1)
        for name in ("c:tickLblSkip", "c:tickMarkSkip"):
            _after(axis._element, name, str(skip), ("c:lblOffset", "c:lblAlgn", "c:tickLblSkip", "c:auto"))
        return
    axis.tick_labels.number_format_is_linked = False
    axis.tick_labels.number_format = "mmm yyyy" if chart.grain is Grain.MONTH else "d mmm yyyy"
    if axis._element.tag != qn("c:dateAx"):
        return
    _after(axis._element, "c:baseTimeUnit", "months" if chart.grain is Grain.MONTH else "days", ("c:lblOffset",))
    if step := month_step(chart):
        _after(axis._element, "c:majorUnit", str(step), ("c:baseTimeUnit",))
        _after(axis._element, "c:majorTimeUnit", "months", ("c:majorUnit",))


def _value_axis(axis: Any, chart: Native) -> None:
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = _rgb(LIGHT.rule)
    axis.major_gridlines.format.line.width = Pt(0.25)
    axis.format.line.fill.background()
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_labels.font.size = LETTERS
    axis.tick_labels.number_format_is_linked = False
    axis.tick_labels.number_format = chart.number
    axis.has_title = True
    axis.axis_title.text_frame.text = chart.axis
    for run in axis.axis_title.text_frame.paragraphs[0].runs:
        run.font.size, run.font.bold = LETTERS, False
        run.font.color.theme_color = MSO_THEME_COLOR.TEXT_2
    if chart.low is not None:
        axis.minimum_scale = chart.low
    if chart.high is not None:
        axis.maximum_scale = chart.high
    scaling = axis._element.find(qn("c:scaling"))
    if chart.reverse:
        axis.reverse_order, axis.major_unit = True, 1
        axis.crosses = XL_AXIS_CROSSES.MAXIMUM  # the time axis still stands below
    if chart.log:
        base = etree.SubElement(scaling, qn("c:logBase"))
        base.set("val", "10")
        scaling.insert(0, base)


def _apart(chart: Native) -> bool:
    """Whether the ends of the lines lie far enough from one another to have their names beside them."""
    ends = [end for each in chart.series if not each.thin and (end := _end(each))]
    if chart.reverse:
        last = [value for at, value in ends if at == len(chart.periods) - 1]
        return len(set(last)) == len(last)
    values = sorted(value for _, value in ends)
    if any(each.thin for each in chart.series) or chart.log or len(chart.periods) < 2 or len(values) < 2:
        return False
    top = max((value for each in chart.series for value in each.values if value is not None), default=1.0)
    return all(b - a > NEAR * (top or 1.0) for a, b in pairwise(values))


def _end(each: Series) -> tuple[int, float] | None:
    held = [(at, value) for at, value in enumerate(each.values) if value is not None]
    return (held[-1][0], float(held[-1][1])) if held else None


def _name_ends(drawn: Any, chart: Native) -> None:
    for made, each in zip(drawn.plots[0].series, chart.series, strict=True):
        end = _end(each)
        if end is None:
            continue
        label = made.points[end[0]].data_label
        frame = label.text_frame
        shown = f" {each.values[end[0]]:.1%}" if chart.number == "0%" else ""
        frame.text = f"{plain(each.name, 26)}{shown}"
        frame.word_wrap = False
        run = frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = LETTERS, True
        run.font.color.rgb = _rgb(each.colour)
        stays = end[0] == len(chart.periods) - 1
        label.position = XL_LABEL_POSITION.RIGHT if stays else XL_LABEL_POSITION.ABOVE
    area = drawn._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = etree.fromstring(
        '<c:layout xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:manualLayout>'
        '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/><c:x val="0.075"/><c:y val="0.04"/>'
        f'<c:w val="{ROOM - 0.075:.3f}"/><c:h val="0.84"/></c:manualLayout></c:layout>'
    )
    area.insert(0, layout)


def _set(element: Any, name: str, value: str) -> None:
    found = element.find(qn(name))
    if found is not None:
        found.set("val", value)


def _after(element: Any, name: str, value: str, before: tuple[str, ...]) -> None:
    """Put `name` behind the first of `before` that is there: the format's schema has an order."""
    for old in element.findall(qn(name)):
        element.remove(old)
    made = element.makeelement(qn(name), {"val": value})
    for each in before:
        found = element.find(qn(each))
        if found is not None:
            found.addnext(made)
            return
    element.append(made)
