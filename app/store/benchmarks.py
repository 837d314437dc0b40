"""Keeps benchmark figures, a day's as they were first seen."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from app.store.tables import openrouter_benchmark
from collectors.contract import BenchmarkBatch


def publish_benchmarks(connection: Connection, batch: BenchmarkBatch) -> None:
    """Store the figures under the UTC day on which they were read; what stands for that day stays."""
    if batch.entries:
        rows = [{"day": batch.known_at.date()} | asdict(entry) for entry in batch.entries]
        connection.execute(postgresql.insert(openrouter_benchmark).on_conflict_do_nothing(), rows)
