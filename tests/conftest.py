"""What many tests stand on: one embedded Postgres a session, one fresh database a test, and two platforms."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.registry import load, read_registry
from app.store.embedded import embedded_server
from app.store.engine import Database
from app.store.migrate import migrate
from tests.databases import fresh, opened
from tests.faults.world import Platforms
from tests.processes import environment

for name in ("DATABASE_URL", "HF_TOKEN", "OPENROUTER_API_KEY", "HF_ENDPOINT", "OPENROUTER_BASE_URL"):
    os.environ.pop(name, None)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the session's server; its database "template" is migrated and has the registry.

    Its folder is not pytest's: a second session started at the same time takes the rights of that one away.
    """
    with (
        tempfile.TemporaryDirectory(prefix="modelshare-test-") as folder,
        embedded_server(Path(folder) / "postgres", "template") as url,
    ):
        with opened(url) as database:
            migrate(database)
            with database.begin() as connection:
                load(connection, read_registry())
        yield url


@pytest.fixture
def database_url(server: str) -> Iterator[str]:
    """The address of a fresh database: migrated, with the registry, without observations."""
    with fresh(server) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """That database, opened; reading goes through the reader role."""
    with opened(database_url) as found:
        yield found


@pytest.fixture
def platforms() -> Iterator[Platforms]:
    """Both platforms, with today's export published."""
    with Platforms() as running:
        running.publish_export()
        yield running


@pytest.fixture
def env(database_url: str, platforms: Platforms) -> dict[str, str]:
    """The environment of a process that collects from `platforms` into the test's database."""
    return environment(database_url, HF_ENDPOINT=platforms.url, OPENROUTER_BASE_URL=platforms.url)
