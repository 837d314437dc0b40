"""The way to a platform fails: nothing is published, the run says what happened, and the next one is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.store.engine import Database
from collectors.contract import Platform, UpstreamUnreachable
from tests.collectors.misbehaving import Request
from tests.faults.conftest import Collect
from tests.faults.test_upstream import reference
from tests.faults.world import PAGE, Platforms, assert_sound, counts, facts, runs

HUB, OPENROUTER = Platform.HUGGINGFACE, Platform.OPENROUTER

# How the platform is asked, how its answers come, and what the run says of it.
FAULTS: dict[str, tuple[Callable[[Platforms], dict[str, Any]], dict[str, float], str]] = {
    "connection refused": (lambda _: {"base_url": "http://127.0.0.1:9"}, {}, "could not be reached"),
    "TLS error": (
        lambda platforms: {"base_url": platforms.url.replace("http:", "https:")},
        {},
        "could not be reached",
    ),
    "DNS failure": (lambda _: {"base_url": "http://nowhere.invalid"}, {}, "could not be reached"),
    "hang": (lambda _: {"timeout": httpx.Timeout(0.3)}, {"delay": 30.0}, "fell silent in the middle"),
    "slow drip": (lambda _: {"deadline": 0.6}, {"drip": 0.05}, "took longer than 0.6 s for one answer"),
}


@pytest.mark.parametrize("platform", [HUB, OPENROUTER])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_connection_that_fails(
    database: Database, platforms: Platforms, gather: Collect, fault: str, platform: Platform
) -> None:
    sound = reference(gather, database, platform)
    asked, how, told = FAULTS[fault]
    path = "/api/models" if platform is HUB else next(key for key in platforms.script if key.endswith(".csv"))
    whole = platforms.script[path]

    def slow(request: Request) -> Any:
        answer = whole(request) if callable(whole) else whole
        in_the_middle = platform is OPENROUTER or ("cursor", str(2 * PAGE)) in request.query
        return replace(answer, **how) if in_the_middle else answer

    platforms.script[path] = slow
    with pytest.raises(UpstreamUnreachable):
        gather(platform, client={"attempts": 2, **asked(platforms)})
    assert set(counts(database).values()) == {0}
    _, status, reason = runs(database)[-1]
    assert status == "failed"
    assert reason is not None
    assert told in reason
    assert "Check the network" in reason
    platforms.script[path] = whole
    gather(platform)
    assert facts(database) == sound
    assert runs(database)[-1][1] == "complete"
    assert_sound(database)
