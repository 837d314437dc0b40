"""The ledger of what changed after it was public, and views as they were known on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from app.measures import ask
from app.store.engine import Database
from app.view import Grouping, Measure, Population, Unit, View
from tests.app.measures.world import MONDAY, day_after, register, with_changes
from tests.app.store.test_rollup_prices import entry, plant_prices
from tests.support import midnight, plant_tokens

TUESDAY = day_after(MONDAY)
WEIGHTS = ["qwen/,true,,,false,its own", "mistralai/,false,,,false,its own", "openai/,false,,,false,its own"]


def known(days: int) -> dt.datetime:
    return midnight(MONDAY) + dt.timedelta(days=days, hours=2)


def entries(database: Database, **view: Any) -> pd.DataFrame:
    with database.connect() as connection:
        return ask(connection, View(measure=Measure.LEDGER, **view)).frame


def restated(database: Database) -> None:
    """Monday is known with 60 to 40, and from Wednesday on with 40 to 40 and another model."""
    plant_tokens(database, MONDAY, {"qwen/a:free": 60, "openai/g": 40}, known_at=known(1))
    plant_tokens(database, TUESDAY, {"qwen/a": 50, "openai/g": 50}, known_at=known(2))
    plant_tokens(database, MONDAY, {"qwen/a:free": 40, "openai/g": 40, "mistralai/m": 20}, known_at=known(3))


def test_each_changed_value_has_an_entry(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    restated(database)
    found = entries(database)
    assert set(found["date"].dt.date) == {MONDAY}
    assert set(found["reason"]) == {"restated by the platform"}
    models = found[found["level"] == "model"].set_index("group")
    assert models.index.tolist() == ["mistralai/m", "qwen/a:free"]
    qwen, mistral = models.loc["qwen/a:free"], models.loc["mistralai/m"]
    assert (qwen["value_before"], qwen["value"], qwen["change"]) == (60, 40, -20)
    assert qwen["share_points"] == pytest.approx(-0.2)
    assert (qwen["lab"], mistral["lab"]) == ("alibaba", "mistral")
    assert pd.isna(mistral["value_before"])
    assert (qwen["known_before"], qwen["known_at"]) == (known(1), known(3))
    blocs = found[found["level"] == "bloc"].set_index("group")["share_points"]
    assert blocs.to_dict() == {"CN": pytest.approx(-0.2), "rest": pytest.approx(0.2)}


@pytest.mark.parametrize(
    ("population", "points"),
    [
        (Population.ALL, {"qwen/a:free": 40 / 110 - 60 / 110, "mistralai/m": 20 / 110}),
        (Population.NAMED, {"qwen/a:free": 40 / 100 - 60 / 100, "mistralai/m": 20 / 100}),
        (Population.OPEN, {"qwen/a:free": 0.0}),
    ],
)
def test_models_are_listed_out_of_the_population(
    database: Database, tmp_path: Path, population: Population, points: dict[str, float]
) -> None:
    """OpenAI's and Mistral's weights are closed, and the platform's tail is in all alone."""
    register(database, tmp_path, weights=WEIGHTS)
    rows = {"qwen/a:free": 60, "openai/g": 40}
    plant_tokens(database, MONDAY, rows, other=10, known_at=known(1))
    plant_tokens(database, MONDAY, rows | {"qwen/a:free": 40, "mistralai/m": 20}, other=10, known_at=known(3))
    found = entries(database, population=population)
    models = found[found["level"] == "model"].set_index("group")["share_points"]
    assert models.to_dict() == pytest.approx(points)


def test_a_day_published_twice_alike_has_no_entry(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    for days in (1, 2):
        plant_tokens(database, MONDAY, {"qwen/a": 60, "openai/g": 40}, known_at=known(days))
    assert entries(database).empty


def test_as_of_leaves_out_what_became_known_later(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    restated(database)
    assert entries(database, as_of=day_after(MONDAY, 2)).empty
    assert not entries(database, as_of=day_after(MONDAY, 3)).empty


def test_a_correction_of_the_registry_moves_every_day_that_was_public(database: Database, tmp_path: Path) -> None:
    recorded = day_after(MONDAY, 4)
    line = f"account,openrouter,stealth/x,deepseek,,,{recorded},true,booked wrongly"
    register(database, tmp_path, **with_changes(line))
    for number in range(2):
        plant_tokens(database, day_after(MONDAY, number), {"stealth/x": 30, "openai/g": 70})
    found = entries(database)
    accounts = found[found["level"] == "account"]
    assert accounts["date"].dt.date.tolist() == [TUESDAY, MONDAY]
    assert set(accounts["lab_before"]) == {"undisclosed"}
    assert set(accounts["lab"]) == {"deepseek"}
    assert set(accounts["reason"]) == {"registry, corrected for all dates: booked wrongly"}
    blocs = found[(found["level"] == "bloc") & (found["date"] == pd.Timestamp(MONDAY))].set_index("group")
    assert blocs["share_points"].to_dict() == {"CN": pytest.approx(0.3), "undisclosed": pytest.approx(-0.3)}
    assert entries(database, as_of=day_after(MONDAY, 3)).empty


def test_a_reclassification_goes_forward_only(database: Database, tmp_path: Path) -> None:
    recorded = day_after(MONDAY, 4)
    line = f"account,openrouter,stealth/x,deepseek,,{TUESDAY},{recorded},false,the lab said so"
    register(database, tmp_path, **with_changes(line))
    for number in range(2):
        plant_tokens(database, day_after(MONDAY, number), {"stealth/x": 30, "openai/g": 70})
    found = entries(database)
    assert set(found["date"].dt.date) == {TUESDAY}


def test_a_lab_that_moves_takes_its_accounts_along(database: Database, tmp_path: Path) -> None:
    recorded = day_after(MONDAY, 4)
    line = f"country,,,mistral,US,{MONDAY},{recorded},false,moved"
    register(database, tmp_path, **with_changes(line))
    plant_tokens(database, MONDAY, {"mistralai/m": 25, "openai/g": 75})
    blocs = entries(database).set_index(["level", "group"])["share_points"]
    assert blocs["bloc", "US"] == pytest.approx(0.25)
    assert blocs["bloc", "rest"] == pytest.approx(-0.25)


def test_a_correction_of_openness_is_listed_with_what_it_moved(database: Database, tmp_path: Path) -> None:
    recorded = day_after(MONDAY, 4)
    register(database, tmp_path / "then", weights=WEIGHTS)
    plant_tokens(database, MONDAY, {"qwen/a": 60, "mistralai/m": 20, "openai/g": 40}, known_at=known(1))
    plant_tokens(database, recorded, {"qwen/a": 60, "mistralai/m": 40}, known_at=known(5))
    later = [*WEIGHTS, f"mistralai/,true,,{recorded},true,booked wrongly"]
    register(database, tmp_path / "now", weights=later)
    found = entries(database, population=Population.OPEN)
    assert set(found["date"].dt.date) == {MONDAY}  # the other day was public only afterwards
    assert set(found["reason"]) == {"openness, corrected for all dates: booked wrongly"}
    assert set(found["known_at"]) == {pd.Timestamp(midnight(recorded))}
    rows = found.set_index(["level", "group"])
    model = rows.loc["model", "mistralai/m"]
    assert (model["lab"], model["value"], model["share_points"]) == ("mistral", 20, pytest.approx(0.25))
    assert pd.isna(model["value_before"])
    assert rows.loc["lab", "alibaba"][["value_before", "value", "change"]].tolist() == [60, 60, 0]
    assert rows["share_points"]["lab", "alibaba"] == pytest.approx(-0.25)
    assert rows["share_points"]["bloc", "CN"] == pytest.approx(-0.25)
    with database.connect() as connection:
        view = View(population=Population.OPEN, by=Grouping.LAB, until=MONDAY)
        shares = [
            ask(connection, view.with_(as_of=day)).frame.set_index("group")["share"]["alibaba"]
            for day in (day_after(MONDAY, 3), recorded)
        ]
    assert shares[1] - shares[0] == pytest.approx(rows["share_points"]["lab", "alibaba"])
    assert entries(database).empty  # in everything nothing moved
    assert entries(database, population=Population.OPEN, as_of=day_after(MONDAY, 3)).empty


def test_weights_that_came_out_on_a_day_move_the_days_from_then_on(database: Database, tmp_path: Path) -> None:
    """Recorded two days after they came out: the day between is restated, and what was before stays closed."""
    out, recorded = TUESDAY, day_after(MONDAY, 4)
    register(database, tmp_path, weights=[*WEIGHTS, f"mistralai/,true,{out},{recorded},false,the weights came out"])
    for day in (MONDAY, TUESDAY):
        plant_tokens(database, day, {"qwen/a": 60, "mistralai/m": 20}, known_at=midnight(day) + dt.timedelta(hours=26))
    found = entries(database, population=Population.OPEN)
    assert set(found["date"].dt.date) == {TUESDAY}
    assert set(found["reason"]) == {"openness, changed from a date on: the weights came out"}
    assert found.set_index(["level", "group"])["share_points"]["lab", "mistral"] == pytest.approx(0.25)
    view = View(population=Population.OPEN, by=Grouping.LAB)
    expected = {None: {MONDAY: 60, TUESDAY: 80}, day_after(MONDAY, 3): {MONDAY: 60, TUESDAY: 60}}
    for by in (Grouping.LAB, Grouping.MODEL):
        for as_of, totals in expected.items():
            with database.connect() as connection:
                frame = ask(connection, view.with_(by=by, as_of=as_of)).frame
            assert dict(zip(frame["date"].dt.date, frame["total"], strict=True)) == totals


def test_a_repository_that_the_catalogue_names_later_is_listed(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, {"newlab/m": 60, "qwen/a": 40}, known_at=known(1))
    opened = replace(entry("newlab/m", "0.000001", "0.000001"), hugging_face_id="newlab/M")
    plant_prices(database, day_after(MONDAY, 9), opened)
    found = entries(database, population=Population.OPEN)
    (model,) = found[found["level"] == "model"].to_dict("records")
    assert (model["group"], model["value"], model["lab"]) == ("newlab/m", 60, "unattributed")
    assert model["reason"] == "openness: the catalogue named the repository of its weights"
    assert model["known_at"] == midnight(day_after(MONDAY, 9))


@pytest.mark.parametrize("unit", [Unit.TOKENS, Unit.LIST_USD])
def test_the_open_ledger_as_known_on_a_day_is_the_ledger_of_that_day(
    database: Database, tmp_path: Path, unit: Unit
) -> None:
    """A later word on openness changes no sum of a restatement that was told before it."""
    register(database, tmp_path / "then", weights=WEIGHTS)
    plant_prices(database, MONDAY, *(entry(name, "0.01", "0.02") for name in ("qwen/a", "openai/g", "mistralai/m")))
    plant_tokens(database, MONDAY, {"qwen/a": 60, "openai/g": 40}, known_at=known(1))
    plant_tokens(database, MONDAY, {"qwen/a": 40, "openai/g": 40, "mistralai/m": 20}, known_at=known(3))
    told = entries(database, population=Population.OPEN, unit=unit)
    assert set(told["group"]) >= {"alibaba", "CN"}
    assert "mistral" not in set(told["group"])
    later = [*WEIGHTS, f"mistralai/,true,,{day_after(MONDAY, 5)},true,booked wrongly"]
    register(database, tmp_path / "now", weights=later)
    view = {"population": Population.OPEN, "unit": unit}
    pd.testing.assert_frame_equal(entries(database, **view, as_of=day_after(MONDAY, 4)), told)
    assert "mistral" in set(entries(database, **view)["group"])


@pytest.mark.parametrize("population", [Population.ALL, Population.TOP10, Population.OPEN])
@pytest.mark.parametrize("by", [Grouping.LAB, Grouping.BLOC])
def test_the_first_published_share_and_the_ledger_add_up_to_the_share_of_today(
    database: Database, tmp_path: Path, population: Population, by: Grouping
) -> None:
    """A day is restated before, on and after the day on which its makers and weights are told otherwise."""
    recorded, moved = day_after(MONDAY, 4), day_after(MONDAY, 6)
    weights = [*WEIGHTS, "stealth/,true,,,false,its own", f"mistralai/,true,,{recorded},true,booked wrongly"]
    lines = (
        f"account,openrouter,stealth/x,deepseek,,,{recorded},true,booked wrongly",
        f"country,,,mistral,US,,{moved},true,booked wrongly",
    )
    register(database, tmp_path, weights=weights, **with_changes(*lines))
    versions = {1: (60, 15, 20), 3: (40, 35, 20), 4: (40, 30, 60), 7: (50, 30, 5)}
    for days, (qwen, stealth, mistral) in versions.items():
        values = {"qwen/a": qwen, "stealth/x": stealth, "mistralai/m": mistral, "openai/g": 25}
        plant_tokens(database, MONDAY, values, known_at=known(days))
    view = View(by=by, population=population)
    with database.connect() as connection:
        first, now = (
            ask(connection, view.with_(as_of=as_of)).frame.set_index("group")["share"]
            for as_of in (day_after(MONDAY), None)
        )
    found = entries(database, population=population)
    told = found[found["level"] == by].groupby("group")["share_points"].sum()
    assert first.add(told, fill_value=0).round(12).loc[lambda sums: sums != 0].to_dict() == pytest.approx(now.to_dict())
    assert {"lab": "deepseek", "bloc": "undisclosed"}[by] in told


@pytest.mark.parametrize("measure", [Measure.SHARE, Measure.RANK, Measure.SPREAD, Measure.CONCENTRATION])
@pytest.mark.parametrize("by", [Grouping.LAB, Grouping.BLOC])
def test_a_view_as_known_on_a_day_is_the_view_of_that_day(
    database: Database, tmp_path: Path, measure: Measure, by: Grouping
) -> None:
    """Facts and registry both: what is asked today as of that day is what was answered then."""
    then = day_after(MONDAY, 2)
    view = View(measure=measure, by=by, until=MONDAY, select=())
    register(database, tmp_path / "then")
    plant_tokens(database, MONDAY, {"qwen/a": 60, "stealth/x": 15, "openai/g": 25}, known_at=known(1))
    with database.connect() as connection:
        answered = ask(connection, view)
    plant_tokens(database, MONDAY, {"qwen/a": 20, "stealth/x": 55, "openai/g": 25}, known_at=known(3))
    lines = (
        f"account,openrouter,stealth/x,deepseek,,,{day_after(MONDAY, 4)},true,booked wrongly",
        f"country,,,openai,FR,,{day_after(MONDAY, 4)},true,booked wrongly",
    )
    register(database, tmp_path / "now", **with_changes(*lines))
    with database.connect() as connection:
        redrawn, today = ask(connection, view.with_(as_of=then)), ask(connection, view)
    pd.testing.assert_frame_equal(redrawn.frame, answered.frame)
    assert not today.frame.equals(answered.frame)
