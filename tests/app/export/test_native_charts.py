"""Every measure that is drawn leaves as a native chart, whose numbers are its own sheet's and the CSV's."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from app.export.native import native
from app.export.take_out import content
from app.measures import ask
from app.measures.result import Measured
from app.sentences import About, facts
from app.store.engine import Database
from app.view import View
from tests.app.measures.world import plant, plant_models
from tests.support import hub_model

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FIRST = dt.date(2026, 7, 6)
# Alibaba passes DeepSeek on the third day; 200 of 1,000 tokens are of the tail.
DAYS = [(200, 300, 300), (250, 280, 270), (380, 220, 200), (420, 180, 200)]
CHARTS = {
    "measure=contribution&platform=openrouter&by=bloc&from=2026-07-06&to=2026-07-09": "barChart",
    "measure=crossover&platform=openrouter&by=lab&select=alibaba,deepseek": "barChart",
    "measure=spread&platform=openrouter&by=bloc": "barChart",
    "measure=verdict&platform=openrouter": "barChart",
    "measure=claim&platform=openrouter&claim=Chinese+models+are+61+%25+of+all+tokens+on+OpenRouter+on+9+July+2026": (
        "barChart"
    ),
    "measure=platforms&platform=openrouter&by=lab": "scatterChart",
    "measure=platforms&platform=openrouter&by=lab&scale=lines": "lineChart",
    "measure=concentration&platform=openrouter&by=lab": "lineChart",
    "measure=releases&platform=huggingface&by=lab": "barChart",
}


@pytest.fixture
def stored(database: Database) -> Database:
    """Four days of both platforms."""
    for at, (qwen, deepseek, openai) in enumerate(DAYS):
        day = FIRST + dt.timedelta(days=at)
        plant(database, day, {"qwen/a": qwen, "deepseek/d": deepseek, "openai/g": openai}, other=200)
        models = {"Qwen/a": 500 - at, "deepseek-ai/d": 300, "openai/g": 100 + at}
        created = dt.datetime(2026, 7, 2, tzinfo=dt.UTC)
        plant_models(database, day, *(hub_model(name, count, created_at=created) for name, count in models.items()))
    return database


def answer(database: Database, query: str) -> Measured:
    with database.connect() as connection:
        return ask(connection, View.parse(query))


def parts(blob: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def chart_of(files: dict[str, bytes]) -> ET.Element:
    return ET.fromstring(files[next(name for name in files if re.search(r"charts/chart\d+\.xml$", name))])


def cells(book: dict[str, bytes], sheet: str) -> dict[str, str]:
    """What stands in each cell of a sheet, by its address."""
    shared = ["".join(each.itertext()) for each in ET.fromstring(book["xl/sharedStrings.xml"])]
    names = re.findall(r'<sheet name="(\w+)"', book["xl/workbook.xml"].decode())
    rows = ET.fromstring(book[f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"]).iter(f"{S}c")
    found = {}
    for cell in rows:
        value = cell.findtext(f"{S}v") or ""
        found[cell.attrib["r"]] = shared[int(value)] if cell.get("t") == "s" else value
    return found


def referred(chart: ET.Element, book: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Each cached value of a chart, and what stands in the cell that it refers to."""
    for reference in (*chart.iter(f"{C}numRef"), *chart.iter(f"{C}strRef")):
        sheet, area = (reference.findtext(f"{C}f") or "").split("!")
        held = cells(book, sheet.strip("'"))
        first, _, last = area.replace("$", "").partition(":")
        column, top = re.fullmatch(r"([A-Z]+)(\d+)", first).groups()  # type: ignore[union-attr]
        length = int(re.sub(r"\D", "", last or first)) - int(top) + 1
        points = {int(each.attrib["idx"]): each.findtext(f"{C}v") or "" for each in reference.iter(f"{C}pt")}
        for at in range(length):
            yield points.get(at, ""), held.get(f"{column}{int(top) + at}", "")


def same(one: str, two: str) -> bool:
    try:
        return float(one) == pytest.approx(float(two), abs=1e-9)
    except ValueError:
        return one == two


def series_of(chart: ET.Element) -> dict[str, list[float | None]]:
    found = {}
    for each in chart.iter(f"{C}ser"):
        values = each.find(f"{C}val") if each.find(f"{C}val") is not None else each.find(f"{C}yVal")
        points = {int(point.attrib["idx"]): float(point.findtext(f"{C}v") or "nan") for point in values.iter(f"{C}pt")}  # type: ignore[union-attr]
        count = int(next(values.iter(f"{C}ptCount")).attrib["val"])  # type: ignore[union-attr]
        found[each.findtext(f"{C}tx//{C}v") or ""] = [points.get(at) for at in range(count)]
    return found


def rows_of(measured: Measured) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(measured, "csv").decode())))


def test_each_measure_is_a_chart_whose_numbers_are_those_of_its_cells(stored: Database) -> None:
    for query, kind in CHARTS.items():
        measured = answer(stored, query)
        assert native(measured), (query, measured.notes)
        slide = parts(content(measured, "pptx"))
        chart = chart_of(slide)
        assert chart.find(f".//{C}{kind}") is not None, query
        inside = parts(slide[next(name for name in slide if name.endswith(".xlsx"))])
        pairs = list(referred(chart, inside))
        assert pairs and all(same(*pair) for pair in pairs), (query, [pair for pair in pairs if not same(*pair)])

        book = parts(content(measured, "xlsx"))
        drawing = chart_of(book)
        assert drawing.find(f".//{C}{kind}") is not None, query
        pairs = [pair for pair in referred(drawing, book) if pair[0]]
        assert pairs and all(same(*pair) for pair in pairs), query
        assert content(measured, "pptx") == content(measured, "pptx")


def test_a_waterfall_stands_on_a_base_that_is_not_seen_and_leads_from_share_to_share(stored: Database) -> None:
    measured = answer(stored, "measure=contribution&platform=openrouter&by=bloc&from=2026-07-06&to=2026-07-09")
    chart = chart_of(parts(content(measured, "pptx")))
    base = next(each for each in chart.iter(f"{C}ser") if "Base" in (each.findtext(f"{C}tx//{C}v") or ""))
    assert base.find(f"{C}spPr/{{http://schemas.openxmlformats.org/drawingml/2006/main}}noFill") is not None
    found = series_of(chart)
    whole = next(row for row in rows_of(measured) if row["level"] == "change")
    assert found["Share"][0] == pytest.approx(float(whole["share_before"]) * 100)
    assert found["Share"][-1] == pytest.approx(float(whole["share"]) * 100)
    steps = sum(value or 0 for value in found["Up"]) - sum(value or 0 for value in found["Down"])
    assert steps == pytest.approx(float(whole["contribution"]), abs=1e-5)
    labs = {row["group"]: float(row["contribution"]) for row in rows_of(measured) if row["level"] == "lab"}
    assert [value for value in found["Up"] if value] == [pytest.approx(labs["alibaba"], abs=1e-5)]


def test_ways_of_counting_are_bars_with_their_bounds_as_error_bars(stored: Database) -> None:
    measured = answer(stored, "measure=spread&platform=openrouter&by=bloc")
    chart = chart_of(parts(content(measured, "pptx")))
    rows = [row for row in rows_of(measured) if row["group"] == "CN"]
    values = [value for value in series_of(chart)["China"] if value is not None]
    assert values == [float(row["share"]) for row in rows]
    bars = chart.find(f".//{C}errBars")
    assert bars is not None and bars.find(f"{C}errValType").attrib["val"] == "cust"  # type: ignore[union-attr]
    above = [float(point.findtext(f"{C}v") or "nan") for point in bars.find(f"{C}plus").iter(f"{C}pt")]  # type: ignore[union-attr]
    assert above == pytest.approx([float(row["share_high"]) - float(row["share"]) for row in rows])


def test_leads_are_as_long_as_the_csv_says_and_points_stand_where_it_says(stored: Database) -> None:
    measured = answer(stored, "measure=crossover&platform=openrouter&by=lab&select=alibaba,deepseek")
    chart = native(measured)
    assert chart is not None
    leads = sorted(value for each in chart.series[1:] for value in each.values if value is not None)
    assert leads == sorted(int(row["days_led"]) for row in rows_of(measured))
    measured = answer(stored, "measure=platforms&platform=openrouter&by=lab")
    chart = native(measured)
    assert chart is not None
    mine = [row for row in rows_of(measured) if row["group"] == "alibaba"]
    points = next(each for each in chart.series if each.name == "Alibaba")
    assert list(points.values) == [float(row["share"]) for row in mine]
    assert list(points.across) == [float(row["hub_share"]) for row in mine]


def test_every_figure_of_a_sentence_beside_a_chart_stands_in_the_csv(stored: Database) -> None:
    for query in (
        "measure=contribution&platform=openrouter&by=bloc&from=2026-07-06&to=2026-07-09",
        "measure=concentration&platform=openrouter&by=lab",
        "measure=platforms&platform=openrouter&by=lab&select=deepseek",
        "measure=rank&platform=openrouter&by=lab",
        "platform=huggingface&by=lab",
    ):
        measured = answer(stored, query)
        rows = {(row["date"], row["group"]): row for row in rows_of(measured)}
        told = facts(measured)
        assert [each.about for each in told] == [About.LEVEL, About.CHANGE, About.RANK], query
        for figure in (figure for fact in told for figure in fact.figures):
            held = [float(rows[str(cell.date), cell.group][cell.column]) for cell in figure.cells]
            assert held == [cell.value for cell in figure.cells], (query, figure)
            told_so = float(re.sub(r"[^0-9.−-]", "", figure.written).replace("−", "-"))
            share = "share" in figure.cells[0].column or figure.cells[0].column.startswith("top3")
            exact = abs(figure.value) * (100 if share else 1)
            assert abs(abs(told_so) - exact) <= (0.5001 if exact > 99 else 0.05001), (query, figure)
        sentences = " ".join(fact.sentence for fact in told)
        for fact in told:
            digits = [re.sub(r"[^0-9.,]", "", figure.written) for figure in fact.figures]
            assert all(each in sentences for each in digits), (query, fact)


def test_the_quadrant_takes_no_incomplete_week_for_a_whole_one(stored: Database) -> None:
    measured = answer(stored, "measure=platforms&platform=openrouter&by=lab")
    later = measured.frame["date"] + pd.Timedelta(days=7)
    weeks = [measured.frame.assign(complete=True), measured.frame.assign(date=later, share=0.9, complete=False)]
    made = native(replace(measured, frame=pd.concat(weeks, ignore_index=True)))
    assert made
    assert [len(each.values) for each in made.series] == [1] * len(made.series)
    assert max(each.values[0] or 0 for each in made.series) < 0.9
