"""Makes slides: a chart with its facts and sources, pages of text, tables."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Pt

from app import PROGRAM_VERSION
from app.charts import captions, wording
from app.charts.escape import plain
from app.charts.shape import drawn
from app.charts.share_chart import short
from app.export.frozen import frozen_zip
from app.export.native import native, native_notes
from app.export.series import PERCENT, Native
from app.export.slide_chart import add_chart
from app.export.stage import Box, Stage, inches
from app.export.table import measure_csv
from app.measures.columns import MAIN_COLUMNS
from app.measures.result import Measured
from app.sentences import Fact, facts

LONGEST = 2_000
MOST_ROWS, FEW_COLUMNS, MOST_COLUMNS = 12, 6, 9  # of a table on a slide
CELL, MOST_LETTERS = 60, 46  # characters: of a cell, and of those that a column's width follows
NOTE, BODY, SUBTITLE = 8.0, 12.0, 12.0  # points
FACT_SIZES = (15.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
_FIGURE = re.compile(r"([-+−]?[\d.,]+ ?[%A-Z]?|–|)")  # what stands at the right of its column, or nothing
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
CELL_LETTER = 0.6  # the same in a table, where nothing may wrap
LETTER = 0.54  # the mean width of a letter, of its size
LINE = 1.22  # of a line's letter size
POINT = 12_700  # English Metric Units


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph: its size in points, and how it looks."""

    said: str
    size: float = BODY
    bold: bool = False
    quiet: bool = False
    space: float = 0.0  # points above it


def chart_slide(stage: Stage, measured: Measured, title: str, moment: dt.datetime, *, with_facts: bool = True) -> Any:
    """A slide with the native chart, up to three facts, notes and sources; the speaker's notes trace each figure."""
    shown = drawn(measured)
    slide = stage.slide(plain(title, 200))
    told = facts(shown) if with_facts else ()
    subtitle = captions.subtitle(shown)
    if place := stage.box("subtitle"):
        write(slide, place, [Text(subtitle, SUBTITLE if fits(subtitle, place, SUBTITLE) else 10, quiet=True)])
    made = native(shown)
    if made is None and len(shown.frame):  # a table takes the whole width, and its finding goes below
        told = ()
    notes = native_notes(shown, made)
    if made is None and (finding := captions.finding(shown)):
        notes = [finding, *notes]
    said = foot_lines(shown, notes, with_subtitle=stage.box("subtitle") is None)
    chart_place, foot = _share_room(stage, said)
    fact_place = stage.box("facts")
    if fact_place is not None and told:
        write(slide, fact_place, _fact_texts(told, fact_place), name="Facts")
    elif not told:
        chart_place = _wide(chart_place, fact_place)
    if made is not None:
        add_chart(slide, made, chart_place, f"{title}. {captions.finding(shown)}", moment)
    else:
        _instead(slide, shown, chart_place)
    write(slide, foot, [Text(line, _note_size(said, foot), quiet=True) for line in said], name="Notes")
    slide.notes_slide.notes_text_frame.text = "\n".join(_spoken(shown, told, notes))
    return slide


def foot_lines(shown: Measured, notes: Sequence[str], *, with_subtitle: bool = False) -> list[str]:
    """What stands below a chart: notes, sources, coverage and the view that makes it again."""
    lines = [captions.subtitle(shown)] if with_subtitle else []
    return [*lines, *notes, *wording.source_lines(shown), f"View: {shown.view.query()}"]


def text_slides(stage: Stage, title: str, texts: Sequence[Text]) -> None:
    """As many slides as the paragraphs need; a heading goes with what stands below it."""
    place = stage.box("body")
    assert place is not None
    page: list[Text] = []
    used, number = 0.0, 1
    for text, below in zip(texts, [*texts[1:], None], strict=True):
        height = _height(text, place)
        with_below = height + (_height(below, place) if text.bold and below else 0.0)
        if page and used + with_below > place.height / POINT:
            _text_slide(stage, title, number, page, place)
            page, used, number = [], 0.0, number + 1
        page.append(text)
        used += height
    if page:
        _text_slide(stage, title, number, page, place)


def table_slide(stage: Stage, title: str, head: Sequence[str], rows: Sequence[Sequence[str]], note: str) -> Any:
    """A slide with a table that can be edited."""
    slide = stage.slide(plain(title, 200))
    place = stage.box("body")
    assert place is not None
    write(slide, Box(place.left, place.top, place.width, Pt(30)), [Text(note, 10, quiet=True)], name="Note")
    add_table(slide, Box(place.left, place.top + Pt(32), place.width, place.height - Pt(40)), head, rows)
    return slide


def add_table(slide: Any, place: Box, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table that can be edited: columns as wide as what they hold, numbers at their right."""
    height = min(Pt(24), Emu(int(place.height / (len(rows) + 1))))
    frame = slide.shapes.add_table(
        len(rows) + 1, len(head), place.left, place.top, place.width, height * (len(rows) + 1)
    )
    frame.name = "Data"
    size = 11 if len(head) <= FEW_COLUMNS else 9
    columns = list(zip(head, *rows, strict=True))
    weights = [min(max(map(len, each), default=0) + 2, MOST_LETTERS) for each in columns]
    numbers = [all(map(_FIGURE.fullmatch, each[1:])) for each in columns]
    letters = []
    for column, weight in enumerate(weights):
        width = place.width * weight / sum(weights)
        frame.table.columns[column].width = Emu(int(width))
        letters.append(int((width / POINT - 8) / (size * CELL_LETTER)))
    for at, (made, row) in enumerate(zip(frame.table.rows, [head, *rows], strict=True)):
        made.height = height
        for column, (cell, said) in enumerate(zip(made.cells, row, strict=True)):
            # A second line makes its row higher, and the table longer than the slide; the head may take two.
            written = plain(said, letters[column] * (2 if at == 0 else 1))
            _table_cell(cell, written, size, number=numbers[column], bold=at == 0)


def write(slide: Any, place: Box, texts: Sequence[Text], *, name: str = "Text") -> None:
    """A text box; the text takes the template's font and colours."""
    box = slide.shapes.add_textbox(place.left, place.top, place.width, place.height)
    box.name, frame = name, box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for at, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_before = Pt(text.space)
        run = paragraph.add_run()
        run.text = plain(text.said, LONGEST)
        run.font.size, run.font.bold = Pt(text.size), text.bold
        run.font.color.theme_color = MSO_THEME_COLOR.TEXT_2 if text.quiet else MSO_THEME_COLOR.TEXT_1


def saved(stage: Stage, title: str, answers: Sequence[Measured], moment: dt.datetime) -> bytes:
    """The presentation's bytes with the data's time inside: the same slides give the same bytes."""
    properties = stage.presentation.core_properties
    properties.title, properties.author = plain(title, 250), f"modelshare {PROGRAM_VERSION}"
    properties.last_modified_by, properties.revision = f"modelshare {PROGRAM_VERSION}", 1
    properties.created = properties.modified = properties.last_printed = moment.replace(tzinfo=None)
    properties.subject = plain("; ".join(each.view.query() for each in answers), 250)
    properties.keywords = wording.SYNTHETIC if any(each.synthetic for each in answers) else ""
    out = io.BytesIO()
    stage.presentation.save(out)
    return frozen_zip(out.getvalue())


def fits(text: str, place: Box, size: float) -> bool:
    """Whether a text stays within its box."""
    return _height(Text(text, size), place) <= place.height / POINT


# --- parts -----------------------------------------------------------------------------------------------------------


def _fact_texts(told: Sequence[Fact], place: Box) -> list[Text]:
    """The facts below their headings, in the largest letters with which they stay within their place."""
    for size in FACT_SIZES:
        texts: list[Text] = []
        for at, each in enumerate(told):
            texts.append(Text(each.about.capitalize(), 10.5, bold=True, quiet=True, space=size if at else 0))
            texts.append(Text(each.sentence, size, space=2))
        if sum(_height(text, place) for text in texts) <= place.height / POINT:
            break
    return texts


def _share_room(stage: Stage, said: Sequence[str]) -> tuple[Box, Box]:
    """The chart's place and the notes', which takes as much of the built-in ground as its lines need."""
    chart, foot = stage.box("chart"), stage.box("notes")
    assert chart is not None and foot is not None
    if stage.own:
        return chart, foot
    needed = sum(_height(Text(line, NOTE), foot) for line in said) * POINT
    bottom = foot.top + foot.height
    height = min(max(int(needed), int(Pt(40))), int(inches(0, 0, 0, 1.9).height))
    top = bottom - height
    return Box(chart.left, chart.top, chart.width, top - chart.top - Pt(6)), Box(foot.left, top, foot.width, height)


def _note_size(said: Sequence[str], foot: Box) -> float:
    for size in (NOTE, 7.0, 6.0):
        if sum(_height(Text(line, size), foot) for line in said) <= foot.height / POINT:
            return size
    return 6.0


def _wide(chart: Box, facts_place: Box | None) -> Box:
    if facts_place is None:
        return chart
    right = max(chart.left + chart.width, facts_place.left + facts_place.width)
    return Box(chart.left, chart.top, right - chart.left, chart.height)


def _height(text: Text, place: Box) -> float:
    """Points that a paragraph takes in a box."""
    letters = max(place.width / POINT / (text.size * LETTER), 1)
    return max(math.ceil(len(text.said) / letters), 1) * text.size * LINE + text.space


def _instead(slide: Any, shown: Measured, place: Box) -> None:
    """A measure that is a table shows its first rows; all of them are in its other files."""
    head, rows = rows_table(shown, MOST_ROWS, FEW_COLUMNS)
    if rows:
        add_table(slide, place, head, rows)
    else:
        write(slide, place, [Text(wording.coverage_note(shown), 18, space=12)], name="Coverage")


def _spoken(shown: Measured, told: Sequence[Fact], notes: Sequence[str]) -> list[str]:
    lines = [wording.SYNTHETIC] if shown.synthetic else []
    for each in told:
        lines.append(f"{each.about.capitalize()}: {each.sentence}")
        lines += [f"  {trace}" for trace in each.traces]
    definition = shown.definition
    lines.append(f"Definition: {definition.name} v{definition.version}. {definition.formula}")
    lines += foot_lines(shown, notes, with_subtitle=True)
    lines.append(f"Registry {shown.registry_hash[:12]}, modelshare {PROGRAM_VERSION}.")
    return [plain(line, LONGEST) for line in lines]


def _text_slide(stage: Stage, title: str, number: int, page: Sequence[Text], place: Box) -> None:
    slide = stage.slide(title if number == 1 else f"{title}, {number}")
    write(slide, place, page, name="Body")


def _table_cell(cell: Any, said: str, size: float, *, number: bool, bold: bool) -> None:
    cell.margin_top = cell.margin_bottom = Pt(1)
    cell.margin_left = cell.margin_right = Pt(4)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.background()
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if number else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = said
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.theme_color = MSO_THEME_COLOR.TEXT_1


def series_table(chart: Native, most: int) -> tuple[list[str], list[list[str]]]:
    """The newest periods of a native chart as a table's head and rows, newest first, numbers as they are read."""
    kept = [each for each in chart.series if not each.thin]
    rows = []
    for at in range(len(chart.periods) - 1, max(len(chart.periods) - 1 - most, -1), -1):
        mark = "" if chart.whole[at] else " *"
        rows.append([chart.names[at] + mark, *(_said(each.values[at], chart) for each in kept)])
    return [chart.grain.value.capitalize(), *(each.name for each in kept)], rows


def rows_table(shown: Measured, most: int, wide: int = MOST_COLUMNS) -> tuple[list[str], list[list[str]]]:
    """The first rows of an answer, as its CSV has them, in its main columns or in as many as fit."""
    lines = list(csv.reader(io.StringIO(measure_csv(shown))))
    telling = MAIN_COLUMNS.get(shown.view.measure)
    if telling:
        kept = [lines[0].index(name) for name in telling]
    else:
        kept = [at for at, name in enumerate(lines[0]) if len({line[at] for line in lines[1:]}) > 1][:wide]
    kept = kept or list(range(min(len(lines[0]), wide)))
    group = lines[0].index("group") if "group" in lines[0] else -1
    for line in lines[1 : most + 1] if group >= 0 else ():
        line[group] = wording.label(shown, line[group])
    head, *rows = [[_cell_said(line[at]) for at in kept] for line in lines[: most + 1]]
    return [name.replace("_", " ") for name in head], rows


def _cell_said(text: str) -> str:
    """A CSV's cell as a narrow table shows it: long numbers and names cut, short ones as they are."""
    if not _NUMBER.fullmatch(text):
        return plain(text, CELL)
    number = float(text)
    if abs(number) >= 1e6:
        return short(number)
    if "." not in text:
        return text
    return f"{number:,.0f}" if abs(number) >= 1_000 else f"{number:.4g}"


def _said(value: float | None, chart: Native) -> str:
    if value is None:
        return "–"
    if chart.number == PERCENT:
        return wording.percent(value)
    return short(value)
