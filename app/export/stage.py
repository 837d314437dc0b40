"""The ground that slides are made on: the built-in light and dark ones, or a template of one's own."""

from __future__ import annotations

import io
import math
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lxml import etree
from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from app.charts.theme import DARK, LIGHT, Theme
from app.errors import ConfigurationError

FONT: Final = "Arial"  # on every machine that opens slides
BUILT_IN: Final = ("light", "dark")
ADVICE: Final = (
    "A template is a .pptx with a layout whose placeholders are named Title, Chart and Notes (Subtitle, Facts and "
    "Body are used where they are there). Name them in PowerPoint's Selection Pane, in the slide master."
)
TITLE, SMALLEST = 21.0, 12.0  # points, of the built-in grounds' titles, and of any
WIDE_LETTER, TITLE_LINE = 0.58, 1.22  # of the size: a bold letter's mean width in the wider fonts, a line's height
_ACCENTS = ("#bf3418", "#3d7de6", "#cc8512", "#5d61b5", "#136d9e", "#139ec6")


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in English Metric Units (914,400 an inch)."""

    left: int
    top: int
    width: int
    height: int


def inches(left: float, top: float, width: float, height: float) -> Box:
    """A box by inches."""
    return Box(Inches(left), Inches(top), Inches(width), Inches(height))


_BUILT_IN_BOXES = {
    "title": inches(0.5, 0.32, 12.33, 0.62),
    "subtitle": inches(0.5, 0.94, 12.33, 0.34),
    "chart": inches(0.4, 1.36, 8.85, 4.75),
    "facts": inches(9.45, 1.5, 3.4, 4.5),
    "notes": inches(0.5, 6.15, 12.33, 1.1),
    "body": inches(0.5, 1.36, 12.33, 5.7),
}


class Stage:
    """A presentation without slides, and where the parts of a slide stand on it. Text takes the template's colours."""

    def __init__(self, presentation: Any, own: bool) -> None:
        self.presentation, self._own = presentation, own
        self._layout = presentation.slide_layouts[0] if own else _named(presentation, "Title Only")
        self._boxes = dict(_BUILT_IN_BOXES)
        if own:
            self._layout, self._boxes = _own_layout(presentation)
        self.own = own

    def box(self, name: str) -> Box | None:
        """The place of a part; None where the template has none."""
        return self._boxes.get(name)

    def slide(self, title: str) -> Any:
        """A new slide with its title, and no empty placeholders."""
        slide = self.presentation.slides.add_slide(self._layout)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.idx != 0:
                shape._element.getparent().remove(shape._element)
        holder = slide.shapes.title
        if holder is None:
            place = self._boxes["title"]
            holder = slide.shapes.add_textbox(place.left, place.top, place.width, place.height)
        holder.text_frame.text = title
        if self._own:
            self._fit_title(holder, title)
        else:
            self._place_title(holder, title)
        return slide

    def _fit_title(self, holder: Any, title: str) -> None:
        """Keep a long title within the template's place for it; one that fits stays as the template has it."""
        place, usual = self._boxes["title"], _letters_of(self._layout, self.presentation.slide_master)
        size = title_size(title, place, usual)
        if size < usual:
            for run in holder.text_frame.paragraphs[0].runs:
                run.font.size = Pt(size)

    def _place_title(self, holder: Any, title: str) -> None:
        place = self._boxes["title"]
        holder.left, holder.top, holder.width, holder.height = place.left, place.top, place.width, place.height
        frame = holder.text_frame
        frame.word_wrap, frame.margin_left, frame.margin_right = True, 0, 0
        frame.vertical_anchor, frame.auto_size = MSO_ANCHOR.MIDDLE, MSO_AUTO_SIZE.NONE
        for paragraph in frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT
            for run in paragraph.runs:
                run.font.size, run.font.bold = Pt(title_size(title, place, TITLE)), True


def title_size(title: str, place: Box, largest: float) -> float:
    """The letter size in points, `largest` at most, with which a title stays within its place."""
    width, height = place.width / Pt(1), place.height / Pt(1)
    size = largest
    while size > SMALLEST:
        lines = math.ceil(len(title) * size * WIDE_LETTER / width)
        if lines * size * TITLE_LINE <= height:
            return size
        size -= 1
    return SMALLEST


def stage(template: str | Path | bytes = "light") -> Stage:
    """A stage by name (light, dark), or from a .pptx of one's own, whose slides are left out.

    Raises `ConfigurationError` where the file is not a presentation or lacks a named placeholder.
    """
    if template in BUILT_IN:
        return Stage(_built_in(LIGHT if template == "light" else DARK), own=False)
    source = io.BytesIO(template) if isinstance(template, bytes) else Path(str(template))
    name = "the template" if isinstance(template, bytes) else f"'{template}'"
    try:
        presentation = Presentation(source if isinstance(source, io.BytesIO) else str(source))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise ConfigurationError(f"{name} is not a presentation that can be read: {error}.", advice=ADVICE) from error
    except Exception as error:
        if type(error).__module__.startswith("pptx"):
            raise ConfigurationError(f"{name} is not a presentation: {error}.", advice=ADVICE) from error
        raise
    _drop_slides(presentation)
    return Stage(presentation, own=True)


def _built_in(theme: Theme) -> Any:
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(13.333), Inches(7.5)
    for part in list(presentation.part.package.iter_parts()):
        if str(part.partname).startswith("/ppt/theme/"):
            part._blob = _coloured(part.blob, theme)
    if theme is DARK:
        mapping = presentation.slide_master._element.find(qn("p:clrMap"))
        for name, value in (("bg1", "dk1"), ("tx1", "lt1"), ("bg2", "dk2"), ("tx2", "lt2")):
            mapping.set(name, value)
    return presentation


def _coloured(blob: bytes, theme: Theme) -> bytes:
    """The theme part with our inks, accents and font: charts and text that are added later take them too."""
    root = etree.fromstring(blob)
    space = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    pairs = (
        {"dk1": theme.ink, "lt1": theme.ground, "dk2": theme.quiet, "lt2": theme.panel}
        if theme is LIGHT
        else {"dk1": theme.ground, "lt1": theme.ink, "dk2": theme.panel, "lt2": theme.quiet}
    )
    pairs |= {f"accent{number}": colour for number, colour in enumerate(_ACCENTS, start=1)}
    for name, colour in pairs.items():
        for holder in root.iterfind(f".//a:clrScheme/a:{name}", space):
            for child in list(holder):
                holder.remove(child)
            etree.SubElement(holder, f"{{{space['a']}}}srgbClr", val=colour.lstrip("#").upper())
    for latin in root.iterfind(".//a:fontScheme//a:latin", space):
        latin.set("typeface", FONT)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _named(presentation: Any, name: str) -> Any:
    return next(layout for layout in presentation.slide_layouts if layout.name == name)


def _own_layout(presentation: Any) -> tuple[Any, dict[str, Box]]:
    for layout in presentation.slide_layouts:
        boxes = {
            shape.name.strip().lower(): Box(shape.left, shape.top, shape.width, shape.height)
            for shape in layout.placeholders
            if None not in (shape.left, shape.top, shape.width, shape.height)
        }
        if "chart" in boxes:
            missing = [name for name in ("title", "notes") if name not in boxes]
            if missing:
                raise ConfigurationError(
                    f"The template's layout '{layout.name}' has no placeholder named {' and '.join(missing)}.",
                    advice=ADVICE,
                )
            chart, notes = boxes["chart"], boxes["notes"]
            bottom = max(chart.top + chart.height, notes.top + notes.height)
            right = max(chart.left + chart.width, notes.left + notes.width)
            body = Box(chart.left, chart.top, Emu(right - chart.left), Emu(bottom - chart.top))
            return layout, {"body": body} | boxes
    raise ConfigurationError("The template has no layout with a placeholder named Chart.", advice=ADVICE)


def _letters_of(layout: Any, master: Any) -> float:
    """The size in points that a template gives its titles: by the placeholder, else by the master, else 44."""
    own = [shape for shape in layout.placeholders if shape.name.strip().lower() == "title"]
    places = [each._element for each in own] + [master._element.find(qn("p:txStyles"))]
    for place in places:
        found = None if place is None else place.find(f".//{qn('a:lvl1pPr')}/{qn('a:defRPr')}[@sz]")
        if found is not None:
            return int(found.get("sz")) / 100
    return 44.0


def _drop_slides(presentation: Any) -> None:
    slides = presentation.slides._sldIdLst
    for each in list(slides):
        presentation.part.drop_rel(each.rId)
        slides.remove(each)
    # Sections and custom shows name slides by number, and PowerPoint calls a file damaged that names one it lacks.
    for each in list(presentation.part._element.iter()):
        if isinstance(each.tag, str) and etree.QName(each).localname in ("sectionLst", "custShowLst"):
            holder = each.getparent() if etree.QName(each.getparent()).localname == "ext" else each
            holder.getparent().remove(holder)
