"""Dollars at list price beside tokens, single models by price, and the frontier gap, from prices one can multiply."""

import datetime as dt

import pytest
from sqlalchemy import insert

from app.measures import ask
from app.measures.prices import stated
from app.measures.result import Measured
from app.store.engine import Database
from app.store.tables import openrouter_benchmark
from app.view import Grain, Grouping, Measure, Unit, View
from tests.app.store.test_rollup_prices import entry, plant_prices
from tests.support import plant_tokens

DAY = dt.date(2026, 7, 1)
VIEW = View(measure=Measure.EFFICIENCY, by=Grouping.LAB)


def answer(database: Database, view: View) -> Measured:
    with database.connect() as connection:
        return ask(connection, view)


@pytest.fixture
def priced(database: Database) -> Database:
    plant_prices(database, DAY, entry("qwen/a", "0.000001", "0.000001"), entry("openai/b", "0.000002", "0.00001"))
    plant_tokens(database, DAY, {"qwen/a": 3_000_000, "openai/b": 1_000_000, "mistralai/c": 500_000})
    return database


def test_token_share_and_dollar_share_stand_beside_each_other(priced: Database) -> None:
    rows = answer(priced, VIEW).frame.set_index("group").to_dict("index")
    # 3 M at 1 dollar, 1 M at (3 x 2 + 10) / 4 = 4 dollars; Mistral has no price and is outside of the dollars.
    assert rows["alibaba"]["usd"] == pytest.approx(3)
    assert rows["alibaba"]["usd_share"] == pytest.approx(3 / 7)
    assert rows["alibaba"]["share"] == pytest.approx(3 / 4.5)
    # No price changes what is known of tokens: all 4.5 M have a lab.
    assert [rows["alibaba"][name] for name in ("share_low", "share_high")] == pytest.approx([3 / 4.5, 3 / 4.5])
    assert rows["openai"]["usd_per_million"] == pytest.approx(4)
    assert rows["openai"]["ratio"] == pytest.approx((4 / 7) / (1 / 4.5))
    assert "mistral" not in rows or rows["mistral"]["usd"] == 0


def test_the_bounds_hold_both_prices_alone_and_all_that_is_unpriced(priced: Database) -> None:
    row = answer(priced, VIEW).frame.set_index("group").loc["alibaba"]
    # All prompt: 3 of 5, unpriced 0.5 M at the mean of 1.25; all completion: 3 of 13, unpriced at 3.25.
    assert row["usd_share_low"] == pytest.approx(3 / (13 + 0.5 * 3.25))
    assert row["usd_share_high"] == pytest.approx((3 + 0.5 * 1.25) / (5 + 0.5 * 1.25))


def test_the_token_share_has_the_band_of_the_share(priced: Database) -> None:
    day = DAY + dt.timedelta(days=1)
    plant_prices(priced, day, entry("qwen/a", "0.000001", "0.000001"), entry("openai/b", "0.000002", "0.00001"))
    plant_tokens(priced, day, {"qwen/a": 3_000_000, "openai/b": 1_000_000, "stealth/x": 500_000}, other=500_000)
    names = ["share", "share_low", "share_high"]
    asked = VIEW.with_(since=day, until=day)
    here = answer(priced, asked).frame.set_index("group")[names]
    there = answer(priced, asked.with_(measure=Measure.SHARE)).frame.set_index("group")[names]
    assert here.loc["alibaba"].tolist() == pytest.approx(there.loc["alibaba"].tolist())
    assert here.loc["alibaba", "share_high"] == pytest.approx(4 / 5)


def test_a_share_can_be_asked_for_in_dollars(priced: Database) -> None:
    found = answer(priced, View(by=Grouping.LAB, unit=Unit.LIST_USD))
    shares = found.frame.set_index("group")["share"].to_dict()
    assert shares == pytest.approx({"openai": 4 / 7, "alibaba": 3 / 7})
    assert any("estimate" in note for note in found.notes)
    # Whole dollars, as the efficiency of the same day has them; sums are kept in millionths.
    usd = answer(priced, VIEW).frame.set_index("group")["usd"]
    values = {each: found.frame.set_index("group")["value"][each] for each in shares}
    assert values == pytest.approx({each: usd[each] for each in shares})
    for measure, level in ((Measure.RANK, None), (Measure.SPREAD, "list_usd")):
        view = View(measure=measure, by=Grouping.LAB, unit=Unit.LIST_USD, select=("alibaba",))
        rows = answer(priced, view).frame
        rows = rows[rows["unit"] == level] if level else rows
        assert rows[rows["group"] == "alibaba"]["value"].iloc[0] == pytest.approx(usd["alibaba"])


def test_models_without_a_price_have_none_and_are_not_free(priced: Database) -> None:
    rows = answer(priced, View(measure=Measure.PRICES)).frame.set_index("group")
    assert list(rows.index) == ["qwen/a", "openai/b", "mistralai/c"]
    assert rows.loc["mistralai/c", ["priced", "free"]].tolist() == [0, 0]
    assert rows["usd_per_million"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("name", "active"),
    [
        ("Qwen3-235B-A22B", 22_000_000_000),
        ("sample-30b-a3b-instruct", 3_000_000_000),
        ("x-a1.5b", 1_500_000_000),
        ("GPT-A22", None),
        ("alpha22b", None),
    ],
)
def test_active_parameters_only_where_the_name_states_them(name: str, active: int | None) -> None:
    assert stated(name) == active


def test_without_benchmarks_a_sentence_says_why(database: Database) -> None:
    found = answer(database, View(measure=Measure.FRONTIER))
    assert found.frame.empty
    assert "OPENROUTER_API_KEY" in found.notes[0]


def test_the_gap_is_the_best_open_chinese_model_minus_the_best_us_model(database: Database) -> None:
    figures = {
        "qwen/qwen3-max": 70.0,
        "deepseek/r9": 61.0,
        "moonshotai/kimi-k2": 58.0,
        "openai/x": 66.5,
        "openai/y": 50.0,
    }
    with database.begin() as connection:
        rows = [
            {"day": DAY, "source": "artificial-analysis", "permaslug": slug, "intelligence_index": value}
            for slug, value in figures.items()
        ]
        connection.execute(insert(openrouter_benchmark), rows)
    frame = answer(database, View(measure=Measure.FRONTIER, grain=Grain.DAY)).frame.set_index("group")
    assert frame["model"].to_dict() == {"CN": "deepseek/r9", "US": "openai/x"}  # Qwen3-Max has closed weights
    assert frame["gap"].tolist() == pytest.approx([-5.5, -5.5])
