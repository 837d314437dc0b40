"""Ranks with changes, entries, exits and ties, of labs and of single models."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from app.errors import ViewError
from app.store.engine import Database
from app.view import Grain, Grouping, Population, Unit
from collectors.contract import Platform
from tests.app.measures.world import MONDAY, OTHER, TOKENS, ask_rank, column, day_after, plant, plant_models, register
from tests.support import hub_model

HUB = Platform.HUGGINGFACE
TUESDAY, WEDNESDAY, THURSDAY = (day_after(MONDAY, days) for days in (1, 2, 3))


@pytest.fixture
def ranked(database: Database, tmp_path: Path) -> Database:
    """An empty database under the small registry."""
    register(database, tmp_path)
    return database


def of(frame: pd.DataFrame, day: dt.date, name: str) -> dict[str, object]:
    """A column of one day, with None for what is missing."""
    return {group: None if pd.isna(value) else value for group, value in column(frame, name, day).items()}


def test_the_frame_has_the_columns_that_everybody_reads(ranked: Database) -> None:
    plant(ranked, MONDAY, TOKENS, other=OTHER)
    frame = ask_rank(ranked).frame
    assert list(frame.columns) == [
        "date",
        "group",
        "rank",
        "value",
        "share",
        "share_low",
        "share_high",
        "previous_rank",
        "change",
        "status",
        "periods_listed",
        "complete",
    ]
    assert frame["rank"].dtype == frame["previous_rank"].dtype == frame["change"].dtype == "Int64"
    assert frame["value"].dtype == "Int64"


def test_labs_are_ranked_by_value_and_the_unknown_is_not(ranked: Database) -> None:
    plant(ranked, MONDAY, TOKENS, other=OTHER)
    measured = ask_rank(ranked)
    assert column(measured.frame, "rank") == {"alibaba": 1, "deepseek": 2, "openai": 3, "moonshot": 4, "mistral": 5}
    assert column(measured.frame, "share")["alibaba"] == 0.4  # of everything, the unknown included
    assert measured.labels["moonshot"] == "Moonshot AI"
    assert measured.coverage.unknown_share == pytest.approx(0.1)


def test_changes_entries_and_exits_are_told_against_the_day_before(ranked: Database) -> None:
    plant(ranked, MONDAY, {"qwen/a": 30, "openai/g": 20, "deepseek/d": 10})
    plant(ranked, TUESDAY, {"openai/g": 30, "qwen/a": 20, "minimax/m": 10})
    frame = ask_rank(ranked).frame
    assert of(frame, MONDAY, "status") == {"alibaba": None, "openai": None, "deepseek": None}
    assert of(frame, TUESDAY, "rank") == {"openai": 1, "alibaba": 2, "minimax": 3, "deepseek": None}
    assert of(frame, TUESDAY, "previous_rank") == {"openai": 2, "alibaba": 1, "minimax": None, "deepseek": 3}
    assert of(frame, TUESDAY, "change") == {"openai": 1, "alibaba": -1, "minimax": None, "deepseek": None}
    assert of(frame, TUESDAY, "status") == {
        "openai": "continuing",
        "alibaba": "continuing",
        "minimax": "entered",
        "deepseek": "exited",
    }
    assert of(frame, TUESDAY, "periods_listed") == {"openai": 2, "alibaba": 2, "minimax": 1, "deepseek": 1}
    assert of(frame, TUESDAY, "value")["deepseek"] is None
    assert list(frame["group"])[-1] == "deepseek"  # exits stand last


def test_an_exit_is_told_once(ranked: Database) -> None:
    plant(ranked, MONDAY, {"qwen/a": 2, "deepseek/d": 1})
    plant(ranked, TUESDAY, {"qwen/a": 2})
    plant(ranked, WEDNESDAY, {"qwen/a": 2})
    frame = ask_rank(ranked).frame
    assert set(frame[frame["status"] == "exited"]["date"].dt.date) == {TUESDAY}


def test_after_a_gap_nothing_is_said_of_changes(ranked: Database) -> None:
    plant(ranked, MONDAY, {"qwen/a": 2, "openai/g": 1})
    plant(ranked, WEDNESDAY, {"openai/g": 2, "minimax/m": 1})
    frame = ask_rank(ranked).frame
    assert of(frame, WEDNESDAY, "status") == {"openai": None, "minimax": None}
    assert of(frame, WEDNESDAY, "previous_rank") == {"openai": None, "minimax": None}


def test_the_first_period_of_a_window_is_set_beside_the_one_before_it(ranked: Database) -> None:
    plant(ranked, MONDAY, {"qwen/a": 2, "openai/g": 1})
    plant(ranked, TUESDAY, {"openai/g": 2, "qwen/a": 1})
    frame = ask_rank(ranked, since=TUESDAY).frame
    assert set(frame["date"].dt.date) == {TUESDAY}
    assert of(frame, TUESDAY, "change") == {"openai": 1, "alibaba": -1}
    assert of(frame, TUESDAY, "periods_listed") == {"openai": 1, "alibaba": 1}


def test_equal_values_share_a_rank_and_the_next_is_skipped(ranked: Database) -> None:
    plant(ranked, MONDAY, {"qwen/a": 5, "openai/g": 5, "deepseek/d": 4, "mistralai/m": 9})
    frame = ask_rank(ranked).frame
    assert column(frame, "rank") == {"mistral": 1, "alibaba": 2, "openai": 2, "deepseek": 4}
    assert list(frame["group"]) == ["mistral", "alibaba", "openai", "deepseek"]


def test_weeks_and_months_are_set_beside_the_calendars_last(ranked: Database) -> None:
    for day in (dt.date(2026, 5, 30), dt.date(2026, 6, 1), dt.date(2026, 6, 15), dt.date(2026, 7, 1)):
        plant(ranked, day, {"qwen/a": 3, "openai/g": day.month})
    months = ask_rank(ranked, grain=Grain.MONTH).frame
    july, june = dt.date(2026, 7, 1), dt.date(2026, 6, 1)
    assert of(months, june, "change") == {"openai": 0, "alibaba": 0}
    assert of(months, july, "status") == {"openai": "continuing", "alibaba": "continuing"}
    weeks = ask_rank(ranked, grain=Grain.WEEK).frame
    assert of(weeks, june, "status") == {"openai": "continuing", "alibaba": "continuing"}
    assert of(weeks, dt.date(2026, 6, 15), "status") == {"openai": None, "alibaba": None}
    cut = ask_rank(ranked, grain=Grain.MONTH, since=july).frame
    assert of(cut, july, "previous_rank") == {"openai": 1, "alibaba": 2}


def test_models_are_ranked_with_their_variants_folded(ranked: Database) -> None:
    plant(ranked, MONDAY, {"qwen/a": 30, "qwen/a:free": 30, "openai/g": 50, "stealth/x": 10}, other=100)
    frame = ask_rank(ranked, by=Grouping.MODEL).frame
    assert column(frame, "rank") == {"qwen/a": 1, "openai/g": 2, "stealth/x": 3}
    assert column(frame, "share")["qwen/a"] == pytest.approx(60 / 220)
    top = ask_rank(ranked, by=Grouping.MODEL, population=Population.NAMED).frame
    assert column(top, "share")["qwen/a"] == 0.5


def test_hub_labs_are_ranked_like_any_other(ranked: Database) -> None:
    plant_models(ranked, MONDAY, hub_model("Qwen/a", 1), hub_model("openai/c", 5))
    plant_models(ranked, TUESDAY, hub_model("Qwen/a", 6), hub_model("openai/c", 5))
    frame = ask_rank(ranked, platform=HUB).frame
    assert of(frame, TUESDAY, "change") == {"alibaba": 1, "openai": -1}


def test_hub_models_are_ranked_for_the_newest_day_alone_unless_a_window_is_named(ranked: Database) -> None:
    plant_models(ranked, MONDAY, hub_model("Qwen/a", 1), hub_model("openai/c", 5), hub_model("gpt2", 3))
    plant_models(ranked, TUESDAY, hub_model("Qwen/a", 6), hub_model("openai/c", 5), hub_model("big/d", None))
    newest = ask_rank(ranked, platform=HUB, by=Grouping.MODEL)
    assert set(newest.frame["date"].dt.date) == {TUESDAY}
    assert of(newest.frame, TUESDAY, "rank") == {"Qwen/a": 1, "openai/c": 2, "gpt2": None}
    assert of(newest.frame, TUESDAY, "change") == {"Qwen/a": 2, "openai/c": -1, "gpt2": None}
    assert of(newest.frame, TUESDAY, "share")["Qwen/a"] == pytest.approx(6 / 11)
    whole = ask_rank(ranked, platform=HUB, by=Grouping.MODEL, since=MONDAY).frame
    assert set(whole["date"].dt.date) == {MONDAY, TUESDAY}


def test_hub_models_keep_to_the_hundred_largest(ranked: Database) -> None:
    plant_models(ranked, MONDAY, *(hub_model(f"Qwen/m{number:03}", 1_000 - number) for number in range(120)))
    frame = ask_rank(ranked, platform=HUB, by=Grouping.MODEL).frame
    assert len(frame) == 100
    assert frame["group"].iloc[-1] == "Qwen/m099"


def test_a_renamed_hub_model_is_neither_gone_nor_new(ranked: Database) -> None:
    plant_models(ranked, MONDAY, hub_model("THUDM/glm", 5, model="1" * 24), hub_model("Qwen/a", 1))
    plant_models(ranked, TUESDAY, hub_model("zai-org/glm", 5, model="1" * 24), hub_model("Qwen/a", 1))
    frame = ask_rank(ranked, platform=HUB, by=Grouping.MODEL).frame
    assert of(frame, TUESDAY, "status") == {"zai-org/glm": "continuing", "Qwen/a": "continuing"}
    before = ask_rank(ranked, platform=HUB, by=Grouping.MODEL, as_of=MONDAY).frame
    assert set(before["group"]) == {"THUDM/glm", "Qwen/a"}


def test_hub_models_by_population_and_by_daily_downloads(ranked: Database) -> None:
    chat = {"pipeline_tag": "text-generation"}
    for day, qwen, other in ((MONDAY, 100, 100), (TUESDAY, 110, 180)):
        plant_models(
            ranked,
            day,
            hub_model("Qwen/chat", 9, downloads_all_time=qwen, **chat),
            hub_model("openai/clip", 99, downloads_all_time=other),
        )
    language = ask_rank(ranked, platform=HUB, by=Grouping.MODEL, population=Population.LANGUAGE).frame
    assert column(language, "rank") == {"Qwen/chat": 1}
    assert column(language, "share") == {"Qwen/chat": 1.0}
    daily = ask_rank(ranked, platform=HUB, by=Grouping.MODEL, unit=Unit.DOWNLOADS_DAILY).frame
    assert column(daily, "value") == {"openai/clip": 80, "Qwen/chat": 10}


def test_hub_models_are_ranked_by_day_only(ranked: Database) -> None:
    with pytest.raises(ViewError, match="ranked by day"):
        ask_rank(ranked, platform=HUB, by=Grouping.MODEL, grain=Grain.WEEK)


@pytest.mark.parametrize("view", [{}, {"platform": HUB}, {"platform": HUB, "by": Grouping.MODEL}, {"since": MONDAY}])
def test_without_data_the_ranking_is_empty(ranked: Database, view: dict[str, object]) -> None:
    measured = ask_rank(ranked, **view)
    assert measured.frame.empty
    assert measured.frame["rank"].dtype == "Int64"
    assert measured.coverage.days_expected == 0
