"""Fills a database with the sample world by the real collectors, as if every day had been collected on its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from collectors.http import Client
from collectors.huggingface import HubCollector
from collectors.openrouter import OpenRouterCollector, windows

from app.collect import collect
from app.sample.server import SAMPLE_KEY, StandIn
from app.sample.world import World
from app.store.engine import Database
from app.store.hub import is_collected
from app.store.tokens import known_days, known_exports
from collectors.contract import Platform, Progress, Report, silent

AGENT = "modelshare sample"
DAILY = 60  # so many of the newest days come by dated exports, one collection a day
CHUNK = 30  # the days before come by the Data API, so many days a collection


def fill(
    database: Database,
    organisations: Sequence[str],
    *,
    end: dt.date | None = None,
    days: int = 548,
    report: Report = silent,
) -> World:
    """Collect the `days` days up to `end` (yesterday, UTC) from the stand-in; what is stored already stays."""
    world = World(end=end or dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1), days=days)
    with StandIn(world) as server:
        _fill_tokens(database, server, world, report)
        _fill_hub(database, server, world, organisations, report)
    return world


def _fill_tokens(database: Database, server: StandIn, world: World, report: Report) -> None:
    first = world.end - dt.timedelta(days=world.days - 1)
    mornings = [first + dt.timedelta(days=n) for n in range(CHUNK, max(world.days - DAILY, CHUNK) + 1, CHUNK)]
    mornings += [world.end - dt.timedelta(days=n) for n in range(min(DAILY, world.days) - 1, -2, -1)]
    for done, morning in enumerate(mornings):
        report(Progress("OpenRouter", done, len(mornings)))
        server.today = morning
        with database.connect() as connection:
            stored, exports = known_days(connection, Platform.OPENROUTER), known_exports(connection)
        missing = [day for day in _days(first, morning) if day not in stored]
        if not missing:
            continue
        history = windows(missing[0], missing[-1]) if morning == mornings[-1] or morning < mornings[-DAILY] else []
        with Client(server.openrouter_base_url, token=SAMPLE_KEY, user_agent=AGENT) as client:
            moment = dt.datetime.combine(morning, dt.time(2, 30), dt.UTC)
            collector = OpenRouterCollector(
                client, windows=list(history), known_exports=exports, most_exports=1, now=lambda at=moment: at
            )
            collect(database, collector, now=lambda at=moment: at)


def _fill_hub(database: Database, server: StandIn, world: World, organisations: Sequence[str], report: Report) -> None:
    days = [world.end - dt.timedelta(days=n) for n in range(world.days - 1, -1, -1)]
    days = [day for day in days if day not in world.hub_gap_days]
    with Client(server.hf_endpoint, user_agent=AGENT) as client:
        for done, day in enumerate(days):
            report(Progress("Hugging Face", done, len(days)))
            with database.connect() as connection:
                if is_collected(connection, day):
                    continue
            server.today = day
            # The list by downloads already holds the whole of this small world; the organisations are asked for once.
            asked = organisations if day == days[-1] else ()
            moment = dt.datetime.combine(day, dt.time(6), dt.UTC)
            collect(database, HubCollector(client, organisations=asked), now=lambda at=moment: at)


def _days(first: dt.date, end: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=n) for n in range((end - first).days)]
