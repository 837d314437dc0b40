"""The window beside a view's own: which days it has, what it holds, what of it is not there."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from app.charts import captions, wording
from app.charts.shape import drawn
from app.errors import ViewError
from app.measures import ask
from app.measures.earlier import earlier_span
from app.measures.result import EarlierWindow, Measured
from app.store.engine import Database
from app.view import Earlier, Grain, Grouping, Measure, Scale, View
from tests.app.measures.world import MONDAY, ask_share, column, day_after, plant, register
from tests.support import midnight

DAY = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("own", "grain", "earlier", "expected"),
    [
        ("2026-03-01 2026-05-29", Grain.DAY, Earlier.PREVIOUS, "2025-12-01 2026-02-28"),
        ("2026-07-06 2026-07-06", Grain.DAY, Earlier.PREVIOUS, "2026-07-05 2026-07-05"),
        ("2026-07-06 2026-07-12", Grain.DAY, Earlier.YEAR, "2025-07-07 2025-07-13"),  # Monday to Sunday as well
        ("2026-01-07 2026-01-20", Grain.WEEK, Earlier.PREVIOUS, "2025-12-24 2026-01-06"),
        ("2026-03-01 2026-05-29", Grain.WEEK, Earlier.PREVIOUS, "2025-11-30 2026-02-27"),  # 90 days: 13 weeks
        ("2026-07-06 2026-07-12", Grain.WEEK, Earlier.YEAR, "2025-07-07 2025-07-13"),
        ("2026-01-01 2026-03-31", Grain.MONTH, Earlier.PREVIOUS, "2025-10-01 2025-12-31"),
        ("2026-04-01 2026-04-30", Grain.MONTH, Earlier.PREVIOUS, "2026-03-01 2026-03-31"),  # a whole month is whole
        ("2026-03-01 2026-03-20", Grain.MONTH, Earlier.PREVIOUS, "2026-02-01 2026-02-20"),  # a cut one is cut alike
        ("2025-11-26 2026-11-25", Grain.MONTH, Earlier.PREVIOUS, "2024-11-26 2025-11-25"),
        ("2024-02-01 2024-02-29", Grain.MONTH, Earlier.YEAR, "2023-02-01 2023-02-28"),
        ("2025-02-01 2025-02-28", Grain.MONTH, Earlier.YEAR, "2024-02-01 2024-02-29"),
    ],
)
def test_the_window_is_as_long_and_over_before_or_a_year_earlier(
    own: str, grain: Grain, earlier: Earlier, expected: str
) -> None:
    first, last = map(DAY, own.split())
    span = earlier_span(first, last, grain, earlier)
    assert f"{span.first} {span.last}" == expected
    assert bool(span.months) is (grain is Grain.MONTH)


def asked(database: Database, **view: Any) -> Measured:
    with database.connect() as connection:
        return ask(connection, View(**{"by": Grouping.LAB, "scale": Scale.LINES, **view}))


def window_of(answer: Measured) -> EarlierWindow:
    assert answer.earlier is not None
    return answer.earlier


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Database:
    """Five days of Alibaba and DeepSeek: 10, 20, none, 40 and 50 per cent are Alibaba's."""
    register(database, tmp_path)
    for at, tokens in ((0, 100), (1, 200), (3, 400), (4, 500)):
        plant(database, day_after(MONDAY, at), {"qwen/a": tokens, "deepseek/d": 1_000 - tokens})
    return database


def test_each_share_is_that_of_the_earlier_day_moved_to_the_day_beside_it(world: Database) -> None:
    answer = asked(world, since=day_after(MONDAY, 3), earlier=Earlier.PREVIOUS)
    window = window_of(answer)
    assert (window.first, window.last, window.days) == (day_after(MONDAY, 1), day_after(MONDAY, 2), 2)
    rows = window.answer.frame[window.answer.frame["group"] == "alibaba"]
    assert list(rows["date"].dt.date) == [day_after(MONDAY, 1)]
    assert list(rows["drawn_at"].dt.date) == [day_after(MONDAY, 3)]
    assert list(rows["share"]) == [0.2]
    assert column(answer.frame, "share", day_after(MONDAY, 3))["alibaba"] == 0.4


def test_its_numbers_are_those_of_the_share_measure(world: Database) -> None:
    since = day_after(MONDAY, 3)
    window = window_of(asked(world, since=since, earlier=Earlier.PREVIOUS))
    alone = ask_share(world, since=window.first, until=window.last)
    assert window.answer.frame.drop(columns="drawn_at").equals(alone.frame)


def test_a_missing_day_is_no_row_and_is_told(world: Database) -> None:
    answer = asked(world, since=day_after(MONDAY, 3), earlier=Earlier.PREVIOUS)
    assert window_of(answer).missing == (day_after(MONDAY, 2),)
    said = wording.notes(answer)
    assert (
        "Dotted and thinner: the same from 2026-07-07 to 2026-07-08, 2 days earlier, so that weekdays do not match."
        in said
    )
    assert "Of the earlier window 1 of 2 days have no values: 2026-07-08." in said
    assert "dotted: 2026-07-07 to 2026-07-08" in captions.subtitle(drawn(answer))


def test_a_window_before_everything_that_is_stored_is_told_and_nothing_is_dotted(world: Database) -> None:
    answer = asked(world, earlier=Earlier.YEAR)
    window = window_of(answer)
    assert len(window.missing) == 5
    assert window.answer.frame.empty
    told = "of the earlier window, 2025-07-07 to 2025-07-11, nothing is stored."
    assert any(note.endswith(told) for note in wording.notes(answer))
    assert "dotted" not in captions.subtitle(drawn(answer))


def test_a_year_is_52_weeks(world: Database) -> None:
    plant(world, MONDAY - dt.timedelta(days=364), {"qwen/a": 300, "deepseek/d": 700})
    answer = asked(world, since=MONDAY, earlier=Earlier.YEAR)
    rows = window_of(answer).answer.frame
    assert list(rows[rows["group"] == "alibaba"]["share"]) == [0.3]
    assert set(rows["drawn_at"].dt.date) == {MONDAY}
    assert any("52 weeks earlier." in note for note in wording.notes(answer))


def test_months_stand_beside_the_month_of_the_year_before(world: Database) -> None:
    plant(world, dt.date(2025, 7, 31), {"qwen/a": 300, "deepseek/d": 700})
    answer = asked(
        world, since=dt.date(2026, 7, 1), until=dt.date(2026, 7, 31), grain=Grain.MONTH, earlier=Earlier.YEAR
    )
    window = window_of(answer)
    assert (window.first, window.last, window.months) == (dt.date(2025, 7, 1), dt.date(2025, 7, 10), 12)
    assert window.answer.frame.empty  # the window ends with the newest stored day, and so does the earlier one
    plant(world, dt.date(2025, 7, 5), {"qwen/a": 300, "deepseek/d": 700})
    answer = asked(world, since=dt.date(2026, 7, 1), grain=Grain.MONTH, earlier=Earlier.YEAR)
    rows = window_of(answer).answer.frame
    assert {(row["date"].date(), row["drawn_at"].date()) for row in rows.to_dict("records")} == {
        (dt.date(2025, 7, 1), dt.date(2026, 7, 1))
    }


def test_both_windows_are_as_known_on_the_same_day(world: Database) -> None:
    since = day_after(MONDAY, 3)
    later = midnight(day_after(MONDAY, 30))
    plant(world, day_after(MONDAY, 1), {"qwen/a": 900, "deepseek/d": 100}, known_at=later)
    shares = {}
    for as_of in (None, day_after(MONDAY, 10)):
        rows = window_of(asked(world, since=since, as_of=as_of, earlier=Earlier.PREVIOUS)).answer.frame
        shares[as_of] = list(rows[rows["group"] == "alibaba"]["share"])
    assert shares == {None: [0.9], day_after(MONDAY, 10): [0.2]}


def test_nothing_is_asked_twice_where_no_window_is_wanted(world: Database) -> None:
    assert asked(world).earlier is None


@pytest.mark.parametrize("measure", [Measure.PLATFORMS, Measure.RANK, Measure.CROSSOVER])
def test_other_measures_refuse_with_advice(world: Database, measure: Measure) -> None:
    with pytest.raises(ViewError, match="has no earlier window"):
        asked(world, measure=measure, earlier=Earlier.YEAR)
