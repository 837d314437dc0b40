"""The tables of what was attempted, published, held, told and planned."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Unicode,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.store.tables.columns import key, metadata, moment


class RunStatus(StrEnum):
    """What became of one attempt of one collector."""

    RUNNING = "running"
    COMPLETE = "complete"
    FAILED = "failed"
    ABANDONED = "abandoned"
    HELD = "held"  # whole, but implausible: kept aside until it is confirmed, released or discarded
    DISCARDED = "discarded"  # was held, and was not published


run = Table(
    "run",
    metadata,
    Column("run_id", BigInteger, primary_key=True, autoincrement=True),
    key("platform", nullable=False),
    key("source", nullable=False),
    key("status", nullable=False),
    moment("started_at", nullable=False),
    moment("finished_at"),
    moment("retrieved_at"),
    moment("as_of"),
    Column("requests", BigInteger, nullable=False, server_default="0"),
    Column("rows", BigInteger, nullable=False, server_default="0"),
    Column("bytes", BigInteger, nullable=False, server_default="0"),
    Column("rejected", BigInteger, nullable=False, server_default="0"),
    Column("licence_name", Text, nullable=False, server_default=""),
    Column("licence_url", Text, nullable=False, server_default=""),
    Column("attribution", Text, nullable=False, server_default=""),
    Column("program_version", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False, server_default=text("false")),
    Column("error", Text),
    Column("detail", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Index(None, "platform", "status", "finished_at"),
)

rejected_row = Table(
    "rejected_row",
    metadata,
    Column("rejected_id", BigInteger, primary_key=True, autoincrement=True),
    Column("run_id", BigInteger, ForeignKey("run.run_id"), nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("raw", Text, nullable=False),
)

# One stored version of one platform's UTC day. A measure takes, for each day, the newest version known by its as-of.
# `thinned`: some of its rows have been let go, and its rollups are all that tells their sums.
day_version = Table(
    "day_version",
    metadata,
    Column("version_id", BigInteger, primary_key=True, autoincrement=True),
    key("platform", nullable=False),
    Column("day", Date, nullable=False),
    moment("known_at", nullable=False),
    Column("run_id", BigInteger, ForeignKey("run.run_id"), nullable=False),
    key("origin", nullable=False),
    key("content_hash", nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("thinned", Boolean, nullable=False, server_default=text("false")),
    Index(None, "platform", "day", "known_at", "version_id", unique=True),
)

# What a held run would have published, batch by batch in the order in which it came; emptied when that is decided.
held_batch = Table(
    "held_batch",
    metadata,
    Column("run_id", BigInteger, ForeignKey("run.run_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)

# A day that nobody can collect any more, or not yet; the row goes when the day comes in after all.
gap = Table(
    "gap",
    metadata,
    key("platform", primary_key=True),
    Column("day", Date, primary_key=True),
    Column("reason", Text, nullable=False),
    moment("recorded_at", nullable=False),
)

# What was told to whom, by which way: an alert is told once.
alert_told = Table(
    "alert_told",
    metadata,
    key("key", primary_key=True),
    key("channel", primary_key=True),
    Column("sentence", Text, nullable=False),
    moment("told_at", nullable=False),
)

# The scheduler's own memory of when each job is due next.
scheduler_job = Table(
    "scheduler_job",
    metadata,
    Column("id", Unicode(191), primary_key=True),
    Column("next_run_time", Float(25), index=True),
    Column("job_state", LargeBinary, nullable=False),
)
