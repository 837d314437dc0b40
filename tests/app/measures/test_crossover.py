"""Crossings between two groups, day by day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from app.errors import ViewError
from app.measures import ask
from app.measures.result import Measured
from app.store.engine import Database
from app.view import Grain, Grouping, Measure, View
from tests.app.measures.world import MONDAY, day_after, register
from tests.support import plant_tokens


def plant(database: Database, first: list[int | None], second: list[int], other: int = 10) -> None:
    """Two labs, Alibaba and OpenAI, day after day; None is a day that nobody stored."""
    for number, (one, two) in enumerate(zip(first, second, strict=True)):
        if one is not None:
            tokens = {"openai/g": two} | ({"qwen/a": one} if one else {})
            plant_tokens(database, day_after(MONDAY, number), tokens, other=other)


def crossings(database: Database, **view: Any) -> Measured:
    settings = {"by": Grouping.LAB, "select": ("alibaba", "openai"), **view}
    with database.connect() as connection:
        return ask(connection, View(measure=Measure.CROSSOVER, **settings))


def of_all(measured: Measured) -> pd.DataFrame:
    return measured.frame[measured.frame["population"] == "all"].reset_index(drop=True)


def test_a_crossing_that_crosses_back(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant(database, [40, 55, 80, 45], [50, 50, 50, 50])
    found = of_all(crossings(database))
    assert found[["group", "passed"]].to_numpy().tolist() == [["alibaba", "openai"], ["openai", "alibaba"]]
    there, back = found.iloc[0], found.iloc[1]
    assert there["date"].date() == day_after(MONDAY)
    assert (there["periods"], there["days_led"], there["open"]) == (2, 2, False)
    assert there["lead_until"].date() == day_after(MONDAY, 2)
    # 55 against 50 with 10 unknown is not robust, 80 against 60 is.
    assert (there["robust"], there["robust_periods"]) == (False, 1)
    assert there["robust_from"].date() == day_after(MONDAY, 2)
    assert (back["open"], back["robust"]) == (True, False)
    sides = [there[name + bound] for name in ("share", "passed_share") for bound in ("", "_low", "_high")]
    assert sides == pytest.approx([55 / 115, 55 / 115, 65 / 115, 50 / 115, 50 / 115, 60 / 115])


def test_an_equal_day_is_no_crossing(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant(database, [60, 50, 60], [50, 50, 50])
    found = crossings(database)
    assert found.frame.empty
    assert any("No crossing" in note for note in found.notes)


def test_a_gap_is_told_and_the_first_leader_has_passed_nobody(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant(database, [40, None, None, 70], [50, 50, 50, 50])
    found = of_all(crossings(database))
    assert found[["group", "missing_before"]].to_numpy().tolist() == [["alibaba", 2]]


def test_who_is_not_listed_stands_at_nothing(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant(database, [60, 0, 0], [50, 50, 50])
    found = of_all(crossings(database))
    assert found[["group", "passed", "passed_share", "robust"]].to_numpy().tolist() == [
        ["openai", "alibaba", 0.0, True]
    ]


def test_every_population_is_looked_at(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant(database, [40, 60], [50, 50])
    assert set(crossings(database).frame["population"]) == {"all", "named", "top10"}  # OpenAI's weights are closed


def test_weeks_that_are_not_whole_are_marked(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant(database, [40] * 7 + [90], [50] * 8)
    found = of_all(crossings(database, grain=Grain.WEEK)).iloc[0]
    assert (found["date"].date(), found["complete"], found["days_led"]) == (MONDAY + dt.timedelta(days=7), False, 7)


def test_one_group_or_a_bucket_cannot_cross(database: Database) -> None:
    for groups in (("alibaba",), ("alibaba", "other")):
        with pytest.raises(ViewError, match="known groups"):
            crossings(database, select=groups)
