"""How fresh the data are follows the run log."""

import datetime as dt
from collections.abc import Iterator

import pytest

from app.collect import collect
from app.measures.freshness import Freshness, freshness
from app.store.engine import Database
from collectors.contract import Batch, Platform, UpstreamBusy
from tests.app.measures.world import MONDAY, day_after, plant
from tests.support import Planted, midnight


class Breaking(Planted):
    """A platform that never answers."""

    def collect(self) -> Iterator[Batch]:
        raise UpstreamBusy("OpenRouter answered 503 twelve times.")
        yield


def ask(database: Database, now: dt.datetime) -> Freshness:
    with database.connect() as connection:
        by_platform = {each.platform: each for each in freshness(connection, now=now)}
    assert list(by_platform) == list(Platform)
    return by_platform[Platform.OPENROUTER]


def test_before_any_run_nothing_is_known(database: Database) -> None:
    found = ask(database, midnight(MONDAY))
    assert (found.run_id, found.age, found.newest_day, found.failure, found.failing) == (None, None, None, None, False)


def test_the_last_complete_run_gives_the_age_and_the_newest_day(database: Database) -> None:
    plant(database, MONDAY, {"qwen/a": 1})
    found = ask(database, midnight(day_after(MONDAY, 2)))
    assert found.newest_day == MONDAY
    assert found.completed_at == midnight(day_after(MONDAY)) + dt.timedelta(hours=2)
    assert found.age == dt.timedelta(hours=22)
    assert not found.synthetic


def test_a_failure_after_the_last_success_is_told_with_its_error(database: Database) -> None:
    plant(database, MONDAY, {"qwen/a": 1})
    later = midnight(day_after(MONDAY, 2))
    with pytest.raises(UpstreamBusy):
        collect(database, Breaking(Platform.OPENROUTER, []), now=lambda: later)
    found = ask(database, later)
    assert found.failing
    assert found.failure is not None
    assert "503 twelve times" in found.failure
    assert found.failed_at == later
    assert found.newest_day == MONDAY


def test_a_success_after_a_failure_ends_the_alarm_and_keeps_the_failure(database: Database) -> None:
    with pytest.raises(UpstreamBusy):
        collect(database, Breaking(Platform.OPENROUTER, []), now=lambda: midnight(MONDAY))
    plant(database, MONDAY, {"qwen/a": 1})
    found = ask(database, midnight(day_after(MONDAY, 2)))
    assert not found.failing
    assert found.failed_at == midnight(MONDAY)


def test_a_run_that_began_later_and_is_dated_earlier_ends_the_alarm_too(database: Database) -> None:
    """A history that is filled from its newest day back and was stopped once: what follows is dated before the stop."""
    plant(database, day_after(MONDAY, 9), {"qwen/a": 1})
    with pytest.raises(UpstreamBusy):
        collect(database, Breaking(Platform.OPENROUTER, []), now=lambda: midnight(day_after(MONDAY, 5)))
    assert ask(database, midnight(day_after(MONDAY, 11))).failing
    plant(database, MONDAY, {"qwen/a": 1})
    assert not ask(database, midnight(day_after(MONDAY, 11))).failing


def test_sample_data_are_told_as_such(database: Database) -> None:
    plant(database, MONDAY, {"qwen/a": 1}, synthetic=True)
    assert ask(database, midnight(day_after(MONDAY, 2))).synthetic
