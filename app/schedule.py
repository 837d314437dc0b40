"""Collects on a timetable, in one process at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from app.collect import collect, utcnow
from app.registry import Registry
from app.settings import Settings
from app.sources import collector_for
from app.store.engine import Database
from collectors.contract import ModelshareError, Platform

log = logging.getLogger(__name__)

# OpenRouter publishes a day about 01:46 UTC and may still move it for a day or two.
TIMETABLE = {
    Platform.OPENROUTER: CronTrigger(hour="2,8", minute=30, timezone="UTC", jitter=300),
    Platform.HUGGINGFACE: CronTrigger(hour=5, minute=0, timezone="UTC", jitter=300),
}
MISFIRE_GRACE = 6 * 3600  # a machine that slept through the hour still collects that day


def keep_collecting(
    settings: Settings, database: Database, registry: Registry, *, until: Callable[[], bool] = lambda: False
) -> None:
    """Collect each platform at its hours until `until` says so or the process is stopped."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for platform, trigger in TIMETABLE.items():
        scheduler.add_job(
            _collect_once,
            trigger,
            args=(platform, settings, database, registry),
            id=platform.value,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=MISFIRE_GRACE,
        )
    scheduler.start()
    try:
        while not until():
            time.sleep(0.5)
    finally:
        scheduler.shutdown(wait=False)


def _collect_once(platform: Platform, settings: Settings, database: Database, registry: Registry) -> None:
    try:
        with collector_for(platform, settings, database, registry, utcnow().date()) as collector:
            outcome = collect(database, collector)
    except ModelshareError as error:
        log.error("%s was not collected: %s", platform, error)
    else:
        log.info("%s: %s", platform, outcome.skipped or f"{outcome.rows} new rows")
