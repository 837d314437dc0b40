"""Makes a database ready for use: its schema, and the registry as the files say it."""

from __future__ import annotations

from sqlalchemy import Connection

from app.registry import Registry, load, lock_registry, read_registry
from app.store.engine import Database
from app.store.migrate import migrate
from app.store.rollup_registry import follow_registry, registered


def prepare(database: Database, registry: Registry | None = None) -> Registry:
    """Migrate, load `registry` (the program's own where None), and bring the rollups up to it where it changed.

    Raises `RegistryError` with every refused line of the registry's files, and `StoreError` where the server fails.
    """
    registry = registry or read_registry()
    migrate(database)
    with database.begin() as connection:
        make_current(connection, registry)
    return registry


def make_current(connection: Connection, registry: Registry) -> None:
    """Load `registry`, and bring the rollups up to it; nothing is collected anew."""
    lock_registry(connection)
    before = registered(connection)
    if load(connection, registry):
        follow_registry(connection, before)
