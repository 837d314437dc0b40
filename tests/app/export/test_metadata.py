"""The record beside every file holds the whole evidence, and no clock."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from app.export.bundle import bundle
from app.export.metadata import File, metadata, metadata_json
from app.export.names import file_stem
from app.export.take_out import content, take_out
from app.view import Grouping, View
from tests.app.charts.handmade import SIX_DAYS, measured


def test_the_package_describes_its_file_and_its_fields() -> None:
    file = File("shares.csv", b"date,group\n")
    record = metadata(measured(SIX_DAYS, missing=["2026-07-17"]), (file,))
    resource = record["resources"][0]
    assert resource["hash"] == f"sha256:{hashlib.sha256(file.content).hexdigest()}"
    assert resource["bytes"] == 11
    fields = [field["name"] for field in resource["schema"]["fields"]]
    assert fields == ["date", "group", "value", "share", "share_low", "share_high"]
    assert re.fullmatch(r"[a-z0-9._/-]+", record["name"])
    assert record["licenses"] == [{"title": "CC BY 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}]


def test_the_package_holds_what_defends_the_numbers() -> None:
    record = metadata(measured(SIX_DAYS, missing=["2026-07-17"], synthetic=True))
    ours = record["modelshare"]
    assert ours["permalink"] == "platform=openrouter"
    assert ours["synthetic"] is True
    assert ours["notice"] == "Synthetic sample data"
    assert ours["definition"]["version"] == 1
    assert ours["coverage"]["days_missing"] == ["2026-07-17"]
    assert ours["registry_hash"] == "ab" * 32
    assert ours["program"]["version"]
    assert ours["window"] == {"from": "2026-07-14", "to": "2026-07-19"}
    source = record["sources"][0]
    assert source["retrieved_at"] == source["as_of"] == "2026-07-20T01:46:00Z"
    assert source["citation"].startswith("Source: OpenRouter")


def test_nothing_in_it_tells_when_it_was_made() -> None:
    text = metadata_json(measured(SIX_DAYS))
    assert text == metadata_json(measured(SIX_DAYS))
    assert f"{dt.datetime.now(dt.UTC):%Y-%m-%d}" not in text


def test_the_archive_is_the_same_every_time_and_its_hashes_are_right() -> None:
    first = bundle(measured(SIX_DAYS))
    assert first == bundle(measured(SIX_DAYS))
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        record = json.loads(archive.read("metadata.json"))
        table = archive.read(record["resources"][0]["path"])
    assert record["resources"][0]["hash"] == f"sha256:{hashlib.sha256(table).hexdigest()}"
    assert table.startswith(b"date,group,")


def test_a_table_leaves_with_its_metadata_beside_it(tmp_path: Path) -> None:
    files = dict(take_out(measured(SIX_DAYS), "csv", tmp_path / "share.csv"))
    assert [path.name for path in files] == ["share.csv", "share.metadata.json"]
    record = json.loads(files[tmp_path / "share.metadata.json"])
    assert record["resources"][0]["path"] == "share.csv"
    assert files[tmp_path / "share.csv"] == content(measured(SIX_DAYS), "csv")


def test_a_table_holds_what_the_chart_draws() -> None:
    many = {f"lab-{number:02}": 100 - number for number in range(20)}
    text = content(measured({"2026-07-14": many}, view=View(by=Grouping.LAB)), "csv").decode()
    assert ",all_others," in text
    assert ",lab-15," not in text


@pytest.mark.parametrize("name", ["../../etc/passwd", 'a"b', "CON|?*"])
def test_file_names_are_safe(name: str) -> None:
    view = View(by=Grouping.LAB, select=(name,), as_of=dt.date(2026, 7, 20))
    stem = file_stem(measured(SIX_DAYS, view=view, synthetic=True))
    assert re.fullmatch(r"[A-Za-z0-9._-]+", stem)
    assert stem.startswith("modelshare-share-openrouter-tokens-all-by-lab-day-2026-07-14-2026-07-19-as-of-2026-07-20")
    assert "synthetic" in stem


def test_metadata_alone_describe_the_csv_of_the_same_rows_and_name_no_empty_list() -> None:
    answer = measured(SIX_DAYS)
    record = json.loads(content(answer, "json"))
    assert record["resources"][0]["path"] == f"{file_stem(answer)}.csv"
    assert record["resources"][0]["hash"] == f"sha256:{hashlib.sha256(content(answer, 'csv')).hexdigest()}"
    assert "licenses" not in metadata(replace(answer, sources=()))
