"""The tables that pages read: what publishing works out once."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
)

from app.store.tables.columns import key, metadata


class Kind(StrEnum):
    """What a rollup row sums: a named account, or one of the buckets that have no account."""

    ACCOUNT = "account"
    OTHER = "other"  # the platform's own tail row
    TAIL = "tail"  # Hub accounts too small for a row of their own
    UNKNOWN = "unknown"  # models of which nobody can say whether they belong to the population


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
