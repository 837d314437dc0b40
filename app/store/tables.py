"""Every table of the database, in one place."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Unicode,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class RunStatus(StrEnum):
    """What became of one attempt of one collector."""

    RUNNING = "running"
    COMPLETE = "complete"
    FAILED = "failed"
    ABANDONED = "abandoned"
    HELD = "held"  # whole, but implausible: kept aside until it is confirmed, released or discarded
    DISCARDED = "discarded"  # was held, and was not published


class Kind(StrEnum):
    """What a rollup row sums: a named account, or one of the buckets that have no account."""

    ACCOUNT = "account"
    OTHER = "other"  # the platform's own tail row
    TAIL = "tail"  # Hub accounts too small for a row of their own
    UNKNOWN = "unknown"  # models of which nobody can say whether they belong to the population


def key(name: str, *args: object, **kwargs: object) -> Column[str]:
    """A text column compared byte by byte: the same order and the same speed on every server."""
    return Column(name, Text(collation="C"), *args, **kwargs)  # type: ignore[arg-type]


def moment(name: str, **kwargs: object) -> Column[object]:
    return Column(name, DateTime(timezone=True), **kwargs)  # type: ignore[arg-type]


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


# --- runs and what they published ---------------------------------------------------------------------------------

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

# --- OpenRouter ---------------------------------------------------------------------------------------------------

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

# --- Hugging Face Hub ---------------------------------------------------------------------------------------------

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

# --- what pages read ----------------------------------------------------------------------------------------------

# Sums by account for one version of a day. `value` counts the unit: downloads, tokens, or millionths of a US dollar.
# `models` is how many models stand in the sum, `negatives` how many of them had a falling all-time count.
rollup = Table(
    "rollup",
    metadata,
    Column("version_id", BigInteger, ForeignKey("day_version.version_id"), primary_key=True),
    key("population", primary_key=True),
    key("unit", primary_key=True),
    key("kind", primary_key=True),
    key("account", primary_key=True),
    Column("value", BigInteger, nullable=False),
    Column("models", Integer, nullable=False),
    Column("negatives", Integer, nullable=False, server_default="0"),
    # A share over years reads one population and unit of all days: from this index alone, in the order of the days.
    Index(None, "population", "unit", "version_id", postgresql_include=["kind", "account", "value"]),
)

# Which list price an OpenRouter row was valued at (USD per token); a row that has none here has no known price.
openrouter_row_price = Table(
    "openrouter_row_price",
    metadata,
    Column("version_id", BigInteger, ForeignKey("day_version.version_id"), primary_key=True),
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    Column("price_day", Date, nullable=False),
    Column("prompt_usd", Numeric, nullable=False),
    Column("completion_usd", Numeric, nullable=False),
)

# Each model that declares a base, for the days from `first_day` until before `next_day`: its publisher, that base with
# its account, and the account of the oldest base of the chain as those models told it then. `declared_on` is the first
# day on which the model was seen to declare any base.
hub_descent = Table(
    "hub_descent",
    metadata,
    key("model", primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("next_day", Date, nullable=False),
    key("account", nullable=False),
    key("base", nullable=False),
    key("base_account", nullable=False),
    key("root_account", nullable=False),
    key("relation", nullable=False),
    Column("week", Date, nullable=False),
    Column("declared_on", Date, nullable=False),
    Index(None, "base"),
)

# New derivatives by the Monday of the week of their creation and the day on which they were first seen to declare a
# base, under what they declared on that day. Accounts that the registry does not know are ''; `own` are those whose
# publisher also published the base.
derivative_new = Table(
    "derivative_new",
    metadata,
    Column("week", Date, primary_key=True),
    Column("declared_on", Date, primary_key=True),
    key("publisher", primary_key=True),
    key("base", primary_key=True),
    key("root", primary_key=True),
    key("relation", primary_key=True),
    Column("own", Boolean, primary_key=True),
    Column("models", Integer, nullable=False),
)

# What derivatives took of a Hub day's downloads (the rolling count of 30 days).
derivative_day = Table(
    "derivative_day",
    metadata,
    Column("version_id", BigInteger, ForeignKey("day_version.version_id"), primary_key=True),
    key("publisher", primary_key=True),
    key("base", primary_key=True),
    key("root", primary_key=True),
    key("relation", primary_key=True),
    Column("own", Boolean, primary_key=True),
    Column("language", Boolean, primary_key=True),
    Column("value", BigInteger, nullable=False),
    Column("models", Integer, nullable=False),
)

# The Hub models of the registry's accounts, so that a lab's page reads no others.
lab_model = Table(
    "lab_model",
    metadata,
    key("model", primary_key=True),
    key("account", nullable=False, index=True),
    key("repo_id", nullable=False),
    Column("created_on", Date, nullable=False),
    Column("first_seen", Date, nullable=False),
    Column("pipeline_tag", Text),
    Column("licence", Text),
    Column("parameters", BigInteger),
    Column("relation", Text),
)

# Where a lab's release stood among all repositories so many days after it was created.
release_standing = Table(
    "release_standing",
    metadata,
    key("model", primary_key=True),
    Column("age", SmallInteger, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("downloads", BigInteger, nullable=False),
    Column("place", Integer, nullable=False),
)

# The largest rises of single Hub models against the day before, in the rolling count of 30 days.
hub_jump = Table(
    "hub_jump",
    metadata,
    Column("version_id", BigInteger, ForeignKey("day_version.version_id"), primary_key=True),
    key("model", primary_key=True),
    key("repo_id", nullable=False),
    key("account", nullable=False),
    Column("downloads_before", BigInteger, nullable=False),
    Column("downloads", BigInteger, nullable=False),
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

# --- the registry, as loaded from its files -----------------------------------------------------------------------

lab = Table(
    "lab",
    metadata,
    key("lab_id", primary_key=True),
    Column("name", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("note", Text, nullable=False),
)

# An account belongs to a lab from `valid_from` (NULL: always), as the registry knew it from `recorded_on` on
# (NULL: always). lab_id NULL: the account is undisclosed. A correction holds for all dates.
lab_account = Table(
    "lab_account",
    metadata,
    Column("lab_account_id", Integer, primary_key=True, autoincrement=True),
    key("platform", nullable=False),
    key("account", nullable=False),
    key("lab_id", ForeignKey("lab.lab_id")),
    Column("valid_from", Date),
    Column("recorded_on", Date),
    Column("correction", Boolean, nullable=False, server_default=text("false")),
    Column("evidence", Text, nullable=False),
    Index(None, "platform", "account"),
)

# A lab's country from a date on; the first line of a lab has valid_from NULL.
lab_country = Table(
    "lab_country",
    metadata,
    Column("lab_country_id", Integer, primary_key=True, autoincrement=True),
    key("lab_id", ForeignKey("lab.lab_id"), nullable=False, index=True),
    Column("country", Text, nullable=False),
    Column("valid_from", Date),
    Column("recorded_on", Date),
    Column("correction", Boolean, nullable=False, server_default=text("false")),
    Column("evidence", Text, nullable=False),
)

# Whether the weights of the models whose permaslug starts with `prefix` are open, dated like an account; the longest
# prefix decides.
model_weights = Table(
    "model_weights",
    metadata,
    Column("model_weights_id", Integer, primary_key=True, autoincrement=True),
    key("prefix", nullable=False, index=True),
    Column("open", Boolean, nullable=False),
    Column("valid_from", Date),
    Column("recorded_on", Date),
    Column("correction", Boolean, nullable=False, server_default=text("false")),
    Column("evidence", Text, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("event_id", Integer, primary_key=True, autoincrement=True),
    Column("date", Date, nullable=False, index=True),
    Column("end_date", Date),
    key("kind", nullable=False),
    Column("title", Text, nullable=False),
    key("lab_id", ForeignKey("lab.lab_id")),
    key("confidence", nullable=False),
    Column("source", Text, nullable=False),
)

registry_load = Table(
    "registry_load",
    metadata,
    key("registry_hash", primary_key=True),
    moment("loaded_at", nullable=False, server_default=func.now()),
    Column("current", Boolean, nullable=False),
)
