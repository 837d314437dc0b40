"""Tokens are valued at the list price of their day, and what has no known price is never taken for zero."""

import datetime as dt
from decimal import Decimal

from app.collect import collect
from app.store.engine import Database
from collectors.contract import CatalogueBatch, CatalogueEntry, Platform
from tests.support import Planted, midnight, plant_tokens, rollups

DAY = dt.date(2026, 7, 1)


def entry(model_id: str, prompt: str | None, completion: str | None, permaslug: str | None = None) -> CatalogueEntry:
    prices = [None if each is None else Decimal(each) for each in (prompt, completion)]
    slug = permaslug or model_id.partition(":")[0]
    return CatalogueEntry(model_id, slug, model_id, None, None, None, ("text",), ("text",), *prices)


def plant_prices(database: Database, day: dt.date, *entries: CatalogueEntry) -> None:
    moment = midnight(day) + dt.timedelta(hours=2)
    collect(database, Planted(Platform.OPENROUTER, [CatalogueBatch(moment, entries)]), now=lambda: moment)


def test_three_parts_prompt_to_one_part_completion_and_either_alone(database: Database) -> None:
    plant_prices(database, DAY, entry("qwen/a", "0.000001", "0.000005"), entry("openai/b", "0.00001", "0.00001"))
    plant_tokens(database, DAY, {"qwen/a": 1_000_000, "openai/b": 500_000}, other=300_000)
    # qwen/a: 1 M tokens at (3 x 1 + 5) / 4 = 2 dollars a million; openai/b: 0.5 M at 10 dollars.
    # The tail has the mean price of the named: 7 dollars over 1.5 M tokens.
    assert rollups(database, "list_usd") == {
        ("account", "qwen"): 2_000_000,
        ("account", "openai"): 5_000_000,
        ("other", ""): 1_400_000,
    }
    assert rollups(database, "list_usd_prompt")["account", "qwen"] == 1_000_000
    assert rollups(database, "list_usd_completion")["account", "qwen"] == 5_000_000


def test_an_unknown_price_is_outside_of_the_total_and_never_zero(database: Database) -> None:
    plant_prices(database, DAY, entry("qwen/a", "0.000002", "0.000002"), entry("openrouter/auto", None, None))
    plant_tokens(database, DAY, {"qwen/a": 1_000_000, "openrouter/auto": 500_000})
    assert rollups(database, "list_usd") == {("account", "qwen"): 2_000_000, ("unknown", ""): 1_000_000}


def test_a_free_variant_costs_nothing_even_where_its_model_has_a_price(database: Database) -> None:
    plant_prices(database, DAY, entry("qwen/a", "0.000002", "0.000002"))
    plant_tokens(database, DAY, {"qwen/a": 1_000_000, "qwen/a:free": 9_000_000, "qwen/a:thinking": 1_000_000})
    assert rollups(database, "list_usd") == {("account", "qwen"): 4_000_000}


def test_the_newest_price_on_or_before_the_day_counts_within_its_limit(database: Database) -> None:
    plant_prices(database, DAY - dt.timedelta(days=40), entry("openai/b", "0.00001", "0.00001"))
    plant_prices(database, DAY - dt.timedelta(days=3), entry("qwen/a", "0.000004", "0.000004"))
    plant_prices(database, DAY + dt.timedelta(days=1), entry("qwen/a", "0.000002", "0.000002"))
    plant_tokens(database, DAY, {"qwen/a": 1_000_000, "openai/b": 100_000})
    assert rollups(database, "list_usd") == {("account", "qwen"): 4_000_000, ("unknown", ""): 400_000}


def test_a_day_with_too_few_known_prices_has_no_rollups(database: Database) -> None:
    plant_prices(database, DAY, entry("qwen/a", "0.000004", "0.000004"))
    plant_tokens(database, DAY, {"qwen/a": 400, "openai/b": 600})
    assert rollups(database, "list_usd") == {}
    assert rollups(database, "tokens") == {("account", "qwen"): 400, ("account", "openai"): 600}
