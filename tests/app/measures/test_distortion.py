"""Each kind of distortion is flagged where it is planted, and nowhere else."""

import datetime as dt

import pandas as pd

from app.measures import ask
from app.store.engine import Database
from app.view import Measure, View
from collectors.contract import Platform
from tests.app.store.test_rollup_prices import entry, plant_prices
from tests.support import hub_model, plant_hub, plant_tokens

DAY = dt.date(2026, 7, 1)
ROUTER = View(measure=Measure.DISTORTION)
HUB = ROUTER.with_(platform=Platform.HUGGINGFACE)


def flags(database: Database, view: View) -> pd.DataFrame:
    with database.connect() as connection:
        return ask(connection, view).frame


def after(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


def test_free_variants_and_hidden_makers_are_listed_with_their_days(database: Database) -> None:
    for number in range(3):
        plant_tokens(database, after(number), {"qwen/a": 70 + number, "qwen/a:free": 20, "stealth/x": 10})
    frame = flags(database, ROUTER).set_index("kind")
    assert frame.loc["free_variant", "group"] == "qwen/a"
    assert frame.loc["stealth", "group"] == "stealth/x"
    assert frame["days"].tolist() == [3, 3]


def test_a_price_cut_by_a_fifth_is_flagged_and_a_smaller_one_is_not(database: Database) -> None:
    plant_prices(database, DAY, entry("qwen/a", "0.00001", "0.00001"), entry("openai/b", "0.00001", "0.00001"))
    plant_prices(database, after(1), entry("qwen/a", "0.000008", "0.000008"), entry("openai/b", "0.000009", "0.00001"))
    frame = flags(database, ROUTER)
    assert frame[["kind", "group"]].values.tolist() == [["price_cut", "qwen/a"]]


def test_a_spike_is_flagged_and_falling_counters_are(database: Database) -> None:
    calm = [hub_model(f"lab/{n}", 1_000_000, downloads_all_time=9_000_000) for n in range(10)]
    plant_hub(database, DAY, [*calm, hub_model("quiet/M", 30_000, downloads_all_time=50_000)])
    later = [hub_model(f"lab/{n}", 1_000_000, downloads_all_time=9_000_000 - (n < 3)) for n in range(10)]
    plant_hub(database, after(1), [*later, hub_model("quiet/M", 5_030_000, downloads_all_time=5_050_000)])
    frame = flags(database, HUB).set_index("kind")
    assert (frame.loc["spike", "group"], frame.loc["spike", "size"]) == ("quiet/M", 5_000_000)
    assert frame.loc["falling_counters", "size"] == 3 / 11
    assert set(frame.index) == {"spike", "falling_counters"}


def test_a_flat_pattern_needs_three_weeks(database: Database) -> None:
    for number in range(24):
        plant_tokens(database, after(number), {"qwen/robot": 1_000_000 + number, "openai/b": 10**6 * (5 + number % 7)})
    frame = flags(database, ROUTER)
    (row,) = frame[frame["kind"] == "flat"].to_dict("records")
    assert (row["group"], row["days"]) == ("qwen/robot", 24)


def test_a_step_of_most_accounts_is_the_platforms_and_of_one_is_not(database: Database) -> None:
    authors = ["qwen", "openai", "deepseek", "google", "minimax", "moonshotai", "mistralai"]
    for number in range(10):
        wave = 3 if number == 8 else 1
        plant_tokens(
            database,
            after(number),
            {f"{each}/a": (90 + (7 * number + at) % 20) * wave for at, each in enumerate(authors)},
        )
    frame = flags(database, ROUTER)
    (row,) = frame[frame["kind"] == "step"].to_dict("records")
    assert (row["date"].date(), row["group"], row["size"]) == (after(8), "openrouter", 1)


def test_kinds_can_be_chosen(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 70, "qwen/a:free": 20, "stealth/x": 10})
    assert set(flags(database, ROUTER.with_(select=("stealth",)))["kind"]) == {"stealth"}
