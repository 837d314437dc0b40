"""Databases of the session's server, each gone when its test is over."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from app.store.engine import READER, Database, database_at

_numbers = itertools.count(1)


@contextmanager
def fresh(server: str, template: str = "template") -> Iterator[str]:
    """The address of a new database: migrated, with the registry, without observations; bare as a copy of template1."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server, dbname="postgres", autocommit=True) as admin:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        admin.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(server, dbname="postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A database, opened; reading goes through the reader role."""
    database = database_at(url, make_url(url).set(username=READER))
    yield database
    database.dispose()
