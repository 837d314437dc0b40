"""The rows of an earlier window leave with the picture, under their own dates, in every kind of file."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pyarrow.parquet as pq
import pytest
from pptx import Presentation

from app.charts.shape import drawn
from app.export.metadata import File, metadata
from app.export.native import native
from app.export.series import Kind
from app.export.table import measure_csv
from app.export.take_out import content
from app.view import Layout, Scale
from tests.app.charts.handmade import SIX_DAYS, measured
from tests.app.charts.test_earlier import LINES, with_window

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def test_the_csv_holds_both_windows_each_with_its_own_dates() -> None:
    rows = list(csv.DictReader(io.StringIO(content(with_window(), "csv").decode())))
    china = [(row["window"], row["date"], row["drawn_at"], row["share"]) for row in rows if row["group"] == "CN"]
    assert china[0] == ("present", "2026-07-14", "2026-07-14", "0.620000")
    assert china[5] == ("earlier", "2026-07-08", "2026-07-14", "0.400000")
    assert china[-1] == ("earlier", "2026-07-13", "2026-07-19", "0.560000")
    assert len(china) == 10


def test_files_without_an_earlier_window_are_as_they_were() -> None:
    head = measure_csv(measured(SIX_DAYS)).split("\n")[0]
    assert head == "date,group,value,share,share_low,share_high"
    stacked = content(with_window(LINES.with_(scale=Scale.STACKED)), "csv").decode()
    assert stacked.split("\n")[0] == head  # the picture has none of it, and so has its data
    assert "earlier" not in stacked


def test_the_metadata_tell_the_window_and_what_tells_rows_apart() -> None:
    shown = drawn(with_window())
    record = metadata(shown, (File("x.csv", measure_csv(shown).encode()),))
    assert record["modelshare"]["earlier_window"] == {
        "from": "2026-07-08",
        "to": "2026-07-13",
        "days_earlier": 6,
        "months_earlier": None,
        "days_missing": ["2026-07-10"],
    }
    schema = record["resources"][0]["schema"]
    assert schema["primaryKey"] == ["window", "date", "group"]
    assert [field["name"] for field in schema["fields"]][-2:] == ["window", "drawn_at"]
    assert "dotted: 2026-07-08 to 2026-07-13" in record["description"]
    assert metadata(drawn(measured(SIX_DAYS)))["modelshare"]["earlier_window"] is None


def test_parquet_has_the_rows_of_the_csv() -> None:
    answer = with_window()
    table = pq.read_table(io.BytesIO(content(answer, "parquet"))).to_pandas()
    rows = list(csv.DictReader(io.StringIO(content(answer, "csv").decode())))
    assert [str(each) for each in table["date"]] == [row["date"] for row in rows]
    assert list(table["window"]) == [row["window"] for row in rows]


def test_a_sheet_has_the_rows_and_draws_the_earlier_lines() -> None:
    with zipfile.ZipFile(io.BytesIO(content(with_window(), "xlsx"))) as book:
        strings = [each.findtext(f"{S}t") for each in ET.fromstring(book.read("xl/sharedStrings.xml"))]
        chart = book.read("xl/charts/chart1.xml").decode()
    assert {"window", "present", "earlier", "2026-07-08 to 2026-07-13"} <= set(strings)
    assert "CN, dotted: 2026-07-08 to 2026-07-13" in strings
    assert chart.count('<a:prstDash val="sysDot"/>') == 3 + 4  # and each of the four whole lines at its gap
    assert chart.count("<c:legendEntry>") == 3


@pytest.mark.parametrize("view", [LINES, LINES.with_(layout=Layout.MULTIPLES, scale=Scale.STACKED)])
def test_a_native_chart_draws_lines_with_the_earlier_ones_beside_them(view: object) -> None:
    chart = native(with_window(view))  # type: ignore[arg-type]
    assert chart is not None
    assert chart.kind is Kind.LINE
    assert not chart.hundred
    (before,) = [each for each in chart.series if each.name.startswith("CN, ")]
    assert before.dotted
    assert before.values == (0.4, 0.45, None, 0.5, 0.52, 0.56)


def test_a_slide_names_the_lines_and_not_their_dotted_ones(tmp_path: Path) -> None:
    file = tmp_path / "chart.pptx"
    file.write_bytes(content(with_window(), "pptx"))
    slide = Presentation(str(file)).slides[0]
    said = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "dotted: 2026-07-08 to 2026-07-13" in said
    assert "Dotted and thinner: the same from 2026-07-08 to 2026-07-13" in said
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    assert [series.name for series in chart.plots[0].series if "dotted" in series.name] == [
        f"{name}, dotted: 2026-07-08 to 2026-07-13" for name in ("CN", "US", "rest")
    ]


def test_the_json_of_the_metadata_is_valid_and_the_same_twice() -> None:
    first = content(with_window(), "json")
    assert content(with_window(), "json") == first
    assert json.loads(first)["modelshare"]["permalink"].endswith("earlier=previous")
