"""The page and the command line hand out the same bytes for the same view and as-of."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.charts.shape import drawn
from app.cli.main import app
from app.export.picture import close_browser, find_browser
from app.export.take_out import content
from app.measures import ask
from app.store.engine import Database
from app.view import View
from tests.support import plant_tokens

QUERY = "platform=openrouter&as-of=2026-07-20"


@pytest.fixture
def stored(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Three days; the settings name this database."""
    for at in range(3):
        plant_tokens(database, dt.date(2026, 7, 14 + at), {"qwen/a": 40 + at, "openai/b": 60 - at}, other=7)
    monkeypatch.setenv("DATABASE_URL", database_url)
    return database


def by_command(kind: str, tmp_path: Path) -> bytes:
    output = tmp_path / f"chart.{kind}"
    done = CliRunner().invoke(app, ["chart", "platform=openrouter&by=bloc", "--as-of", "2026-07-20", "-o", str(output)])
    assert done.exit_code == 0, done.output
    return output.read_bytes()


def by_page(database: Database, kind: str) -> bytes:
    with database.connect() as connection:
        return content(drawn(ask(connection, View.parse(QUERY))), kind)


@pytest.mark.parametrize("kind", ["csv", "json", "parquet", "xlsx", "pptx"])
def test_page_and_command_line_agree_and_later_data_change_nothing(stored: Database, kind: str, tmp_path: Path) -> None:
    first = by_command(kind, tmp_path)
    assert by_page(stored, kind) == first
    plant_tokens(
        stored, dt.date(2026, 7, 14), {"qwen/a": 99}, other=1, known_at=dt.datetime(2026, 7, 25, tzinfo=dt.UTC)
    )
    assert by_page(stored, kind) == first


def test_the_metadata_beside_a_file_name_it(stored: Database, tmp_path: Path) -> None:
    by_command("csv", tmp_path)
    record = json.loads((tmp_path / "chart.metadata.json").read_text())
    assert record["resources"][0]["path"] == "chart.csv"
    assert record["modelshare"]["permalink"] == QUERY


@pytest.mark.browser
@pytest.mark.skipif(find_browser() is None and "CI" not in os.environ, reason="no Chromium or Chrome on this machine")
def test_the_svg_too(stored: Database, tmp_path: Path) -> None:
    try:
        assert by_page(stored, "svg") == by_command("svg", tmp_path)
    finally:
        close_browser()
