"""Shares of Hub downloads: the rolling count, daily differences, populations and accounts too small for a row."""

import datetime as dt
from pathlib import Path

import pytest

from app.store.engine import Database
from app.view import Grain, Grouping, Population, Unit
from collectors.contract import HubModel, Platform, Relation
from tests.app.measures.world import MONDAY, ask_share, column, day_after, plant_models, register
from tests.support import hub_model

HUB = Platform.HUGGINGFACE
TUESDAY, THURSDAY = day_after(MONDAY), day_after(MONDAY, 3)


@pytest.fixture
def hub(database: Database, tmp_path: Path) -> Database:
    """An empty database under the small registry."""
    register(database, tmp_path)
    return database


def chat(repo_id: str, downloads: int, **more: object) -> HubModel:
    """A text-generation model."""
    return hub_model(repo_id, downloads, pipeline_tag="text-generation", **more)


def test_a_days_share_is_a_plain_sum_by_lab(hub: Database) -> None:
    plant_models(
        hub,
        MONDAY,
        hub_model("Qwen/a", 300),
        hub_model("AIDC-AI/b", 100),
        hub_model("openai/c", 500),
        hub_model("big/d", 99_100 - 1),
        hub_model("tiny/e", 1),
        hub_model("gpt2", None),
    )
    measured = ask_share(hub, platform=HUB)
    assert column(measured.frame, "value") == {"openai": 500, "alibaba": 400, "unattributed": 99_100}
    assert set(measured.frame["total"]) == {100_000}
    assert column(measured.frame, "share")["alibaba"] == 0.004
    assert column(measured.frame, "share_high")["alibaba"] == pytest.approx(0.995)
    assert measured.frame["value"].dtype == "int64"
    (source,) = measured.sources
    assert source.citation == "Source: Hugging Face Hub API (huggingface.co), as of 2026-07-06 06:00 UTC."
    assert any("rolling count" in note for note in measured.notes)


def test_a_week_of_the_rolling_count_is_the_mean_of_the_days_present(hub: Database) -> None:
    plant_models(hub, MONDAY, hub_model("Qwen/a", 100), hub_model("openai/c", 300))
    plant_models(hub, TUESDAY, hub_model("Qwen/a", 200), hub_model("openai/c", 200), hub_model("big/d", 400))
    plant_models(hub, THURSDAY, hub_model("openai/c", 100))
    measured = ask_share(hub, platform=HUB, grain=Grain.WEEK)
    frame = measured.frame
    # Shares by day: alibaba 1/4, 1/4, none; openai 3/4, 1/4, 1; unattributed none, 1/2, none.
    assert column(frame, "value") == pytest.approx({"alibaba": 100, "openai": 200, "unattributed": 400 / 3})
    assert column(frame, "share") == pytest.approx({"alibaba": 1 / 6, "openai": 2 / 3, "unattributed": 1 / 6})
    assert column(frame, "share_high") == pytest.approx({"alibaba": 1 / 3, "openai": 5 / 6, "unattributed": 1 / 6})
    assert list(frame["total"]) == pytest.approx([1_300 / 3] * 3)
    assert set(frame["days"]) == {3}
    assert not frame["complete"].any()
    assert measured.coverage.unknown_share == pytest.approx(1 / 6)
    assert "Each week is the mean of its days." in measured.notes


def test_a_month_of_the_rolling_count_is_the_mean_of_days_too(hub: Database) -> None:
    plant_models(hub, dt.date(2026, 6, 30), hub_model("Qwen/a", 1), hub_model("openai/c", 1))
    plant_models(hub, dt.date(2026, 7, 1), hub_model("Qwen/a", 3), hub_model("openai/c", 1))
    plant_models(hub, dt.date(2026, 7, 2), hub_model("Qwen/a", 1), hub_model("openai/c", 1))
    frame = ask_share(hub, platform=HUB, grain=Grain.MONTH).frame
    assert column(frame, "share", dt.date(2026, 6, 1))["alibaba"] == 0.5
    assert column(frame, "share", dt.date(2026, 7, 1))["alibaba"] == 0.625


def test_populations_of_the_hub(hub: Database) -> None:
    plant_models(
        hub,
        MONDAY,
        chat("Qwen/chat", 100),
        chat("Qwen/chat-GGUF", 50, relation=Relation.QUANTIZED),
        hub_model("Qwen/embedding", 25),
        chat("openai/chat-tune", 10, relation=Relation.FINETUNE),
    )
    values = {
        population: column(ask_share(hub, platform=HUB, population=population).frame, "value")
        for population in (Population.ALL, Population.LANGUAGE, Population.ORIGINAL)
    }
    assert values == {
        Population.ALL: {"alibaba": 175, "openai": 10},
        Population.LANGUAGE: {"alibaba": 150, "openai": 10},
        Population.ORIGINAL: {"alibaba": 125, "openai": 10},
    }


def test_daily_downloads_are_differences_and_a_falling_count_stays_negative(hub: Database) -> None:
    def counted(qwen: int, other: int) -> tuple[HubModel, ...]:
        return hub_model("Qwen/a", 1, downloads_all_time=qwen), hub_model("openai/c", 1, downloads_all_time=other)

    plant_models(hub, MONDAY, *counted(1_000, 1_000))
    plant_models(hub, TUESDAY, *counted(1_300, 1_100))
    plant_models(hub, THURSDAY, *counted(1_500, 1_200))
    plant_models(hub, day_after(MONDAY, 4), *counted(1_400, 1_700))
    measured = ask_share(hub, platform=HUB, unit=Unit.DOWNLOADS_DAILY)
    friday = day_after(MONDAY, 4)
    assert column(measured.frame, "value", TUESDAY) == {"alibaba": 300, "openai": 100}
    assert column(measured.frame, "value", friday) == {"alibaba": -100, "openai": 500}
    assert column(measured.frame, "share", friday) == {"alibaba": -0.25, "openai": 1.25}
    assert measured.coverage.missing == (MONDAY, day_after(MONDAY, 2), THURSDAY)
    assert "Falling all-time counts in these sums, kept as negative differences: 1." in measured.notes
    week = ask_share(hub, platform=HUB, unit=Unit.DOWNLOADS_DAILY, grain=Grain.WEEK).frame
    assert column(week, "share") == {"alibaba": 0.25, "openai": 0.75}  # 200 and 600 of 800, sum over sum


def test_a_day_whose_counts_fall_in_all_has_values_and_no_shares(hub: Database) -> None:
    for day, count in ((MONDAY, 1_000), (TUESDAY, 900)):
        plant_models(hub, day, hub_model("Qwen/a", 1, downloads_all_time=count))
    frame = ask_share(hub, platform=HUB, unit=Unit.DOWNLOADS_DAILY).frame
    assert column(frame, "value") == {"alibaba": -100}
    assert frame[["share", "share_low", "share_high"]].isna().all(axis=None)


def test_falling_unknown_counts_widen_no_band(hub: Database) -> None:
    for day, known, unknown in ((MONDAY, 1_000, 1_000), (TUESDAY, 1_300, 800)):
        plant_models(
            hub,
            day,
            hub_model("Qwen/a", 9, downloads_all_time=known),
            hub_model("big/d", 9, downloads_all_time=unknown),
        )
    frame = ask_share(hub, platform=HUB, unit=Unit.DOWNLOADS_DAILY).frame
    assert column(frame, "share")["alibaba"] == 3.0
    assert column(frame, "share_high")["alibaba"] == column(frame, "share_low")["alibaba"] == 3.0


def test_both_platforms_answer_from_one_database_without_mixing(hub: Database) -> None:
    plant_models(hub, MONDAY, hub_model("Qwen/a", 1))
    assert ask_share(hub).frame.empty
    assert not ask_share(hub, platform=HUB, by=Grouping.BLOC).frame.empty
