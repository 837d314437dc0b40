"""A briefing survives its file, and the pack made of it holds every chart with its evidence."""

from __future__ import annotations

import copy
import datetime as dt
import io
import os
import zipfile
from dataclasses import replace

import pytest
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from app.errors import ViewError
from app.export.briefing import Briefing, BriefingError, Entry, read_briefing, write_briefing
from app.export.deck import PackFormat, gathered, made
from app.export.look import Titles
from app.export.picture import close_browser, find_browser
from app.export.stage import stage, title_size
from app.measures.result import Measured
from app.view import Grouping, Scale, View
from collectors.contract import Progress
from tests.app.charts.handmade import SIX_DAYS, measured

BRIEFING = Briefing(
    title='A "title" with \\ and ü',
    titles=Titles.NEUTRAL,
    as_of=dt.date(2026, 7, 20),
    charts=(Entry(View()), Entry(View(by=Grouping.LAB, select=("a,b",), scale=Scale.LINES), "Mine")),
)


def ask(view: View) -> Measured:
    return measured(SIX_DAYS, view=view, synthetic=True)


def test_a_briefing_survives_its_file() -> None:
    assert read_briefing(write_briefing(BRIEFING)) == BRIEFING
    assert read_briefing(write_briefing(Briefing())) == Briefing()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "not TOML"),
        ("colour = 1", "no 'colour'"),
        ("[[chart]]\n", "Chart 1 names no view"),
        ('[[chart]]\nview = "by=planet"', "Chart 1 has a view that is none"),
        ('[[chart]]\nview = "platform=openrouter"\nsize = 3', "Chart 1 has no 'size'"),
        ('titles = "loud"', "titles is one of"),
        ("chart = 3", "not \\[\\[chart\\]\\] tables"),
    ],
)
def test_what_is_no_briefing_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(BriefingError, match=said):
        read_briefing(text)


def test_the_deck_has_cover_charts_definitions_sources_and_data() -> None:
    steps: list[Progress] = []
    pack = gathered(BRIEFING, ask, steps.append)
    first = made(pack, PackFormat.PPTX, steps.append)
    assert first == made(gathered(BRIEFING, ask), PackFormat.PPTX)
    deck = Presentation(io.BytesIO(first))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[:3] == [BRIEFING.title, "Share of OpenRouter tokens by country bloc", "Mine"]
    assert [each for each in titles if not each.endswith((", 2", ", 3"))][3:] == [
        "Definitions",
        "Sources and caveats",
        "Data 1",
        "Data 2",
    ]
    assert sum(shape.has_chart for slide in deck.slides for shape in slide.shapes) == 2
    assert sum(shape.has_table for slide in deck.slides for shape in slide.shapes) == 2
    cover = "\n".join(shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame)
    assert "Synthetic sample data" in cover
    assert "As known on 20 July 2026" in cover
    assert steps[-1] == Progress("slides", 2, 2)


def test_every_chart_is_asked_as_known_on_the_briefings_day() -> None:
    asked: list[View] = []

    def listening(view: View) -> Measured:
        asked.append(view)
        return ask(view)

    gathered(BRIEFING, listening)
    assert {view.as_of for view in asked} == {dt.date(2026, 7, 20)}


def test_the_archive_holds_deck_data_and_briefing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nonexistent")
    with zipfile.ZipFile(io.BytesIO(made(gathered(BRIEFING, ask), PackFormat.ZIP))) as archive:
        names = archive.namelist()
        assert read_briefing(archive.read("briefing.toml").decode()) == BRIEFING
    assert names[:2] == ["deck.pptx", "briefing.toml"]
    assert [name.rpartition(".")[2] for name in names[2:]] == ["csv", "json", "xlsx"] * 2


def test_a_dark_deck_maps_its_colours() -> None:
    pack = gathered(Briefing(template="dark", charts=BRIEFING.charts), ask)
    with zipfile.ZipFile(io.BytesIO(made(pack, PackFormat.PPTX))) as archive:
        assert b'bg1="dk1"' in archive.read("ppt/slideMasters/slideMaster1.xml")
        assert b"12151B" in archive.read("ppt/theme/theme1.xml")


def house_template() -> bytes:
    """A template as a company has it: named placeholders, large titles, a band of colour, sections over old slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    layout = deck.slide_layouts[3]
    title, chart, facts = list(layout.placeholders)[:3]
    notes = copy.deepcopy(facts._element)
    facts._element.addnext(notes)
    notes.nvSpPr.nvPr.find(qn("p:ph")).set("idx", "21")
    places = {"Title": (0.6, 0.3, 11, 0.9), "Chart": (0.6, 1.7, 8.2, 4.2), "Facts": (9, 1.7, 3.7, 4.2)}
    places["Notes"] = (0.6, 6, 12.1, 0.9)
    holders = (title, chart, facts, next(each for each in layout.placeholders if each.placeholder_format.idx == 21))
    for shape, (name, box) in zip(holders, places.items(), strict=True):
        shape.name = name
        shape.left, shape.top, shape.width, shape.height = map(Inches, box)
    deck.slides.add_slide(layout).shapes.title.text = "An old slide"
    section = '<p:ext xmlns:p="%s" uri="{521415D9}"><p14:sectionLst xmlns:p14="urn:p14"/></p:ext>'
    holder = deck.part._element.makeelement(qn("p:extLst"), {})
    holder.append(etree.fromstring(section % deck.part._element.nsmap["p"]))
    deck.part._element.append(holder)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def test_a_template_of_ones_own_makes_a_whole_deck() -> None:
    briefing = replace(BRIEFING, titles=Titles.CLAIM)
    pack = gathered(briefing, ask, template=house_template())
    first = made(pack, PackFormat.PPTX)
    assert first == made(pack, PackFormat.PPTX)
    assert b"sectionLst" not in zipfile.ZipFile(io.BytesIO(first)).read("ppt/presentation.xml")
    deck = Presentation(io.BytesIO(first))
    assert "An old slide" not in [slide.shapes.title.text_frame.text for slide in deck.slides]
    slide = deck.slides[1]
    assert slide.slide_layout.name == "Two Content"
    drawing = next(shape for shape in slide.shapes if shape.has_chart)
    assert (drawing.left, drawing.top, drawing.width) == (Inches(0.6), Inches(1.7), Inches(8.2))
    run = slide.shapes.title.text_frame.paragraphs[0].runs[0]
    # A claim is longer than the template's letters of 44 points allow, and stands within its place all the same.
    assert title_size(run.text, stage(house_template()).box("title"), 44) == run.font.size.pt < 44  # type: ignore[arg-type]
    for shape in slide.shapes:
        assert shape.top + shape.height <= deck.slide_height


def test_an_empty_briefing_and_a_refused_view_are_told() -> None:
    with pytest.raises(BriefingError, match="no chart"):
        gathered(Briefing(), ask)

    def refusing(view: View) -> Measured:
        raise ViewError("No such thing.")

    with pytest.raises(ViewError):
        gathered(BRIEFING, refusing)


@pytest.mark.browser
@pytest.mark.skipif(find_browser() is None and "CI" not in os.environ, reason="no Chromium or Chrome on this machine")
def test_the_pdf_has_a_page_for_each_slide_and_no_clock() -> None:
    try:
        content = made(gathered(BRIEFING, ask), PackFormat.PDF)
    finally:
        close_browser()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") >= 7
    assert b"/CreationDate (D:20260720014600+00'00')" in content
