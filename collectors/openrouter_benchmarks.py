"""Reads the benchmark figures that OpenRouter lists of its models; they need a key."""

from __future__ import annotations

import datetime as dt
import math

import msgspec

from collectors.contract import BenchmarkBatch, BenchmarkEntry, UpstreamMalformed
from collectors.plain import name_trouble

PATH = "/benchmarks"
MOST_INDEX = 1_000.0  # indexes run to 100; what is far above is no index


class Item(msgspec.Struct, frozen=True):
    """One model's figures of one source; sources that carry other figures have none of these."""

    source: str | None = None
    model_permaslug: str | None = None
    intelligence_index: float | None = None
    coding_index: float | None = None
    agentic_index: float | None = None


class Benchmarks(msgspec.Struct, frozen=True):
    """The whole list."""

    data: list[msgspec.Raw]


def parse_benchmarks(body: bytes, known_at: dt.datetime) -> BenchmarkBatch:
    """Every item with a model and at least one index; items of another shape are left out.

    Raises `UpstreamMalformed` where the list is not empty and no item of it can be read.
    """
    found: dict[tuple[str, str], BenchmarkEntry] = {}
    listed = msgspec.json.decode(body, type=Benchmarks).data
    unread = 0
    for raw in listed:
        try:
            item = msgspec.json.decode(raw, type=Item)
        except (msgspec.DecodeError, UnicodeDecodeError):
            unread += 1
            continue
        figures = [_index(each) for each in (item.intelligence_index, item.coding_index, item.agentic_index)]
        source, model = item.source or "", item.model_permaslug or ""
        if name_trouble(model) or name_trouble(source) or all(each is None for each in figures):
            continue
        found[source, model] = BenchmarkEntry(source, model, *figures)
    if listed and unread == len(listed):
        raise UpstreamMalformed("no item of the benchmarks can be read.")
    return BenchmarkBatch(known_at, tuple(found.values()))


def _index(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) and abs(value) <= MOST_INDEX else None
