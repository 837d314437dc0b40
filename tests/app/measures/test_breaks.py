"""Which breaks of the data a chart is footnoted with: those inside what it draws, and none on made-up days."""

import datetime as dt

from app.collect import collect
from app.measures import ask
from app.store.engine import Database
from app.view import EventKind, Platform, View
from collectors.contract import Origin, TokenBatch, TokenDay, TokenRow
from tests.support import Planted, midnight

BREAK, LATER = dt.date(2025, 6, 15), dt.date(2025, 7, 15)
EARLY = View(since=dt.date(2025, 1, 1), events=(EventKind.DATA_BREAK,))


def plant(database: Database, *days: dt.date, synthetic: bool = False) -> None:
    moment = midnight(days[-1]) + dt.timedelta(hours=26)
    batch = TokenBatch(Origin.EXPORT, moment, tuple(TokenDay(day, (TokenRow("qwen/a", 9),), 1) for day in days))
    collect(database, Planted(Platform.OPENROUTER, [batch], synthetic=synthetic), now=lambda: moment)


def told(database: Database) -> list[str]:
    with database.connect() as connection:
        return [note for note in ask(connection, EARLY).notes if note.startswith("Break in the data")]


def test_a_break_is_told_where_it_lies_between_the_days_that_are_drawn(database: Database) -> None:
    plant(database, BREAK - dt.timedelta(days=1), BREAK + dt.timedelta(days=1))
    assert [note[:29] for note in told(database)] == [f"Break in the data, {BREAK}"]


def test_a_break_before_the_first_drawn_day_is_not_told_however_early_the_window_begins(database: Database) -> None:
    plant(database, LATER + dt.timedelta(days=1), LATER + dt.timedelta(days=2))
    assert told(database) == []


def test_made_up_days_have_no_breaks(database: Database) -> None:
    plant(database, BREAK - dt.timedelta(days=1), BREAK + dt.timedelta(days=1), synthetic=True)
    assert told(database) == []
    with database.connect() as connection:
        assert ask(connection, EARLY).events == ()
