"""Old days lose their long tail and none of their sums."""

import datetime as dt

import pytest
from sqlalchemy import text

from app.errors import ConfigurationError
from app.store.checks import broken_invariants
from app.store.engine import Database
from app.store.retention import Thinned, thin
from tests.support import hub_model, plant_hub

MONDAY = dt.date(2026, 1, 5)
TODAY = MONDAY + dt.timedelta(days=100)


def rows(database: Database, statement: str) -> list[tuple]:
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_the_long_tail_becomes_weekly_and_every_sum_stays(database: Database) -> None:
    for number in (0, 1, 2, 90):
        models = [
            hub_model("Qwen/tiny", 1),
            hub_model("big/m", 900 + number),
            *(hub_model(f"u{n}/m", n) for n in range(9)),
        ]
        plant_hub(database, MONDAY + dt.timedelta(days=number), models)
    sums = rows(database, "SELECT * FROM rollup ORDER BY 1, 2, 3, 4, 5")
    assert thin(database, TODAY, 60, largest=1) == Thinned(2, 16)
    kept = rows(database, "SELECT day, count(*), bool_or(account = 'Qwen') FROM hub_snapshot GROUP BY day ORDER BY day")
    assert [(count, lab) for _, count, lab in kept] == [(11, True), (3, True), (3, True), (11, True)]
    assert rows(database, "SELECT * FROM rollup ORDER BY 1, 2, 3, 4, 5") == sums
    assert thin(database, TODAY, 60, largest=1) == Thinned(0, 0)
    with database.connect() as connection:
        assert broken_invariants(connection) == []


def test_a_week_without_its_monday_keeps_its_first_day_whole(database: Database) -> None:
    for number in (2, 3, 4):
        plant_hub(database, MONDAY + dt.timedelta(days=number), [hub_model(f"u{n}/m", n) for n in range(9)])
    assert thin(database, TODAY, 60, largest=1) == Thinned(2, 14)
    kept = rows(database, "SELECT count(*) FROM hub_snapshot GROUP BY day ORDER BY day")
    assert kept == [(9,), (2,), (2,)]


def test_days_that_are_still_compared_cannot_be_thinned(database: Database) -> None:
    with pytest.raises(ConfigurationError, match="60 are needed"):
        thin(database, TODAY, 30)
