"""Makes a database ready for use: its schema, and the registry as the files say it."""

from __future__ import annotations

from app.registry import Registry, load, read_registry
from app.store.engine import Database
from app.store.migrate import migrate
from app.store.rollup import roll_up_everything


def prepare(database: Database) -> Registry:
    """Migrate, load the registry, and make the rollups again where the registry changed.

    Raises `RegistryError` with every refused line of the registry's files, and `StoreError` where the server fails.
    """
    registry = read_registry()
    migrate(database)
    with database.begin() as connection:
        if load(connection, registry):
            roll_up_everything(connection)
    return registry
