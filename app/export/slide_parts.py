"""Parts of a slide's chart that its library does not have, or has for single kinds: axes, error bars, colours."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_TICK_MARK
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Pt
from xlsxwriter.utility import xl_range_abs

from app.charts.theme import LIGHT
from app.export.series import Native, Number
from app.export.xlsx_chart import error_columns, rows_of

_colour: Any = RGBColor  # the slide library has no types

LETTERS = Pt(11)
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def rgb(colour: str) -> Any:
    """A colour of ours as one of the slide library."""
    code = colour.lstrip("#")
    return _colour(int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16))


def settle_axis(axis: Any, title: str, number: str, low: float | None, high: float | None) -> None:
    """An axis of numbers: quiet lines, its title, its bounds where they are given."""
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = rgb(LIGHT.rule)
    axis.major_gridlines.format.line.width = Pt(0.25)
    axis.format.line.fill.background()
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_labels.font.size = LETTERS
    axis.tick_labels.number_format_is_linked = False
    axis.tick_labels.number_format = number
    axis.has_title = True
    axis.axis_title.text_frame.text = title
    for run in axis.axis_title.text_frame.paragraphs[0].runs:
        run.font.size, run.font.bold = LETTERS, False
        run.font.color.theme_color = MSO_THEME_COLOR.TEXT_2
    if low is not None:
        axis.minimum_scale = low
    if high is not None:
        axis.maximum_scale = high


def logarithmic(axis: Any) -> None:
    """Make an axis of numbers logarithmic, to the base of ten."""
    scaling = axis._element.find(qn("c:scaling"))
    base = etree.SubElement(scaling, qn("c:logBase"))
    base.set("val", "10")
    scaling.insert(0, base)


def add_error_bars(made: Any, chart: Native, at: int, sheet: str) -> None:
    """The bounds of the series at `at` as error bars, whose lengths stand in the chart's own workbook."""
    columns = error_columns(chart, at)
    if columns is None:
        return
    each, (first, last) = chart.series[at], rows_of(chart, at)
    bars = etree.Element(qn("c:errBars"))
    if chart.across:
        _child(bars, "errDir", "y")
    _child(bars, "errBarType", "both")
    _child(bars, "errValType", "cust")
    _child(bars, "noEndCap", "0")
    for name, column, lengths in (("plus", columns[1], each.plus), ("minus", columns[0], each.minus)):
        holder = etree.SubElement(bars, f"{{{_CHART}}}{name}")
        _reference(holder, f"{sheet}!{xl_range_abs(first, column, last, column)}", lengths)
    properties = etree.SubElement(bars, f"{{{_CHART}}}spPr")
    line = etree.SubElement(properties, f"{{{_DRAWING}}}ln", w="15875")
    fill = etree.SubElement(line, f"{{{_DRAWING}}}solidFill")
    if chart.across:
        etree.SubElement(fill, f"{{{_DRAWING}}}srgbClr", val=each.colour.lstrip("#").upper())
    else:  # on a bar of that colour it would not be seen
        etree.SubElement(fill, f"{{{_DRAWING}}}schemeClr", val="tx2")
    behind = made._element.find(qn("c:xVal" if chart.across else "c:cat"))
    behind.addprevious(bars)


def _reference(holder: Any, formula: str, values: tuple[Number, ...]) -> None:
    reference = etree.SubElement(holder, f"{{{_CHART}}}numRef")
    etree.SubElement(reference, f"{{{_CHART}}}f").text = formula
    cache = etree.SubElement(reference, f"{{{_CHART}}}numCache")
    etree.SubElement(cache, f"{{{_CHART}}}formatCode").text = "General"
    _child(cache, "ptCount", str(len(values)))
    for at, value in enumerate(values):
        if value is not None:
            point = etree.SubElement(cache, f"{{{_CHART}}}pt", idx=str(at))
            etree.SubElement(point, f"{{{_CHART}}}v").text = str(value)


def _child(parent: Any, name: str, value: str) -> None:
    etree.SubElement(parent, f"{{{_CHART}}}{name}", val=value)
