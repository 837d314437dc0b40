"""Fills a database with the sample world by the real collectors, as if every day had been collected on its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.collect import collect
from app.sample.server import SAMPLE_KEY, StandIn
from app.sample.world import World
from app.store.engine import Database
from app.store.hub import is_collected
from app.store.tokens import known_days, known_exports
from collectors.contract import Platform, Progress, Report, silent
from collectors.http import Client
from collectors.huggingface import HubCollector
from collectors.openrouter import OpenRouterCollector, windows

AGENT = "modelshare sample"
DAYS = 548  # eighteen months
RECENT = 40  # so many of the newest days are enough for a first page
DAILY = 60  # so many of the newest OpenRouter days come by dated exports, one collection a day
MORNING = dt.timedelta(hours=2, minutes=30)  # after midnight (UTC), when the day before is collected
CHUNK = 30  # the days before come by the Data API, so many days a collection


@contextmanager
def sample(database: Database, *, end: dt.date | None = None, days: int = DAYS) -> Iterator[Filling]:
    """The world of the `days` days up to `end`, served on loopback while the context lasts.

    Without an `end` the world ends where the stored one does, or in an empty database with the last day that could be
    collected by now: a world that moved on would contradict what is stored of it.
    """
    with database.connect() as connection:
        stored = max(known_days(connection, Platform.OPENROUTER), default=None)
    world = World(end=end or stored or last_day(dt.datetime.now(dt.UTC)), days=days)
    with StandIn(world) as server:
        yield Filling(database, world, server)


def last_day(now: dt.datetime) -> dt.date:
    """The last day whose morning after has come: yesterday, or until 02:30 UTC the day before."""
    return (now.astimezone(dt.UTC) - MORNING).date() - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Filling:
    """Collects the sample world piece by piece; what is stored already stays."""

    database: Database
    world: World
    server: StandIn

    def everything(self, organisations: Sequence[str], report: Report = silent) -> None:
        """Collect both platforms, whole."""
        self.tokens(report)
        self.recent_downloads(organisations, report)
        self.earlier_downloads(report)

    def tokens(self, report: Report = silent) -> None:
        """Collect all of OpenRouter: months by the Data API, then each of the newest days by its morning's export."""
        first, end = self._first, self.world.end
        monthly = [first + dt.timedelta(days=n) for n in range(CHUNK, max(self.world.days - DAILY, CHUNK) + 1, CHUNK)]
        daily = [end - dt.timedelta(days=n) for n in range(min(DAILY, self.world.days) - 1, -2, -1)]
        with Client(self.server.openrouter_base_url, token=SAMPLE_KEY, user_agent=AGENT) as client:
            for done, morning in enumerate([*monthly, *daily]):
                report(Progress("OpenRouter", done, len(monthly) + len(daily)))
                by_history = morning in monthly or morning == daily[-1]
                self._collect_tokens(client, morning, by_history=by_history)

    def recent_downloads(self, organisations: Sequence[str], report: Report = silent) -> None:
        """Collect the Hub's newest days, the last of them with every organisation."""
        self._collect_downloads(self._hub_days[-RECENT:], organisations, report)

    def earlier_downloads(self, report: Report = silent) -> None:
        """Collect the Hub's days before those, the newest first, so that the history grows backwards without a hole."""
        self._collect_downloads(self._hub_days[:-RECENT][::-1], (), report)

    @property
    def _first(self) -> dt.date:
        return self.world.end - dt.timedelta(days=self.world.days - 1)

    @property
    def _hub_days(self) -> list[dt.date]:
        days = [self._first + dt.timedelta(days=n) for n in range(self.world.days)]
        return [day for day in days if day not in self.world.hub_gap_days]

    def _collect_tokens(self, client: Client, morning: dt.date, *, by_history: bool) -> None:
        with self.database.connect() as connection:
            stored, exports = known_days(connection, Platform.OPENROUTER), known_exports(connection)
        span = (self._first + dt.timedelta(days=n) for n in range((morning - self._first).days))
        missing = [day for day in span if day not in stored]
        if not missing:
            return
        self.server.today = morning
        moment = dt.datetime.combine(morning, dt.time(), dt.UTC) + MORNING
        history = windows(missing[0], missing[-1]) if by_history else ()
        collector = OpenRouterCollector(
            client, windows=history, known_exports=exports, most_exports=1, now=lambda: moment
        )
        collect(self.database, collector, now=lambda: moment)

    def _collect_downloads(self, days: Sequence[dt.date], organisations: Sequence[str], report: Report) -> None:
        with Client(self.server.hf_endpoint, user_agent=AGENT) as client:
            for done, day in enumerate(days):
                report(Progress("Hugging Face", done, len(days)))
                with self.database.connect() as connection:
                    if is_collected(connection, day):
                        continue
                self._collect_day(client, day, organisations if day == self.world.end else ())

    def _collect_day(self, client: Client, day: dt.date, organisations: Sequence[str]) -> None:
        self.server.today = day
        moment = dt.datetime.combine(day, dt.time(6), dt.UTC)
        # The list by downloads already holds the whole of this small world, so the organisations are asked for once.
        collect(self.database, HubCollector(client, organisations=organisations), now=lambda: moment)
