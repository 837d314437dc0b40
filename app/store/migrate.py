"""The schema's history, applied: up, down, and where a database stands."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.errors import StoreError
from app.store.engine import Database

LOCK = 7_265_001  # any two migrations of one database wait for each other on this number


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the schema to `revision`; two that start at once take turns. Raises `StoreError` on a newer schema."""
    _alembic(database, command.upgrade, revision)


def unmigrate(database: Database, revision: str) -> None:
    """Take the schema back to `revision` ("base" empties the database of everything that is ours)."""
    _alembic(database, command.downgrade, revision)


def standing(connection: Connection) -> tuple[str | None, str | None]:
    """The database's revision and the program's."""
    here = MigrationContext.configure(connection).get_current_revision()
    return here, ScriptDirectory.from_config(_config()).get_current_head()


def _alembic(database: Database, action: object, revision: str) -> None:
    with database.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        here, _ = standing(connection)
        config = _config()
        script = ScriptDirectory.from_config(config)
        if here is not None and here not in {each.revision for each in script.walk_revisions()}:
            raise StoreError(
                f"The database is at revision {here}, which this version of the program does not know.",
                advice="It was made by a newer version: install that one.",
            )
        config.attributes["connection"] = connection
        action(config, revision)  # type: ignore[operator]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("migrations")))
    return config
