"""The one place that names the collectors: builds each from the settings and what the store already has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from app import PROGRAM_VERSION
from app.registry import Registry
from app.settings import Settings
from app.store.crawl import Crawl, crawl_in_progress
from app.store.engine import Database
from app.store.tokens import known_days, known_exports
from collectors.contract import Collector, Platform, Report, silent
from collectors.http import Client, user_agent
from collectors.hub_stats import HubStats
from collectors.huggingface import DOWNLOADS, HubCollector, Position
from collectors.openrouter import FIRST_DAY, OpenRouterCollector, windows


@contextmanager
def collector_for(
    platform: Platform,
    settings: Settings,
    database: Database,
    registry: Registry,
    today: dt.date,
    report: Report = silent,
) -> Iterator[Collector]:
    """The platform's collector, ready to run once; its connections close at the end."""
    if platform is Platform.HUGGINGFACE:
        token = settings.hf_token.get_secret_value() if settings.hf_token else None
        asked = organisations(registry)
        with database.connect() as connection:
            crawl = crawl_in_progress(connection, today)
        with _client(settings.hf_endpoint, token, settings, report) as client:
            yield HubCollector(
                client,
                organisations=asked,
                least_models=settings.hub_least_models,
                stop_share=settings.hub_stop_share,
                most_models=settings.hub_most_models,
                resume=_position(crawl, asked, settings.hf_endpoint),
                report=report,
            )
        return
    key = settings.openrouter_api_key.get_secret_value() if settings.openrouter_api_key else None
    with database.connect() as connection:
        exports = known_exports(connection)
        history = missing_history(known_days(connection, platform), today, settings.openrouter_since) if key else []
    with _client(settings.openrouter_base_url, key, settings, report) as client:
        yield OpenRouterCollector(client, windows=history, known_exports=exports, benchmarks=bool(key), report=report)


@contextmanager
def hub_stats(settings: Settings, report: Report = silent) -> Iterator[HubStats]:
    """The Hub's past, as the dataset hub-stats keeps it; its connection closes at the end."""
    token = settings.hf_token.get_secret_value() if settings.hf_token else None
    with _client(settings.hf_endpoint, token, settings, report) as client:
        yield HubStats(client, dt.datetime.now(dt.UTC))


def _position(crawl: Crawl | None, asked: list[str], endpoint: str) -> Position | None:
    """Where to go on, unless the crawl was of another server or of an organisation that is no longer asked for."""
    if crawl is None or crawl.section not in (DOWNLOADS, *asked):
        return None
    if crawl.next_url is not None and not crawl.next_url.startswith(f"{endpoint}/"):
        return None
    return Position(crawl.section, crawl.next_url, crawl.number, crawl.models, crawl.downloads)


def organisations(registry: Registry) -> list[str]:
    """The Hub organisations of every lab in the registry, each once, in the registry's order."""
    own = (each for each in registry.accounts if each.platform is Platform.HUGGINGFACE and each.lab_id)
    return list(dict.fromkeys(each.account for each in own))


def missing_history(known: set[dt.date], today: dt.date, since: dt.date = FIRST_DAY) -> list[tuple[dt.date, dt.date]]:
    """The windows of at most 366 days that hold every completed day from `since` of which nothing is stored yet."""
    first = max(since, FIRST_DAY)
    missing = [day for day in (first + dt.timedelta(n) for n in range((today - first).days)) if day not in known]
    return list(windows(missing[0], missing[-1])) if missing else []


def _client(address: str, token: str | None, settings: Settings, report: Report) -> Client:
    return Client(address, token=token, user_agent=user_agent(PROGRAM_VERSION, settings.contact), report=report)
