"""Benchmark figures are an extra: what is sound is kept, and a refusal never ends a collection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import text

from app.collect import collect
from app.store.engine import Database
from collectors.contract import BenchmarkBatch, BenchmarkEntry, UpstreamMalformed
from collectors.http import Client
from collectors.openrouter import OpenRouterCollector
from collectors.openrouter_benchmarks import parse_benchmarks
from tests.collectors.exports import lines, publish
from tests.collectors.misbehaving import ABSENT, Misbehaving, data

Connect = Callable[..., Client]
NEWEST = dt.date(2026, 10, 10)
NOW = dt.datetime(2026, 10, 10, 3, tzinfo=dt.UTC)
ROWS = lines([(NEWEST - dt.timedelta(days=1), "qwen/a", 7)])
GOOD = {"source": "artificial-analysis", "model_permaslug": "qwen/a", "intelligence_index": 61.5, "pricing": {}}


def parsed(*items: object) -> tuple[BenchmarkEntry, ...]:
    return parse_benchmarks(data({"data": list(items)}).body, NOW).entries


def test_sound_items_are_kept_and_others_left_out() -> None:
    others = [
        {"source": "search", "model_permaslug": "x/y", "lane": 3},
        {"source": "artificial-analysis", "model_permaslug": "", "intelligence_index": 5},
        {"source": "artificial-analysis", "model_permaslug": "x/z", "intelligence_index": 1e9},
        "nonsense",
    ]
    assert parsed(GOOD, *others) == (BenchmarkEntry("artificial-analysis", "qwen/a", 61.5, None, None),)


def test_a_list_that_cannot_be_read_is_malformed() -> None:
    with pytest.raises(UpstreamMalformed):
        parsed("nonsense", 3)
    assert parsed() == ()


def test_figures_are_stored_once_a_day(connect: Connect, upstream: Misbehaving, database: Database) -> None:
    publish(upstream, NEWEST, ROWS)
    upstream.script["/benchmarks"] = data({"data": [GOOD]})
    for _ in range(2):
        collector = OpenRouterCollector(connect(), benchmarks=True, now=lambda: NOW)
        collect(database, collector, now=lambda: NOW)
    with database.connect() as connection:
        rows = connection.execute(text("SELECT day, permaslug, intelligence_index FROM openrouter_benchmark")).all()
    assert [tuple(row) for row in rows] == [(NOW.date(), "qwen/a", 61.5)]


def test_without_them_the_collection_goes_on_and_says_so(connect: Connect, upstream: Misbehaving) -> None:
    publish(upstream, NEWEST, ROWS)
    upstream.script["/benchmarks"] = ABSENT
    collector = OpenRouterCollector(connect(), benchmarks=True, now=lambda: NOW)
    batches = list(collector.collect())
    assert not any(isinstance(batch, BenchmarkBatch) for batch in batches)
    assert len(batches) == 2
    assert "Benchmarks were not collected" in collector.traffic.warnings[0]
