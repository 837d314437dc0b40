"""The tables of the registry, as loaded from its files."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text, func, text

from app.store.tables.columns import key, metadata, moment

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
