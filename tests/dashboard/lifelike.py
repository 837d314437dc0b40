"""Plants a small world in the shape of the real platforms: hostile names among fifty, a hole, faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.collect import collect
from app.store.engine import Database
from collectors.contract import (
    Batch,
    BenchmarkBatch,
    BenchmarkEntry,
    HubModel,
    HubPage,
    HubTail,
    Origin,
    Platform,
    Rejected,
    Relation,
    TokenBatch,
    TokenDay,
    TokenRow,
)
from tests.app.store.test_rollup_prices import entry, plant_prices
from tests.support import Planted, hub_model, midnight, plant_hub

DAYS = 22
HOSTILE = (
    "<script>alert(1)</script>",
    "%{x}$\\alpha$&amp;",
    "`**[link](javascript:alert(1))**`",
    "\u05d0\u05d1" * 60,
    "a" * 190,
    "=1+1|{{x}}",
)
AUTHORS = (
    *("tencent", "xiaomi", "deepseek", "minimax", "z-ai", "nvidia", "anthropic", "google", "openai", "stepfun"),
    *("moonshotai", "x-ai", "mistralai", "qwen", "poolside", "bytedance", "meta-llama", "microsoft", "stealth"),
)
ORGANISATIONS = (
    *("Qwen", "google", "openai", "deepseek-ai", "meta-llama", "MiniMaxAI", "moonshotai", "zai-org", "tencent"),
    *("XiaomiMiMo", "microsoft", "nvidia", "mistralai", "BAAI", "sentence-transformers"),
)


def plant_lifelike(database: Database, newest: dt.date) -> None:
    """Three weeks of tokens with a missing day and refused rows, prices, benchmarks, days of the Hub, a held run."""
    models = [f"{author}/{author}-{size}" for size in ("large-20260701", "mini:free", "2") for author in AUTHORS]
    models = [*models[: 50 - len(HOSTILE)], *(f"unknown-lab/{name}" for name in HOSTILE)]
    prices = [entry(name, f"0.00000{place % 9 + 1}", "0.00002") for place, name in enumerate(models)]
    plant_prices(database, newest - dt.timedelta(days=DAYS - 1), *prices)
    days = [newest - dt.timedelta(days=ago) for ago in range(DAYS) if ago != 9]
    moment = midnight(newest) + dt.timedelta(hours=26)
    figures = [BenchmarkEntry("index", name, 70.0 - place, None, None) for place, name in enumerate(models[:14])]
    _publish(
        database,
        Platform.OPENROUTER,
        moment,
        BenchmarkBatch(moment, tuple(figures)),
        TokenBatch(Origin.EXPORT, moment, tuple(_tokens(models, day) for day in days), _refused()),
    )
    for ago in (4, 1, 0):
        plant_hub(database, newest - dt.timedelta(days=ago), _repositories(ago), tail=40)
    after = newest + dt.timedelta(days=1)
    few = HubPage("downloads", 1, tuple(_repositories(0)[:20]), None)
    _publish(database, Platform.HUGGINGFACE, midnight(after) + dt.timedelta(hours=6), few, HubTail(40))


def _publish(database: Database, platform: Platform, moment: dt.datetime, *batches: Batch) -> None:
    collect(database, Planted(platform, batches), now=lambda: moment)


def _tokens(models: Sequence[str], day: dt.date) -> TokenDay:
    """Sizes that fall steeply, as the real ones do, and lead changes as the days pass."""
    number = day.toordinal()
    sizes = [2_000_000_000_000 // (place + 1 + (number + 7 * place) % 5) for place in range(len(models))]
    return TokenDay(day, tuple(map(TokenRow, models, sizes)), 900_000_000_000)


def _refused() -> tuple[Rejected, ...]:
    return tuple(Rejected("row 7", "the name has a character that cannot be printed", name) for name in HOSTILE[:3])


def _repositories(ago: int) -> list[HubModel]:
    """Labs with a few models each, and many accounts that nobody knows with derivatives of them."""
    own = [f"{account}/{account}-{number}B" for account in ORGANISATIONS for number in (3, 70)]
    others = [f"account-{number}/{base.partition('/')[2]}-GGUF" for number, base in enumerate(own * 5)]
    others += [f"someone/{name}" for name in HOSTILE]
    made = []
    for place, name in enumerate([*own, *others]):
        derived = place >= len(own)
        downloads = 9_000_000 // (place + 1) + 1_000 * (5 - ago)
        made.append(
            hub_model(
                name,
                downloads,
                downloads_all_time=20 * downloads,
                likes=place,
                created_at=midnight(dt.date(2026, 6, 1) + dt.timedelta(days=place % 45)),
                pipeline_tag="text-generation",
                licence="apache-2.0" if place % 3 else None,
                parameters=3_000_000_000,
                base_models=(own[place % len(own)],) if derived else (),
                relation=Relation.QUANTIZED if derived else None,
            )
        )
    return made
