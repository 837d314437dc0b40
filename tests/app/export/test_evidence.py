"""Every file of every measure says where its numbers come from, under which licence, as of when and out of what."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Iterator

import pytest
from pptx import Presentation

from app.charts import wording
from app.charts.shape import drawn
from app.export.citation import citation_bibtex, citation_text
from app.export.metadata import metadata
from app.export.picture import close_browser, find_browser
from app.export.table import measure_json
from app.export.take_out import content
from app.measures import ask
from app.measures.result import Measured
from app.store.engine import Database
from app.view import Measure
from tests.app.every_measure import ASKED, MONDAY, plant_month
from tests.databases import fresh, opened

SOURCE, LICENCE = "Source: ", "Licence: "
AS_OF = re.compile(r"[Aa]s of (20\d\d-\d\d-\d\d|registry [0-9a-f]{12})")
OUT_OF = "Population"


@pytest.fixture(scope="module")
def month(server: str) -> Iterator[Database]:
    with fresh(server) as url, opened(url) as database:
        plant_month(database)
        yield database


@pytest.fixture
def answer(month: Database, request: pytest.FixtureRequest) -> Measured:
    with month.connect() as connection:
        return ask(connection, ASKED[request.param])


each_measure = pytest.mark.parametrize("answer", list(Measure), indirect=True, ids=str)


def lacking(text: str) -> list[str]:
    """Which of the four a file's text does not have."""
    text = " ".join(text.split())
    held = {"source": SOURCE in text, "licence": LICENCE in text, "as of": AS_OF.search(text), "out of": OUT_OF in text}
    return [name for name, found in held.items() if not found]


@each_measure
def test_tables_have_it_beside_or_inside_them(answer: Measured) -> None:
    record = metadata(drawn(answer))
    assert record["sources"], "no source"
    for each in record["sources"]:
        assert each["citation"].startswith(SOURCE)
        assert each["license"]
        assert each["as_of"] or each["version"]
    assert record["modelshare"]["population"]["meaning"]
    assert lacking(measure_json(drawn(answer))) == []
    with zipfile.ZipFile(io.BytesIO(content(answer, "zip"))) as packed:
        assert json.loads(packed.read("metadata.json"))["sources"] == record["sources"]


@each_measure
def test_sheets_slides_and_pages_have_it_inside(answer: Measured) -> None:
    with zipfile.ZipFile(io.BytesIO(content(answer, "xlsx"))) as book:
        assert lacking(book.read("xl/sharedStrings.xml").decode()) == []
    slide = Presentation(io.BytesIO(content(answer, "pptx"))).slides[0]
    words = " ".join(each.text_frame.text for each in slide.shapes if each.has_text_frame)
    assert lacking(words) == []
    assert lacking(slide.notes_slide.notes_text_frame.text) == []
    page = re.sub(
        "<script.*?</script>|<style.*?</style>|<[^>]+>", " ", content(answer, "html").decode(), flags=re.DOTALL
    )
    assert lacking(page) == []


@each_measure
def test_citations_have_it(answer: Measured) -> None:
    assert lacking(citation_text(answer, "http://localhost:8501/share")) == []
    assert lacking(citation_bibtex(answer, "http://localhost:8501/share")) == []


@pytest.mark.browser
@pytest.mark.skipif(find_browser() is None and "CI" not in os.environ, reason="no Chromium or Chrome on this machine")
def test_pictures_have_it_inside_and_in_sight(month: Database) -> None:
    try:
        for measure, view in ASKED.items():
            with month.connect() as connection:
                found = ask(connection, view)
            picture = content(found, "png")
            assert lacking(picture[: picture.index(b"IDAT")].decode("utf-8", "replace")) == [], measure
            drawing = content(found, "svg").decode()
            assert lacking(re.sub("<metadata>.*?</metadata>", "", drawing, flags=re.DOTALL)) == [], measure
    finally:
        close_browser()


def test_the_frontier_cites_whose_figures_they_are(month: Database) -> None:
    with month.connect() as connection:
        found = ask(connection, ASKED[Measure.FRONTIER])
    assert found.frame["gap"].tolist() == [-10, -10]
    (source,) = found.sources
    assert "Artificial Analysis" in source.citation
    assert wording.citation(source).endswith("Licence: none is stated.")
    assert (found.coverage.first_day, found.coverage.days_expected) == (MONDAY, 1)
