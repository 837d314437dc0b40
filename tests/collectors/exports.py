"""Puts OpenRouter's documents into a server's script, sound ones and broken ones."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from tests.collectors.misbehaving import Answer, Misbehaving, data

HEADER = "date,model_permaslug,rank,total_tokens,share_of_daily_tokens"
TERMS = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
FOLDER = "/datasets/exports"
CATALOGUE = {"data": [{"id": "qwen/qwen3-max", "canonical_slug": "qwen/qwen3-max-20250901", "name": "Qwen3 Max"}]}


def lines(rows: Iterable[tuple[dt.date, str, int]]) -> list[str]:
    """Rows as an export writes them."""
    return [f"{day},{slug},{'' if slug == 'other' else 1},{tokens},0.5" for day, slug, tokens in rows]


def manifest(upstream: Misbehaving, day: dt.date, body: bytes, **changes: Any) -> dict[str, Any]:
    """The manifest of a file."""
    file = {
        "url": f"{upstream.url}{FOLDER}/rankings-daily/{day}.csv",
        "encoding_format": "text/csv",
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    told = {
        "dataset": "rankings-daily",
        "schema_version": "v1",
        "snapshot_date": str(day),
        "retrieved_at": f"{day}T01:46:15.433Z",
        "row_count": max(body.count(b"\n") - 1, 0),
        "license": TERMS,
        "attribution": "Source: OpenRouter (openrouter.ai).",
        "files": {"csv": {**file, **changes.pop("csv", {})}},
    }
    return {name: value for name, value in {**told, **changes}.items() if value is not None}


def publish(upstream: Misbehaving, day: dt.date, rows: Iterable[str], header: str = HEADER, **changes: Any) -> str:
    """Put a dated export there, and make it the newest; returns its checksum."""
    body = "".join(f"{line}\r\n" for line in (header, *rows)).encode("utf-8", "surrogateescape")
    told = manifest(upstream, day, body, **changes)
    upstream.script[f"{FOLDER}/rankings-daily/{day}.manifest.json"] = data(told)
    upstream.script[f"{FOLDER}/rankings-daily/{day}.csv"] = Answer(body, kind="text/csv; charset=utf-8")
    point_at(upstream, day)
    return hashlib.sha256(body).hexdigest()


def point_at(upstream: Misbehaving, day: dt.date | str) -> None:
    """Let the index name `day` as the newest."""
    datasets = [{"id": "benchmark-runs"}, {"id": "rankings-daily", "latest_snapshot_date": str(day)}]
    index = {"schema_version": "v1", "license": TERMS, "datasets": datasets}
    upstream.script[f"{FOLDER}/index.json"] = data(index)
    upstream.script.setdefault("/models", data(CATALOGUE))


def window(rows: Iterable[Mapping[str, Any]], start: dt.date, end: dt.date) -> Answer:
    """An answer of the Data API."""
    meta = {"as_of": "2026-10-01T00:00:00Z", "version": "v1", "start_date": str(start), "end_date": str(end)}
    return data({"data": list(rows), "meta": meta})


def token_row(day: dt.date, slug: str, tokens: Any) -> dict[str, Any]:
    """One row of the Data API."""
    return {"date": str(day), "model_permaslug": slug, "total_tokens": tokens}
