"""One question counted in every way: hand-made days on both platforms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.errors import NotEnoughKnown
from app.measures import ask
from app.measures.result import Measured
from app.store.engine import Database
from app.view import Grouping, Measure, Platform, View
from tests.app.measures.world import MONDAY, OTHER, TOKENS, day_after, register
from tests.support import hub_model, plant_hub, plant_tokens


def spread(database: Database, **view: Any) -> Measured:
    with database.connect() as connection:
        return ask(connection, View(measure=Measure.SPREAD, **view))


def by_population(measured: Measured, column: str = "share") -> dict[str, float]:
    return {row["population"]: row[column] for row in measured.frame.to_dict("records")}


def test_one_day_has_one_answer_for_each_population(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, TOKENS, other=OTHER)
    found = spread(database)
    shares = by_population(found)
    assert found.frame["group"].unique().tolist() == ["CN"]
    assert shares["all"] == pytest.approx(700 / 1_000)
    assert shares["named"] == pytest.approx(700 / 970)
    assert shares["top10"] == pytest.approx(700 / 970)
    # Open for sure are Qwen's 400 alone; the rest but for OpenAI's closed 150 may be or not, and widens the band.
    assert shares["open"] == 1.0
    assert by_population(found, "share_low")["open"] == pytest.approx(400 / 850)
    assert found.coverage.unknown_share == pytest.approx(100 / 1_000)


def test_the_hub_has_its_own_units_and_a_day_without_values_is_left_out(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_hub(
        database,
        MONDAY,
        [
            hub_model("Qwen/a", 300, pipeline_tag="text-generation", downloads_all_time=1_000),
            hub_model("openai/g", 100, pipeline_tag="fill-mask", downloads_all_time=500),
        ],
    )
    found = spread(database, platform=Platform.HUGGINGFACE, by=Grouping.BLOC)
    assert {(row["unit"], row["population"]): row["share"] for row in found.frame.to_dict("records")} == {
        ("downloads_30d", "all"): 0.75,
        ("downloads_30d", "language"): 1.0,
        ("downloads_30d", "original"): 0.75,
    }


def test_a_group_without_a_row_stands_at_nothing_but_the_unknown(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, TOKENS, other=OTHER)
    row = spread(database, by=Grouping.LAB, select=("minimax",)).frame.iloc[0]
    assert (row["share"], row["share_low"], row["share_high"]) == (0.0, 0.0, pytest.approx(0.1))


def test_nothing_stored_is_said(database: Database) -> None:
    with pytest.raises(NotEnoughKnown, match="Nothing is stored of openrouter"):
        spread(database)


def test_the_day_asked_for_is_not_replaced_by_another(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, TOKENS, other=OTHER)
    assert spread(database, until=day_after(MONDAY)).frame.empty
