"""A real Postgres for every test that touches data: one embedded server a session, one fresh database a test."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from app.registry import load, read_registry
from app.store.embedded import embedded_server
from app.store.engine import READER, Database, database_at
from app.store.migrate import migrate

for name in ("DATABASE_URL", "HF_TOKEN", "OPENROUTER_API_KEY", "HF_ENDPOINT", "OPENROUTER_BASE_URL"):
    os.environ.pop(name, None)

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the session's server; its database "template" is migrated and has the registry.

    Its folder is not pytest's: a second session started at the same time takes the rights of that one away.
    """
    with (
        tempfile.TemporaryDirectory(prefix="modelshare-test-") as folder,
        embedded_server(Path(folder) / "postgres", "template") as url,
    ):
        database = _open(url)
        migrate(database)
        with database.begin() as connection:
            load(connection, read_registry())
        database.dispose()
        yield url


@pytest.fixture
def database_url(server: str) -> Iterator[str]:
    """The address of a fresh database: migrated, with the registry, without observations."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server, dbname="postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template").format(sql.Identifier(name)))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(server, dbname="postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """That database, opened; reading goes through the reader role."""
    opened = _open(database_url)
    yield opened
    opened.dispose()


def _open(url: str) -> Database:
    return database_at(url, make_url(url).set(username=READER))
