"""Puts a native chart on a slide: one that PowerPoint edits, with its data inside."""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
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
from app.export.series import PERCENT, Kind, Native, Series
from app.export.slide_parts import LETTERS, add_error_bars, logarithmic, rgb, settle_axis
from app.export.slide_points import dress_points, points_of
from app.export.stage import Box
from app.export.xlsx_chart import month_step, series_workbook
from app.view import Grain

_chart_data: Any = CategoryChartData  # the slide library has no types

SHEET = "Sheet1"  # the name that the slide library gives the workbook inside
NEAR = 0.05  # of the axis: line ends that lie nearer have their names in a legend
MANY = 8  # labelled bars
ROOM = 0.80  # of the width for the plot where names stand beside it

_TYPES = {
    # kind, to the whole, stacked
    (Kind.AREA, True, True): XL_CHART_TYPE.AREA_STACKED_100,
    (Kind.AREA, False, True): XL_CHART_TYPE.AREA_STACKED,
    (Kind.COLUMN, True, True): XL_CHART_TYPE.COLUMN_STACKED_100,
    (Kind.COLUMN, False, True): XL_CHART_TYPE.COLUMN_STACKED,
    (Kind.COLUMN, False, False): XL_CHART_TYPE.COLUMN_CLUSTERED,
    (Kind.BAR, False, True): XL_CHART_TYPE.BAR_STACKED,
    (Kind.BAR, False, False): XL_CHART_TYPE.BAR_CLUSTERED,
}


def add_chart(slide: Any, chart: Native, place: Box, alt: str, moment: dt.datetime) -> None:
    """Draw `chart` at `place`. `alt` is what a screen reader says, `moment` the time inside its workbook."""
    kind, data = points_of(chart) if chart.kind is Kind.POINTS else _categories_of(chart)
    frame = slide.shapes.add_chart(kind, place.left, place.top, place.width, place.height, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(alt, 900))
    frame.name = "Chart"
    drawn = frame.chart
    # The library's own workbook would read a name that begins with = as a formula, and holds the present time.
    drawn.part.chart_workbook.update_from_xlsx_blob(series_workbook(chart, SHEET, moment))
    drawn.font.size, drawn.font.color.theme_color = LETTERS, MSO_THEME_COLOR.TEXT_1
    drawn.has_title = False
    _set(drawn._chartSpace.chart, "c:dispBlanksAs", "gap")
    _value_axis(drawn.value_axis, chart)
    if chart.kind is Kind.POINTS:
        dress_points(drawn, chart)
    else:
        _series(drawn, chart)
        _category_axis(drawn.category_axis, chart)
    for at, made in enumerate(drawn.plots[0].series):
        add_error_bars(made, chart, at, SHEET)
    if chart.kind is Kind.LINE and _apart(chart):
        drawn.has_legend = False
        _name_ends(drawn, chart)
    else:
        _legend(drawn, chart)


def _categories_of(chart: Native) -> tuple[Any, Any]:
    """The chart's type and its data, as the slide library takes them."""
    data = _chart_data(number_format="0.0%" if chart.number == PERCENT else "General")
    data.categories = list(chart.periods if chart.dated else map(plain, chart.names))
    for each in chart.series:
        data.add_series(plain(each.name), each.values)
    if chart.kind is Kind.LINE:
        marked = chart.reverse or len(chart.periods) == 1
        return (XL_CHART_TYPE.LINE_MARKERS if marked else XL_CHART_TYPE.LINE), data
    return _TYPES[chart.kind, chart.hundred, chart.stacked], data


def _legend(drawn: Any, chart: Native) -> None:
    """Names of the series, where there are several; not of what goes without, nor of points with their names.

    Below labelled bars, which need the width. Of bars that lie, some programs would leave out another name.
    """
    unseen = [at for at, each in enumerate(chart.series) if each.unnamed]
    named = chart.kind is Kind.POINTS and all(each.name in each.said for each in chart.series)
    drawn.has_legend = len(chart.series) > 1 + len(unseen) and not named
    if not drawn.has_legend:
        return
    drawn.legend.position = XL_LEGEND_POSITION.BOTTOM if chart.labels else XL_LEGEND_POSITION.RIGHT
    drawn.legend.include_in_layout = False
    drawn.legend.font.size = LETTERS
    for at in unseen if chart.kind is not Kind.BAR else ():
        entry = etree.Element(qn("c:legendEntry"))
        etree.SubElement(entry, qn("c:idx"), val=str(at))
        etree.SubElement(entry, qn("c:delete"), val="1")
        drawn.legend._element.find(qn("c:legendPos")).addnext(entry)


def _series(drawn: Any, chart: Native) -> None:
    plot = drawn.plots[0]
    if chart.kind in (Kind.COLUMN, Kind.BAR):
        plot.gap_width = chart.gap
        plot.overlap = 100 if chart.stacked else 0
    for made, each in zip(plot.series, chart.series, strict=True):
        if chart.kind is Kind.LINE:
            _line(made, each, chart, rgb(each.colour))
        else:
            _filled(made, each, chart)
        if each.label:
            labels = made.data_labels
            labels.show_value, labels.number_format, labels.number_format_is_linked = True, each.label, False
            labels.font.size = LETTERS


def _filled(made: Any, each: Series, chart: Native) -> None:
    fill = made.format.fill
    if each.hidden:
        fill.background()
        return
    fill.solid()
    fill.fore_color.rgb = rgb(each.colour)
    if chart.kind is Kind.AREA:
        return
    made.invert_if_negative = False
    for at, tint in enumerate(each.tints):
        own = made.points[at].format.fill
        own.solid()
        own.fore_color.rgb = rgb(tint)
    for at, whole in enumerate(chart.whole):
        if not whole and each.values[at] is not None:
            own = made.points[at].format.fill
            own.patterned()
            own.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
            own.fore_color.rgb = rgb(each.colour)
            own.back_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1


def _line(made: Any, each: Series, chart: Native, colour: Any) -> None:
    made.smooth = False
    line = made.format.line
    line.color.rgb, line.width = colour, Pt(0.75 if each.thin else 2.25)
    if each.thin or each.dashed:
        line.dash_style = MSO_LINE.ROUND_DOT if each.dotted else MSO_LINE.DASH
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


def _category_axis(axis: Any, chart: Native) -> None:
    axis.has_major_gridlines = False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH if chart.reverse else XL_TICK_LABEL_POSITION.LOW
    axis.major_tick_mark = XL_TICK_MARK.OUTSIDE
    axis.tick_labels.font.size = LETTERS
    axis.format.line.color.theme_color = MSO_THEME_COLOR.TEXT_2
    if chart.labels:
        axis.reverse_order = chart.kind is Kind.BAR  # the first one on top
        axis.tick_labels.font.size = Pt(10 if len(chart.labels) <= MANY else 9 if chart.kind is Kind.BAR else 8)
        axis._element.find(qn("c:txPr")).find(qn("a:bodyPr")).set("rot", "0")
        _label_each(axis, 1)
        return
    if chart.kind is Kind.COLUMN:
        _label_each(axis, max(math.ceil(len(chart.periods) / 8), 1))
        return
    axis.tick_labels.number_format_is_linked = False
    axis.tick_labels.number_format = "mmm yyyy" if chart.grain is Grain.MONTH else "d mmm yyyy"
    if axis._element.tag != qn("c:dateAx"):
        return
    _after(axis._element, "c:baseTimeUnit", "months" if chart.grain is Grain.MONTH else "days", ("c:lblOffset",))
    if step := month_step(chart):
        _after(axis._element, "c:majorUnit", str(step), ("c:baseTimeUnit",))
        _after(axis._element, "c:majorTimeUnit", "months", ("c:majorUnit",))


def _label_each(axis: Any, step: int) -> None:
    """Name every category, or every so manieth."""
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        _after(axis._element, name, str(step), ("c:tickLblSkip", "c:lblOffset", "c:lblAlgn", "c:auto"))


def _value_axis(axis: Any, chart: Native) -> None:
    settle_axis(axis, chart.axis, chart.number, chart.low, chart.high)
    if chart.kind is Kind.BAR:
        axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # below, as the categories run downwards
    if chart.reverse:
        axis.reverse_order, axis.major_unit = True, 1
        axis.crosses = XL_AXIS_CROSSES.MAXIMUM  # the horizontal axis still stands below
    if chart.log:
        logarithmic(axis)


def _apart(chart: Native) -> bool:
    """Whether the ends of the lines lie far enough from one another to have their names beside them."""
    ends = [end for each in chart.series if not each.thin and (end := _end(each))]
    if chart.reverse:
        last = [value for at, value in ends if at == len(chart.periods) - 1]
        return len(set(last)) == len(last)
    values = sorted(value for _, value in ends)
    if (
        any(each.thin and not each.dotted for each in chart.series)
        or chart.log
        or len(chart.periods) < 2
        or len(values) < 2
    ):
        return False
    top = max((value for each in chart.series for value in each.values if value is not None), default=1.0)
    return all(b - a > NEAR * (top or 1.0) for a, b in pairwise(values))


def _end(each: Series) -> tuple[int, float] | None:
    held = [(at, value) for at, value in enumerate(each.values) if value is not None]
    return (held[-1][0], float(held[-1][1])) if held else None


def _name_ends(drawn: Any, chart: Native) -> None:
    for made, each in zip(drawn.plots[0].series, chart.series, strict=True):
        end = None if each.unnamed else _end(each)
        if end is None:
            continue
        label = made.points[end[0]].data_label
        frame = label.text_frame
        shown = f" {each.values[end[0]]:.1%}" if chart.number == PERCENT else ""
        frame.text = f"{plain(each.name, 26)}{shown}"
        frame.word_wrap = False
        run = frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = LETTERS, True
        run.font.color.rgb = rgb(each.colour)
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
