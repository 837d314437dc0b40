"""The status as Prometheus reads it, on localhost, where a port is set for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.clock import utcnow
from app.errors import StoreError
from app.schedule.timetable import sources
from app.settings import Settings
from app.store.engine import Database
from app.store.status import SourceStatus, status
from app.store.tables import RunStatus

_GAUGES = {
    "last_success_timestamp_seconds": "When the last complete run ended.",
    "data_age_seconds": "How far the newest value lies back.",
    "stale": "1 where the data are older than MODELSHARE_STALE_AFTER_HOURS.",
    "next_run_timestamp_seconds": "When the next run is due.",
    "days": "Days stored.",
    "gap_days": "Days missing.",
    "restatements": "Versions of days beyond the first of each.",
    "held_runs": "Runs that wait for a decision.",
    "collecting": "1 while a run is going on.",
    "last_run_failed": "1 where the last run did not end complete.",
    "last_run_rejected_rows": "Rows that the last run refused.",
}


class StatusCollector(Collector):
    """Asks the database at each scrape; one that does not answer is `modelshare_up 0`."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database

    def collect(self) -> Iterator[Metric]:
        """The gauges, labelled by platform."""
        up = GaugeMetricFamily("modelshare_up", "1 where the database answers.")
        leads = GaugeMetricFamily("modelshare_schedule_led", "1 where some process leads the schedule.")
        families = {
            name: GaugeMetricFamily(f"modelshare_{name}", told, labels=["platform"]) for name, told in _GAUGES.items()
        }
        try:
            with self._database.connect() as connection:
                found = status(connection, sources(self._settings), self._settings.stale_after_hours, utcnow())
        except StoreError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        leads.add_metric([], found.led)
        for source in found.sources:
            for name, value in _values(source).items():
                if value is not None:
                    families[name].add_metric([source.platform.value], value)
        yield from (up, leads, *families.values())


@contextmanager
def metrics(settings: Settings, database: Database) -> Iterator[int | None]:
    """Serve /metrics on 127.0.0.1 while it lasts; yields the port, None where none is set."""
    if settings.metrics_port is None:
        yield None
        return
    registry = CollectorRegistry()
    registry.register(StatusCollector(settings, database))
    server, thread = start_http_server(settings.metrics_port, addr="127.0.0.1", registry=registry)
    try:
        yield int(server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _values(source: SourceStatus) -> dict[str, float | None]:
    last = source.last_run
    ended = last is not None and last.status is not RunStatus.RUNNING
    return {
        "last_success_timestamp_seconds": source.last_success.timestamp() if source.last_success else None,
        "data_age_seconds": None if source.age_hours is None else source.age_hours * 3600,
        "stale": source.stale,
        "next_run_timestamp_seconds": source.next_run.timestamp() if source.next_run else None,
        "days": source.days,
        "gap_days": len(source.gaps),
        "restatements": source.restatements,
        "held_runs": len(source.held),
        "collecting": source.collecting,
        "last_run_failed": last.status is not RunStatus.COMPLETE if last and ended else None,
        "last_run_rejected_rows": last.rejected if last else None,
    }
