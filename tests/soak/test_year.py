"""A simulated year of daily collections with random faults from a seed: nothing lost, nothing twice.

`make soak` runs it; SOAK_DAYS and SOAK_SEED change its length and its dice.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import time
from collections import Counter

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.collect import collect
from app.prepare import prepare
from app.store.checks import broken_invariants
from app.store.crawl import crawl_in_progress
from app.store.engine import READER, Database, database_at
from app.store.tokens import known_exports
from collectors.contract import ModelshareError, Platform
from collectors.http import Client
from collectors.huggingface import HubCollector, Position
from collectors.openrouter import OpenRouterCollector
from tests.collectors.misbehaving import Answer, data
from tests.faults.world import Platforms, export_rows, hub_rows
from tests.processes import Server, own_server
from tests.support import midnight

DAYS = int(os.environ.get("SOAK_DAYS", "365"))
SEED = int(os.environ.get("SOAK_SEED", "20260101"))
FIRST = dt.date(2025, 1, 1)  # a year that is over: no stored day may lie in the future
ATTEMPTS = 6  # collections of a platform and day until one is complete, as a schedule makes them
FAULTS = {
    "429 with Retry-After": data({}, status=429, headers={"Retry-After": "1"}),
    "429": data({}, status=429),
    "500": data({}, status=500),
    "503": data({}, status=503),
    "a web page": Answer(b"<!doctype html><title>x</title>", kind="text/html"),
    "an empty body": Answer(b""),
    "another shape": data({"unexpected": True}),
    "a reset": Answer(b"{}", reset="before"),
    "half a body": Answer(b'[{"_id": "0123456789abcdef01234567"', cut=20),
    "bad gzip": Answer(b"no gzip", headers={"Content-Encoding": "gzip"}),
    "401": data({"error": "no"}, status=401),
}


def collect_once(database: Database, platforms: Platforms, platform: Platform, moment: dt.datetime) -> None:
    with Client(platforms.url, sleep=lambda _: None, attempts=3) as client:
        with database.connect() as connection:
            crawl, known = crawl_in_progress(connection, moment.date()), known_exports(connection)
        if platform is Platform.HUGGINGFACE:
            resume = crawl and Position(crawl.section, crawl.next_url, crawl.number, crawl.models, crawl.downloads)
            hub = HubCollector(client, organisations=["Qwen"], least_models=200, resume=resume, now=lambda: moment)
            collect(database, hub, now=lambda: moment)
        else:
            exports = OpenRouterCollector(client, known_exports=known, most_exports=5, now=lambda: moment)
            collect(database, exports, now=lambda: moment)


def in_a_process(
    server: Server, platforms: Platforms, platform: Platform, moment: dt.datetime, kill_after: float | None
) -> None:
    """Collect in a process of its own, which is killed after so many seconds, or not."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            database = opened(server)
            collect_once(database, platforms, platform, moment)
            code = 0
        except ModelshareError:
            pass
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def opened(server: Server) -> Database:
    return database_at(server.url, make_url(server.url).set(username=READER))


def is_complete(database: Database, platform: Platform, day: dt.date) -> bool:
    with database.connect() as connection:
        found = text("SELECT EXISTS (SELECT FROM day_version WHERE platform = :platform AND day = :day)")
        return bool(connection.execute(found, {"platform": platform, "day": day}).scalar_one())


@pytest.mark.soak
def test_a_year_with_random_faults(capsys: pytest.CaptureFixture[str]) -> None:
    dice, injected = random.Random(SEED), Counter[str]()
    with own_server() as server, Platforms() as platforms:
        database = opened(server)
        prepare(database)
        platforms.before = lambda _: platforms.fault()  # type: ignore[attr-defined]
        for number in range(DAYS):
            today = FIRST + dt.timedelta(days=number)
            platforms.today = today
            platforms.hub = hub_rows()[: 230 + number % 20]
            platforms.publish_export()
            for platform in Platform:
                one_day(server, database, platforms, platform, today, dice, injected)
        report = count(database)
        with database.connect() as connection:
            broken = broken_invariants(connection)
        database.dispose()
    with capsys.disabled():
        print(  # noqa: T201 (what make soak is for)
            f"\nsoak: seed {SEED}, {DAYS} days, {report['days collected']} platform days collected,"
            f" {sum(injected.values())} faults injected, {report['rows lost']} rows lost,"
            f" {report['duplicates']} duplicates"
        )
        for name, times in injected.most_common():
            print(f"  {times:5} x {name}")  # noqa: T201
    assert broken == []
    assert report == {"days collected": 2 * DAYS + 4, "rows lost": 0, "duplicates": 0}


def one_day(
    server: Server,
    database: Database,
    platforms: Platforms,
    platform: Platform,
    today: dt.date,
    dice: random.Random,
    injected: Counter[str],
) -> None:
    """Collect until the day is complete, with faults in all attempts but the last."""
    day = today if platform is Platform.HUGGINGFACE else today - dt.timedelta(days=1)
    for attempt in range(ATTEMPTS):
        moment = midnight(today) + dt.timedelta(hours=3 + 2 * attempt)
        fault, kill = None, None
        if attempt < ATTEMPTS - 1 and dice.random() < 0.5:
            fault = dice.choice([*FAULTS, "kill -9", "kill -9", "the server crashes"])
            injected[fault] += 1
        if fault == "the server crashes":
            server.stop("immediate")
            server.start()
        elif fault == "kill -9":
            kill = dice.uniform(0.005, 0.25)
        broken, rate = FAULTS.get(fault or ""), dice.uniform(0.1, 0.9)
        platforms.fault = lambda broken=broken, rate=rate: (  # type: ignore[attr-defined]
            broken if broken and dice.random() < rate else None
        )
        in_a_process(server, platforms, platform, moment, kill)
        platforms.fault = lambda: None  # type: ignore[attr-defined]
        if is_complete(database, platform, day):
            return


def count(database: Database) -> dict[str, int]:
    """Against what the platforms published: days that came in, rows that are missing, rows that stand twice."""
    with database.connect() as connection:
        days = connection.execute(text("SELECT count(DISTINCT (platform, day)) FROM day_version")).scalar_one()
        versions = connection.execute(text("SELECT count(*) FROM day_version")).scalar_one()
        hub = dict(
            tuple(row) for row in connection.execute(text("SELECT day, count(*) FROM hub_snapshot GROUP BY day"))
        )
        twice = connection.execute(
            text(
                "SELECT count(*) - count(DISTINCT (day, permaslug)) FROM openrouter_row JOIN day_version"
                " USING (version_id) WHERE permaslug IS NOT NULL"
            )
        ).scalar_one()
        tokens = connection.execute(text("SELECT count(*) FROM openrouter_row")).scalar_one()
    lost = sum(230 + n % 20 - hub.get(FIRST + dt.timedelta(days=n), 0) for n in range(DAYS))
    lost += (DAYS + 4) * (len(export_rows(FIRST)) // 5) - tokens
    return {"days collected": days, "rows lost": lost, "duplicates": twice + versions - days}
