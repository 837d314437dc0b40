"""The misbehaving server and a client of it that waits only on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from collectors.http import Client
from tests.collectors.misbehaving import Misbehaving


@pytest.fixture
def upstream() -> Iterator[Misbehaving]:
    """A platform with an empty script."""
    with Misbehaving() as running:
        yield running


@pytest.fixture
def pauses() -> list[float]:
    """The seconds that the client would have waited, in order."""
    return []


@pytest.fixture
def connect(upstream: Misbehaving, pauses: list[float]) -> Iterator[Callable[..., Client]]:
    """Makes clients of the server; what they would wait goes into `pauses`."""
    clients: list[Client] = []

    def make(base: str = "", **how: Any) -> Client:
        client = Client(base or upstream.url, **{"sleep": pauses.append, **how})
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()
