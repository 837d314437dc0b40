"""The tables of what OpenRouter says."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Float, ForeignKey, Index, Numeric, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from app.store.tables.columns import key, metadata, moment

openrouter_export = Table(
    "openrouter_export",
    metadata,
    Column("snapshot_date", Date, primary_key=True),
    key("sha256", primary_key=True),
    moment("known_at", nullable=False),
    Column("run_id", BigInteger, ForeignKey("run.run_id"), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
)

# permaslug is NULL on the platform's own tail row, so that no model's name can be taken for it.
openrouter_row = Table(
    "openrouter_row",
    metadata,
    Column("version_id", BigInteger, ForeignKey("day_version.version_id"), primary_key=True),
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    key("permaslug"),
    Column("tokens", BigInteger, nullable=False),
)

openrouter_model = Table(
    "openrouter_model",
    metadata,
    key("model_id", primary_key=True),
    key("permaslug", nullable=False, index=True),
    Column("name", Text, nullable=False),
    moment("created_at"),
    Column("hugging_face_id", Text),
    Column("hugging_face_since", Date),  # the day on which the catalogue was first seen to name it
    Column("context_length", BigInteger),
    Column("input_modalities", ARRAY(Text), nullable=False),
    Column("output_modalities", ARRAY(Text), nullable=False),
    Column("first_seen", Date, nullable=False),
    Column("last_seen", Date, nullable=False),
)

openrouter_price = Table(
    "openrouter_price",
    metadata,
    Column("day", Date, primary_key=True),
    key("model_id", primary_key=True),
    key("permaslug", nullable=False),
    Column("prompt_usd", Numeric),
    Column("completion_usd", Numeric),
    Index(None, "permaslug", "day"),
)

# A model's benchmark figures as one source gave them on a day.
openrouter_benchmark = Table(
    "openrouter_benchmark",
    metadata,
    Column("day", Date, primary_key=True),
    key("source", primary_key=True),
    key("permaslug", primary_key=True),
    Column("intelligence_index", Float),
    Column("coding_index", Float),
    Column("agentic_index", Float),
)
