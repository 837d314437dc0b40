"""Spreads the large tables over the nodes of a Citus cluster; everything else stays one table, known to every node."""

from __future__ import annotations

from sqlalchemy import Connection, text

from app.errors import StoreError
from app.store.tables import metadata

# Each has `model` in its key.
DISTRIBUTED = ("hub_snapshot", "hub_model", "hub_former_name", "hub_former_attributes", "hub_descent")
COLUMN = "model"
LOCAL = frozenset({"hub_staging", "crawl_page", "scheduler_job", "held_batch"})  # written and read by one process

_PRESENT = text("SELECT to_regproc('create_distributed_table') IS NOT NULL")
_OFFERED = text("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citus')")
_DONE = text("SELECT to_regclass('pg_dist_partition') IS NOT NULL")
_SPREAD = text("SELECT logicalrelid::regclass::text FROM pg_dist_partition")
_DISTRIBUTE = text("SELECT create_distributed_table(:table, :column)")
_BESIDE = text("SELECT create_distributed_table(:table, :column, colocate_with => :first)")
_REFER = text("SELECT create_reference_table(:table)")


def distribute(connection: Connection) -> list[str]:
    """Make the calls that are still missing; returns the names of the tables, in order. Runs in one transaction.

    Raises `StoreError` where the server has no Citus, with what to do.
    """
    if not connection.execute(_PRESENT).scalar_one():
        if connection.execute(_OFFERED).scalar_one():
            raise StoreError(
                "The extension citus is installed on this server and not in this database.",
                advice="As a superuser, run: CREATE EXTENSION citus; then this command again.",
            )
        raise StoreError(
            "This server has no Citus, and one server is enough for years (docs/scaling.md has the arithmetic).",
            advice="To spread the data over several, start the image citusdata/citus: docs/scaling.md tells how.",
        )
    spread: set[str] = set()
    if connection.execute(_DONE).scalar_one():
        spread = set(connection.execute(_SPREAD).scalars())
    made = []
    # Tables that others refer to come first; a table with a foreign key must find the other one at every node.
    for table in metadata.sorted_tables:
        if table.name in spread or table.name in LOCAL:
            continue
        if table.name not in DISTRIBUTED:
            connection.execute(_REFER, {"table": table.name})
            made.append(table.name)
    for table_name in DISTRIBUTED:
        if table_name in spread:
            continue
        if table_name == DISTRIBUTED[0]:
            connection.execute(_DISTRIBUTE, {"table": table_name, "column": COLUMN})
        else:
            connection.execute(_BESIDE, {"table": table_name, "column": COLUMN, "first": DISTRIBUTED[0]})
        made.append(table_name)
    return made
