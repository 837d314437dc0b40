"""What one needs to collect from a misbehaving pair of platforms in this process or in one of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.collect import Outcome, collect
from app.limits import Limits
from app.store.crawl import crawl_in_progress
from app.store.engine import Database
from app.store.tokens import known_exports
from collectors.contract import Platform
from collectors.http import Client
from collectors.huggingface import HubCollector, Position
from collectors.openrouter import OpenRouterCollector
from tests.faults.world import Platforms

Collect = Callable[..., Outcome]


@pytest.fixture
def gather(database: Database, platforms: Platforms) -> Collect:
    """Collects once in this process, without waiting for real; `client` changes how the platform is asked."""

    def once(
        platform: Platform,
        *,
        now: dt.datetime | None = None,
        limits: Limits | None = None,
        client: Mapping[str, Any] | None = None,
        **how: object,
    ) -> Outcome:
        moment = now or dt.datetime.now(dt.UTC)
        asked = {"base_url": platforms.url, "sleep": lambda _: None, "attempts": 4, **(client or {})}
        with Client(**asked) as reading:
            if platform is Platform.HUGGINGFACE:
                with database.connect() as connection:
                    crawl = crawl_in_progress(connection, moment.date())
                resume = crawl and Position(crawl.section, crawl.next_url, crawl.number, crawl.models, crawl.downloads)
                collector: object = HubCollector(
                    reading, organisations=["Qwen", "moonshotai"], least_models=200, resume=resume, now=lambda: moment
                )
            else:
                with database.connect() as connection:
                    known = known_exports(connection)
                collector = OpenRouterCollector(reading, known_exports=known, most_exports=5, now=lambda: moment)
            return collect(database, collector, now=lambda: moment, limits=limits, **how)  # type: ignore[arg-type]

    return once


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where a process says what it says."""
    return tmp_path / "log"
