"""A view of every measure, and a month of facts of which each of them has an answer."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert

from app.store.engine import Database
from app.store.tables import openrouter_benchmark
from app.view import Grain, Grouping, Measure, Platform, View
from collectors.contract import Relation
from tests.app.store.test_rollup_prices import entry, plant_prices
from tests.support import hub_model, midnight, plant_hub, plant_tokens

MONDAY = dt.date(2026, 6, 29)
LAB = {"by": Grouping.LAB}
ASKED: dict[Measure, View] = {
    **{each: View(measure=each, **LAB) for each in Measure},
    Measure.CROSSOVER: View(measure=Measure.CROSSOVER, select=("alibaba", "openai"), **LAB),
    Measure.CLAIM: View(measure=Measure.CLAIM, claim="Alibaba is 60 % of all tokens on OpenRouter on 2026-06-29"),
    Measure.FLYWHEEL: View(measure=Measure.FLYWHEEL, platform=Platform.HUGGINGFACE, **LAB),
    Measure.DERIVATIVES: View(measure=Measure.DERIVATIVES, platform=Platform.HUGGINGFACE, **LAB),
    Measure.EVENT_STUDY: View(
        measure=Measure.EVENT_STUDY, since=MONDAY + dt.timedelta(days=14), window_weeks=2, select=("alibaba",), **LAB
    ),
    Measure.PRICES: View(measure=Measure.PRICES, by=Grouping.MODEL, grain=Grain.WEEK),
}


def plant_month(database: Database) -> None:
    """Publish four weeks of both platforms with prices, derivatives, flags, a restated day and benchmark figures."""
    plant_prices(database, MONDAY, entry("qwen/a", "0.000001", "0.000001"), entry("openai/b", "0.00001", "0.00001"))
    for number in range(28):
        day = MONDAY + dt.timedelta(days=number)
        ahead = 60 if number < 14 else 30
        plant_tokens(
            database,
            day,
            {"qwen/a": ahead, "qwen/a:free": 5, "openai/b": 45 + number, "google/g": 9, "mistralai/m": 8},
            other=5,
        )
        models = [
            hub_model("Qwen/A", 60 + number, created_at=midnight(day), licence="apache-2.0"),
            hub_model("openai/B", 40, created_at=midnight(MONDAY)),
            hub_model("google/G", 20),
            hub_model("mistralai/M", 10),
            hub_model("x/T", 30, created_at=midnight(MONDAY), base_models=("Qwen/A",), relation=Relation.QUANTIZED),
        ]
        plant_hub(database, day, models)
    again = midnight(MONDAY) + dt.timedelta(days=30)
    plant_tokens(database, MONDAY, {"qwen/a": 61, "openai/b": 45, "google/g": 9}, other=5, known_at=again)
    with database.begin() as connection:
        rows = [
            {"day": MONDAY, "source": "artificial-analysis", "permaslug": slug, "intelligence_index": index}
            for slug, index in (("deepseek/r9", 50.0), ("openai/b", 60.0))
        ]
        connection.execute(insert(openrouter_benchmark), rows)
