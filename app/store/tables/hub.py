"""The tables of what the Hugging Face Hub says."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Computed, Date, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from app.store.tables.columns import key, metadata, moment


def said() -> list[Column[Any]]:
    """What a Hub model says of itself beside its name, wherever that is kept."""
    return [
        moment("created_at"),
        Column("pipeline_tag", Text),
        Column("library", Text),
        Column("licence", Text),
        Column("gated", Text),
        Column("parameters", BigInteger),
        Column("base_models", ARRAY(Text), nullable=False),
        Column("relation", Text),
    ]


# The Hub's own _id is the model. Attributes are the newest seen, since `changed_on`; `named_on` is the first day of the
# present name.
hub_model = Table(
    "hub_model",
    metadata,
    key("model", primary_key=True),
    key("repo_id", nullable=False, index=True),
    key("account", nullable=False),
    *said(),
    Column("first_seen", Date, nullable=False),
    Column("changed_on", Date, nullable=False),
    Column("named_on", Date, nullable=False),
)

# The names that models gave up, each with its first day; it held until the first day of the next.
hub_former_name = Table(
    "hub_former_name",
    metadata,
    key("model", primary_key=True),
    key("repo_id", primary_key=True),
    key("account", nullable=False),
    Column("first_seen", Date, nullable=False),
    Index(None, "repo_id"),
)

# What a model said of itself before, from `first_day` until before `next_day`: a row is written only where it says
# something else. The days without a row of theirs are those of the attributes in `hub_model`.
hub_former_attributes = Table(
    "hub_former_attributes",
    metadata,
    key("model", primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("next_day", Date, nullable=False),
    key("repo_id", nullable=False),
    key("account", nullable=False),
    *said(),
)

# One row a model and UTC day. `account`, `language` and `original` are what the model was on that day, so that a
# rollup can always be made again from these rows alone; where `attributes_hash` is another than the day before, the
# model says something else of itself. Nothing references this table, and its key holds the model.
hub_snapshot = Table(
    "hub_snapshot",
    metadata,
    Column("day", Date, primary_key=True),
    key("model", primary_key=True),
    key("account", nullable=False),
    Column("downloads", BigInteger),
    Column("downloads_all_time", BigInteger),
    Column("likes", BigInteger),
    Column("language", Boolean, nullable=False),
    Column("original", Boolean, nullable=False),
    Column("attributes_hash", BigInteger, nullable=False),
    postgresql_partition_by="RANGE (day)",
)

# Pages of a crawl in progress. Unlogged together with crawl_page: a crash of the server empties both or neither. What a
# row becomes in a snapshot is worked out when it comes in, while the crawl waits for the network.
hub_staging = Table(
    "hub_staging",
    metadata,
    Column("run_id", BigInteger, nullable=False),
    Column("page", Integer, nullable=False),
    key("model", nullable=False),
    key("repo_id", nullable=False),
    key("account", nullable=False),
    Column("downloads", BigInteger),
    Column("downloads_all_time", BigInteger),
    Column("likes", BigInteger),
    *said(),
    Column(
        "language",
        Boolean,
        Computed("COALESCE(pipeline_tag IN ('text-generation', 'image-text-to-text'), false)", persisted=True),
    ),
    Column(
        "original",
        Boolean,
        Computed("COALESCE(relation NOT IN ('quantized', 'adapter', 'merge'), true)", persisted=True),
    ),
    Column(
        "attributes_hash",
        BigInteger,
        Computed(
            "hash_record_extended("
            "ROW(repo_id, created_at, pipeline_tag, library, licence, gated, parameters, base_models, relation), 0)",
            persisted=True,
        ),
    ),
    prefixes=["UNLOGGED"],
)

crawl_page = Table(
    "crawl_page",
    metadata,
    Column("run_id", BigInteger, primary_key=True, autoincrement=False),
    Column("page", Integer, primary_key=True, autoincrement=False),
    Column("section", Text, nullable=False),
    Column("next_url", Text),
    Column("models", Integer, nullable=False),
    prefixes=["UNLOGGED"],
)
