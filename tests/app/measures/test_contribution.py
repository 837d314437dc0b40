"""What changed between two periods, split so that it adds up to the last digit."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NotEnoughKnown, ViewError
from app.export.table import measure_csv
from app.measures import ask
from app.measures.exact import share_of, written
from app.measures.result import Measured
from app.store.engine import Database
from app.view import Grain, Grouping, Measure, Platform, Population, View
from tests.app.measures.world import MONDAY, day_after, register, with_changes
from tests.support import hub_model, plant_hub, plant_tokens

LATER = day_after(MONDAY, 7)


def changed(database: Database, **view: Any) -> Measured:
    settings = {"since": MONDAY, "until": LATER, **view}
    with database.connect() as connection:
        return ask(connection, View(measure=Measure.CONTRIBUTION, **settings))


def points(measured: Measured, level: str) -> dict[str, tuple[float, str]]:
    rows = measured.frame[measured.frame["level"] == level].to_dict("records")
    return {row["group"]: (row["contribution"], row["status"]) for row in rows}


def adds_up(frame: pd.DataFrame) -> None:
    """Both as fractions and as written, the labs and the models sum to the change."""
    exact, shown = {}, {}
    for level, rows in frame.groupby("level"):
        exact[level] = sum(
            Fraction(int(n), int(d)) for n, d in zip(rows["numerator"], rows["denominator"], strict=True)
        )
        shown[level] = sum(Decimal(f"{each:.6f}") for each in rows["contribution"])
    assert len(set(exact.values())) == 1
    assert len(set(shown.values())) == 1


def test_each_lab_and_model_has_its_part(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, {"qwen/a": 30, "deepseek/d": 20, "openai/g": 50})
    plant_tokens(database, LATER, {"qwen/a": 40, "qwen/b:free": 20, "moonshotai/k": 40, "openai/g": 100})
    found = changed(database)
    # 50 of 100 before, 100 of 200 after: no change in all, and much behind it.
    assert points(found, "change") == {"CN": (0.0, "continuing")}
    assert points(found, "lab") == {
        "deepseek": (-20.0, "left"),
        "moonshot": (20.0, "entered"),
        "alibaba": (0.0, "continuing"),
    }
    assert points(found, "model") == {
        "deepseek/d": (-20.0, "left"),
        "moonshotai/k": (20.0, "entered"),
        "qwen/a": (-10.0, "continuing"),
        "qwen/b": (10.0, "entered"),
    }
    adds_up(found.frame)


def test_thirds_add_up_as_they_are_written(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, {"qwen/a": 1, "moonshotai/k": 1, "minimax/m": 1, "openai/g": 4})
    plant_tokens(database, LATER, {"qwen/a": 2, "moonshotai/k": 2, "minimax/m": 2, "openai/g": 5}, other=2)
    found = changed(database, by=Grouping.NAMED3)
    adds_up(found.frame)
    lines = list(csv.DictReader(io.StringIO(measure_csv(found))))
    labs = [Decimal(line["contribution"]) for line in lines if line["level"] == "lab"]
    whole = next(Decimal(line["contribution"]) for line in lines if line["level"] == "change")
    assert sum(labs) == whole == Decimal("3.296703")  # 6/13 - 3/7 = 3/91


def test_weeks_are_compared_as_the_share_forms_them(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    for number in range(14):
        plant_tokens(database, day_after(MONDAY, number), {"qwen/a": 10 + number, "openai/g": 10})
    found = changed(database, grain=Grain.WEEK, since=MONDAY, until=day_after(MONDAY, 8))
    row = found.frame[found.frame["level"] == "change"].iloc[0]
    assert row["share_before"] == pytest.approx(91 / 161)
    assert row["share"] == pytest.approx(140 / 210)
    adds_up(found.frame)


def test_both_shares_of_the_change_have_their_bounds(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, {"qwen/a": 40, "openai/g": 50}, other=10)
    plant_tokens(database, LATER, {"qwen/a": 60, "openai/g": 20, "stealth/x": 15}, other=5)
    found = changed(database)
    row = found.frame[found.frame["level"] == "change"].iloc[0]
    named = ("share_before_low", "share_before_high", "share_low", "share_high")
    assert [row[name] for name in named] == pytest.approx([0.4, 0.5, 0.6, 0.8])
    lab, model = (found.frame[found.frame["level"] == level].iloc[0] for level in ("lab", "model"))
    assert [lab[name] for name in named] == pytest.approx([0.4, 0.5, 0.6, 0.8])
    # A stealth model is a model of its own: only the platform's tail may hide more of this one.
    assert [model[name] for name in named] == pytest.approx([0.4, 0.5, 0.6, 0.65])
    buckets = changed(database, select=("other",))
    assert buckets.frame[["share_low", "share_high"]].isna().all(axis=None)


def test_bounds_are_those_of_the_share_where_models_may_lie_outside(database: Database, tmp_path: Path) -> None:
    """Out of open weights: what nobody knows to be open is outside of the shares and inside their bands."""
    register(database, tmp_path)
    for day, mine in ((MONDAY, 40), (LATER, 60)):
        plant_tokens(database, day, {"qwen/a": mine, "mistralai/m": 50, "nobody/n": 30}, other=20)
    whole = View(by=Grouping.LAB, population=Population.OPEN, since=LATER, until=LATER)
    with database.connect() as connection:
        shares = ask(connection, whole).frame.set_index("group")
    found = changed(database, by=Grouping.LAB, select=("alibaba",), population=Population.OPEN).frame.set_index("level")
    for level in ("change", "lab"):
        for name in ("share", "share_low", "share_high"):
            assert found.loc[level, name] == pytest.approx(shares.loc["alibaba", name])
    assert shares.loc["alibaba", "share_low"] < shares.loc["alibaba", "share"]


@pytest.mark.parametrize(
    ("ago", "before"),
    [((0, 2, 5, 9), 5), ((0, 7, 9), 7), ((0, 9, 30), 9), ((0, 1), 1)],
    ids=["less than a week", "a week", "a gap of more than a week", "two days"],
)
def test_left_out_the_earlier_day_is_the_nearest_to_a_week_before(
    ago: tuple[int, ...], before: int, database: Database, tmp_path: Path
) -> None:
    register(database, tmp_path)
    for days in ago:
        plant_tokens(database, day_after(LATER, -days), {"qwen/a": 10 + days, "openai/g": 10})
    row = changed(database, since=None, until=None).frame.iloc[0]
    assert (row["date_before"].date(), row["date"].date()) == (day_after(LATER, -before), LATER)


def test_left_out_the_earlier_week_is_the_last_one_with_values(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    for weeks in (0, 3):
        plant_tokens(database, day_after(LATER, -7 * weeks), {"qwen/a": 10 + weeks, "openai/g": 10})
    row = changed(database, grain=Grain.WEEK, since=None, until=None).frame.iloc[0]
    assert row["date_before"].date() == day_after(LATER, -21)


@pytest.mark.parametrize(("grain", "named"), [(Grain.DAY, f"before {LATER}"), (Grain.WEEK, f"the week of {LATER}")])
def test_one_period_alone_is_compared_with_nothing(
    grain: Grain, named: str, database: Database, tmp_path: Path
) -> None:
    register(database, tmp_path)
    plant_tokens(database, LATER, {"qwen/a": 1})
    with pytest.raises(NotEnoughKnown, match=named):
        changed(database, grain=grain, since=None, until=None)


def test_an_unmasked_model_moves_in(database: Database, tmp_path: Path) -> None:
    line = f"account,openrouter,stealth/x,deepseek,,{LATER},{LATER},false,the lab said so"
    register(database, tmp_path, **with_changes(line))
    for day in (MONDAY, LATER):
        plant_tokens(database, day, {"stealth/x": 40, "qwen/a": 10, "openai/g": 50})
    found = changed(database)
    assert points(found, "lab") == {"deepseek": (40.0, "entered"), "alibaba": (0.0, "continuing")}
    assert points(found, "model") == {"stealth/x": (40.0, "moved_in"), "qwen/a": (0.0, "continuing")}
    gone = changed(database, select=("undisclosed",))
    assert points(gone, "model") == {"stealth/x": (-40.0, "moved_out")}


def test_single_hub_models_and_those_without_a_row_of_their_own(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_hub(database, MONDAY, [hub_model("Qwen/a", 100), hub_model("Qwen/b", 50), hub_model("x/y", 150)])
    plant_hub(database, LATER, [hub_model("Qwen/a", 200), hub_model("moonshotai/k", 100), hub_model("x/y", 100)])
    found = changed(database, platform=Platform.HUGGINGFACE)
    assert points(found, "model") == {
        "moonshotai/k": (25.0, "entered"),
        "Qwen/b": (pytest.approx(-16.666667), "left"),
        "Qwen/a": (pytest.approx(16.666667, abs=1e-5), "continuing"),
    }
    adds_up(found.frame)


def test_beyond_the_largest_models_the_rest_is_one_row(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, {f"qwen/m{number}": 100 + number for number in range(130)} | {"openai/g": 9_000})
    plant_tokens(database, LATER, {f"qwen/m{number}": 230 - number for number in range(130)} | {"openai/g": 9_000})
    found = changed(database)
    models = found.frame[found.frame["level"] == "model"]
    assert len(models) == 101
    assert "all_others" in set(models["group"])
    adds_up(found.frame)


def test_the_same_period_twice_and_a_day_that_is_not_stored_are_refused(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, LATER, {"qwen/a": 1})
    with pytest.raises(ViewError, match="one week"):
        changed(database, grain=Grain.WEEK, since=LATER, until=day_after(LATER))
    with pytest.raises(NotEnoughKnown, match="no values to compare in 2026-07-06"):
        changed(database)


counts = st.integers(0, 10**15)


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=30), counts, counts)
def test_parts_of_any_size_add_up(values: list[tuple[int, int]], rest_before: int, rest_after: int) -> None:
    days = dt.date(2026, 7, 6), dt.date(2026, 7, 13)
    totals = tuple(
        {day: sum(v[at] for v in values) + rest + 1}
        for at, (day, rest) in enumerate(zip(days, (rest_before, rest_after), strict=True))
    )
    parts = [
        share_of({days[1]: after}, totals[1], averaged=False) - share_of({days[0]: before}, totals[0], averaged=False)
        for before, after in values
    ]
    change = Fraction(sum(v[1] for v in values), totals[1][days[1]]) - Fraction(
        sum(v[0] for v in values), totals[0][days[0]]
    )
    assert sum(parts) == change
    figures = written([100 * part for part in parts])
    assert sum(Decimal(f"{figure:.6f}") for figure in figures) == Decimal(round(change * 10**8)) / 10**6
    assert all(
        abs(Fraction(figure) - 100 * part) < Fraction(1, 10**6) for figure, part in zip(figures, parts, strict=True)
    )
