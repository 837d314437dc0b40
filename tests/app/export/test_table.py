"""CSV and JSON say exactly what was measured, and nothing in them runs."""

from __future__ import annotations

import csv
import io
import json

import pytest

from app.export.table import measure_csv, measure_json, neutral
from app.view import Grouping, View
from tests.app.charts.handmade import SIX_DAYS, measured

EVIL = '=HYPERLINK("http://x","y")'


def test_csv_has_the_promised_columns_and_six_decimals() -> None:
    lines = measure_csv(measured(SIX_DAYS)).split("\n")
    assert lines[0] == "date,group,value,share,share_low,share_high"
    assert lines[1] == "2026-07-14,CN,620,0.620000,0.620000,0.672000"
    assert lines[-1] == ""
    assert "\r" not in measure_csv(measured(SIX_DAYS))


def test_a_mean_keeps_its_decimals_and_a_large_count_all_its_digits() -> None:
    text = measure_csv(measured({"2026-07-14": {"CN": 7_499_000_000_001, "US": 12.5}}))
    assert ",CN,7499000000001," in text
    assert ",US,12.500000," in text


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "-", "+"])
def test_what_a_spreadsheet_would_run_becomes_text(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-12", "+3.5", "-1e6", "alibaba", "a=b", "", " =x"])
def test_numbers_and_plain_names_stay(text: str) -> None:
    assert neutral(text) == text


def test_hostile_names_survive_a_reader() -> None:
    name = f'{EVIL},"\nnext'
    answer = measured({"2026-07-14": {name: 1, "a,b": 1}}, view=View(by=Grouping.MODEL))
    rows = list(csv.DictReader(io.StringIO(measure_csv(answer))))
    assert {row["group"] for row in rows} == {f"'{name}", "a,b"}


def test_json_holds_the_same_numbers_and_says_what_is_made_up() -> None:
    answer = measured(SIX_DAYS, synthetic=True)
    body = json.loads(measure_json(answer))
    first = {"date": "2026-07-14", "group": "CN", "value": 620, "share": 0.62, "share_low": 0.62, "share_high": 0.672}
    assert body["rows"][0] == first
    assert body["notice"] == "Synthetic sample data"
    assert body["view"] == "platform=openrouter"
    assert "notice" not in json.loads(measure_json(measured(SIX_DAYS)))


def test_a_share_that_does_not_exist_is_empty_and_not_a_number() -> None:
    answer = measured(SIX_DAYS)
    answer.frame.loc[0, "share"] = float("nan")
    assert measure_csv(answer).split("\n")[1] == "2026-07-14,CN,620,,0.620000,0.672000"
    assert json.loads(measure_json(answer))["rows"][0]["share"] is None


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert measure_csv(measured(SIX_DAYS)) == measure_csv(measured(SIX_DAYS))
    assert measure_json(measured(SIX_DAYS)) == measure_json(measured(SIX_DAYS))
