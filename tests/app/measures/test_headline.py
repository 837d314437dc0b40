"""The headline's shares, their changes, and when too little is known for a headline."""

import datetime as dt
from pathlib import Path

import pytest

from app.measures.headline import Headline, headline
from app.store.engine import Database
from app.view import Unit
from collectors.contract import Platform
from tests.app.measures.world import MONDAY, OTHER, TOKENS, day_after, plant, plant_models, register
from tests.support import hub_model


def ask(
    database: Database,
    platform: Platform = Platform.OPENROUTER,
    unknown_limit: float = 0.35,
    as_of: dt.date | None = None,
) -> Headline:
    with database.connect() as connection:
        return headline(connection, platform, as_of=as_of, unknown_limit=unknown_limit)


@pytest.fixture
def told(database: Database, tmp_path: Path) -> Database:
    """The small world on one Monday."""
    register(database, tmp_path)
    plant(database, MONDAY, TOKENS, other=OTHER)
    return database


def test_the_newest_day_is_told_with_its_bounds(told: Database) -> None:
    found = ask(told)
    assert (found.day, found.total, found.unit) == (MONDAY, 1_000, Unit.TOKENS)
    assert found.named3 is not None
    assert (found.named3.value, found.named3.share) == (500, 0.5)
    assert (found.named3.low, found.named3.high) == pytest.approx((0.5, 0.6))
    assert found.chinese is not None
    assert (found.chinese.value, found.chinese.share, found.chinese.label) == (700, 0.7, "China")
    assert found.unknown_share == pytest.approx(0.1)
    assert found.enough_known
    assert [source.origin for source in found.sources] == ["export"]


def test_above_the_limit_not_enough_is_known(told: Database) -> None:
    assert not ask(told, unknown_limit=0.09).enough_known


def test_changes_are_points_against_exactly_30_and_90_days_before(told: Database) -> None:
    plant(told, day_after(MONDAY, -30), {"qwen/a": 1, "deepseek/d": 1, "openai/g": 2})
    plant(told, day_after(MONDAY, -90), {"openai/g": 2})
    found = ask(told)
    assert found.named3 is not None
    assert found.chinese is not None
    assert (found.named3.change_30, found.chinese.change_30) == pytest.approx((25.0, 20.0))
    # Ninety days before there was a day, and on it nothing of theirs: that is nought, and no gap.
    assert (found.named3.change_90, found.chinese.change_90) == pytest.approx((50.0, 70.0))


def test_no_other_day_stands_in_for_a_missing_one(told: Database) -> None:
    for days in (-29, -31, -89, -91):
        plant(told, day_after(MONDAY, days), {"qwen/a": 1})
    found = ask(told)
    assert found.named3 is not None
    assert (found.named3.change_30, found.named3.change_90) == (None, None)


def test_an_empty_newest_day_is_passed_over(told: Database) -> None:
    plant(told, day_after(MONDAY), {})
    assert ask(told).day == MONDAY


def test_as_of_an_earlier_date_the_headline_is_the_earlier_one(told: Database) -> None:
    plant(told, day_after(MONDAY), {"openai/g": 1})
    assert ask(told).day == day_after(MONDAY)
    found = ask(told, as_of=day_after(MONDAY))
    assert found.day == MONDAY


def test_a_group_without_usage_stands_at_nothing_with_the_unknown_above_it(told: Database) -> None:
    plant(told, day_after(MONDAY), {"openai/g": 3, "nobody/n": 1})
    found = ask(told)
    assert found.chinese is not None
    assert (found.chinese.value, found.chinese.share, found.chinese.low) == (0, 0.0, 0.0)
    assert found.chinese.high == pytest.approx(0.25)


def test_the_hub_has_its_own_unit(told: Database) -> None:
    plant_models(told, MONDAY, hub_model("Qwen/a", 30), hub_model("deepseek-ai/b", 10), hub_model("openai/c", 60))
    found = ask(told, Platform.HUGGINGFACE)
    assert (found.unit, found.total) == (Unit.DOWNLOADS_30D, 100)
    assert found.named3 is not None
    assert found.chinese is not None
    assert (found.named3.share, found.chinese.share) == (0.3, 0.4)


def test_without_data_there_is_no_headline(database: Database) -> None:
    found = ask(database)
    assert (found.day, found.total, found.named3, found.chinese, found.unknown_share) == (None,) * 5
    assert not found.enough_known
    assert found.sources == ()
