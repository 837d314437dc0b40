"""Slides and sheets hold real charts with the CSV's numbers, as text what is text, and no clock."""

from __future__ import annotations

import io
import re
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pyarrow.parquet as pq
import pytest
from pptx import Presentation
from pptx.util import Inches

from app.errors import ConfigurationError
from app.export.look import Look, Titles
from app.export.native import native
from app.export.series import Kind
from app.export.stage import stage
from app.export.take_out import FORMATS, PICTURES, content, take_out
from app.measures.result import Measured
from app.view import Grouping, Scale, View
from tests.app.charts.handmade import SIX_DAYS, measured

EVIL = '=HYPERLINK("http://x","y")'
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def parts(blob: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: archive.read(name) for name in archive.namelist()}


def chart_of(files: dict[str, bytes]) -> ET.Element:
    return ET.fromstring(files[next(name for name in files if re.search(r"charts/chart\d+\.xml$", name))])


def numbers(series: ET.Element) -> dict[int, float]:
    points = series.findall(f"{C}val//{C}pt")
    return {int(point.attrib["idx"]): float(point.findtext(f"{C}v") or "nan") for point in points}


def many_days() -> Measured:
    days = {f"2026-{3 + at // 28:02}-{1 + at % 28:02}": {"CN": 60 + at % 7, "US": 40} for at in range(80) if at != 30}
    return measured(days)


@pytest.mark.parametrize("kind", ["pptx", "xlsx", "parquet", "html", "csv", "json", "zip"])
def test_the_same_view_and_data_give_the_same_bytes_at_another_second(kind: str) -> None:
    first = content(measured(SIX_DAYS), kind)
    time.sleep(1.1)
    assert content(measured(SIX_DAYS), kind) == first


def test_a_slide_holds_a_native_chart_with_the_numbers_of_the_csv() -> None:
    answer = measured(SIX_DAYS, missing=["2026-07-17"])
    files = parts(content(answer, "pptx"))
    chart = chart_of(files)
    assert chart.find(f".//{C}barChart/{C}grouping").attrib["val"] == "percentStacked"  # type: ignore[union-attr]
    assert chart.find(f".//{C}dispBlanksAs").attrib["val"] == "gap"  # type: ignore[union-attr]
    series = chart.findall(f".//{C}ser")
    assert [each.findtext(f"{C}tx//{C}v") for each in series] == ["CN", "US", "rest", "Other (tail)"]
    csv_rows = [line.split(",") for line in content(answer, "csv").decode().splitlines()[1:]]
    wanted = [float(row[3]) for row in csv_rows if row[1] == "CN"]
    # The missing day is a place without a value, not a zero and not a leap.
    assert numbers(series[0]) == dict(zip((0, 1, 2, 4, 5), wanted, strict=True))


def test_many_days_are_a_stacked_area_and_a_missing_day_is_empty() -> None:
    chart = chart_of(parts(content(many_days(), "pptx")))
    assert chart.find(f".//{C}areaChart") is not None
    held = numbers(chart.findall(f".//{C}ser")[0])
    shown = native(many_days())
    assert shown is not None and shown.kind is Kind.AREA
    assert len(held) == len(shown.periods) - shown.series[0].values.count(None) < len(shown.periods)


def test_lines_and_colours_are_kept() -> None:
    chart = chart_of(parts(content(measured(SIX_DAYS, view=View(scale=Scale.LINES)), "pptx")))
    assert chart.find(f".//{C}lineChart") is not None
    assert b"BF3418" in ET.tostring(chart.findall(f".//{C}ser")[0])


def test_names_that_look_like_formulas_stay_text_everywhere() -> None:
    answer = measured({"2026-07-14": {EVIL: 3, "b": 1}}, view=View(by=Grouping.MODEL))
    for kind, inner in (("xlsx", None), ("pptx", ".xlsx")):
        files = parts(content(answer, kind))
        book = parts(files[next(name for name in files if name.endswith(inner))]) if inner else files
        sheets = [body for name, body in book.items() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        assert not any(ET.fromstring(body).findall(f".//{S}f") for body in sheets)
        assert b"HYPERLINK" in book["xl/sharedStrings.xml"]
        assert not any(name.startswith("xl/worksheets/_rels") and b"http://x" in body for name, body in book.items())


def test_a_sheet_has_chart_series_rows_and_their_evidence() -> None:
    files = parts(content(measured(SIX_DAYS, synthetic=True), "xlsx"))
    assert "xl/charts/chart1.xml" in files
    assert re.findall(rb'<sheet name="(\w+)"', files["xl/workbook.xml"]) == [b"Chart", b"Series", b"Rows", b"About"]
    texts = files["xl/sharedStrings.xml"].decode()
    assert "Synthetic sample data" in texts
    assert "View: platform=openrouter" in texts
    assert "Source: OpenRouter (openrouter.ai/rankings), as of 2026-07-20." in texts
    assert chart_of(files).find(f".//{C}dispBlanksAs").attrib["val"] == "gap"  # type: ignore[union-attr]


def test_a_slide_says_what_defends_it() -> None:
    deck = Presentation(io.BytesIO(content(measured(SIX_DAYS, synthetic=True), "pptx", Look(titles=Titles.CLAIM))))
    slide = deck.slides[0]
    said = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert slide.shapes.title.text_frame.text.startswith("CN holds 61.0%")
    for wanted in (
        "Population:",
        "Unit:",
        "Definition: share v1",
        "Licence: CC BY 4.0",
        "as of 2026-07-20",
        "Coverage:",
    ):
        assert wanted in said
    assert "View: platform=openrouter" in said
    assert "Synthetic sample data" in said
    notes = slide.notes_slide.notes_text_frame.text
    assert "share of CN on 2026-07-19 (0.610000)" in notes


def test_parquet_holds_the_rows_of_the_csv_and_its_metadata() -> None:
    answer = measured(SIX_DAYS)
    table = pq.read_table(io.BytesIO(content(answer, "parquet")))
    lines = content(answer, "csv").decode().splitlines()
    assert table.column_names == lines[0].split(",")
    first = table.slice(0, 1).to_pylist()[0]
    assert [str(first["date"]), first["group"], f"{first['share']:.6f}"] == [*lines[1].split(",")[:2], "0.620000"]
    assert b'"permalink": "platform=openrouter"' in table.schema.metadata[b"modelshare"]


def test_without_a_browser_the_native_formats_come_out_and_the_others_say_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "none"))
    for kind in FORMATS:
        if kind in PICTURES:
            with pytest.raises(ConfigurationError, match="Install Chromium"):
                take_out(measured(SIX_DAYS), kind, tmp_path / f"a.{kind}")
        else:
            assert take_out(measured(SIX_DAYS), kind, tmp_path / f"a.{kind}")[0][1]


def test_an_offline_page_asks_nothing_of_the_network_and_holds_its_data() -> None:
    name = "</script><img src=x onerror=alert(1)>"
    page = content(measured(SIX_DAYS, labels={"CN": name}), "html").decode()
    head = page[: page.index("<script")] + page[page.rindex("</script>") :]
    assert not re.findall(r'(?:src|href)="https?:', head)
    assert "<img src=x" not in page
    assert 'download="modelshare-share' in page
    assert "CC BY 4.0" in page
    assert "embed=true" not in page
    live = content(measured(SIX_DAYS), "html", Look(link="http://localhost:8501/share?platform=openrouter", live=True))
    assert b"http://localhost:8501/share?platform=openrouter&embed=true" in live


def own_template(tmp_path: Path, names: tuple[str, ...]) -> Path:
    deck = Presentation()
    layout = deck.slide_layouts[3]  # two contents: title and two more
    for shape, name in zip(layout.placeholders, names, strict=False):
        shape.name = name
    deck.slides.add_slide(layout)
    path = tmp_path / "own.pptx"
    deck.save(str(path))
    return path


def test_a_template_of_ones_own_is_filled_by_the_names_of_its_placeholders(tmp_path: Path) -> None:
    path = own_template(tmp_path, ("Title", "Chart", "Notes"))
    ground = stage(path)
    assert ground.own
    assert len(ground.presentation.slides) == 0
    chart = ground.box("chart")
    assert chart is not None and chart.width > Inches(1)


def test_a_template_without_a_named_place_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no layout with a placeholder named Chart"):
        stage(own_template(tmp_path, ("Title", "a", "b")))
    with pytest.raises(ConfigurationError, match="no placeholder named notes"):
        stage(own_template(tmp_path, ("Title", "Chart", "b")))
    with pytest.raises(ConfigurationError, match="is not a presentation"):
        stage(b"not a zip")
