"""Keeps collecting while this process leads, and waits while another one does."""

from __future__ import annotations

import datetime as dt
import logging
import os
import time
from collections.abc import Callable

from apscheduler.job import Job
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import select

from app.clock import utcnow
from app.errors import StoreError
from app.schedule.children import ChildExecutor
from app.schedule.jobstore import TimetableStore, state
from app.schedule.leader import Leadership
from app.schedule.timetable import Entry, sources, timetable
from app.settings import Settings
from app.store.engine import Database
from app.store.gaps import note_gaps
from app.store.status import last_success
from app.store.tables import scheduler_job

CHECK = 5.0  # seconds between two looks at the lock, leading or waiting
STEP = 0.25  # seconds until a wish to stop is noticed

log = logging.getLogger(__name__)


def keep_collecting(settings: Settings, database: Database, *, until: Callable[[], bool] = lambda: False) -> None:
    """Do what the timetable says until `until` says so or the process is stopped; one process leads, others wait.

    Raises `ConfigurationError` where the timetable cannot be read.
    """
    entries = timetable(settings)
    waiting = False
    with Leadership(database.owner.url) as leadership:
        while not until():
            if leadership.lead():
                log.info("this process leads the schedule of %d jobs", len(entries))
                _lead(settings, database, entries, leadership, until)
                waiting = False
            elif not waiting:
                log.info("another process leads the schedule; waiting to take over")
                waiting = True
            _wait(until)


def _lead(
    settings: Settings,
    database: Database,
    entries: dict[str, Entry],
    leadership: Leadership,
    until: Callable[[], bool],
) -> None:
    """Run the jobs for as long as the lock is held."""
    scheduler = BackgroundScheduler(timezone="UTC")
    grace = settings.schedule_grace_hours * 3600
    scheduler.add_jobstore(TimetableStore(database.owner, entries, grace))
    scheduler.add_executor(ChildExecutor(_environment(database)))
    try:
        _take_over(settings, database, entries, grace)
        scheduler.start()
        while not until() and leadership.holds():
            _wait(until)
    except StoreError as error:
        log.warning("%s", error)
    finally:
        if scheduler.running:
            scheduler.shutdown(wait=True)
        leadership.step_down()


def _take_over(settings: Settings, database: Database, entries: dict[str, Entry], grace: float) -> None:
    """Bring the stored jobs in line with the timetable; what was missed while nobody led is due at once."""
    now = utcnow()
    store = TimetableStore(database.owner, entries, grace)
    with database.begin() as connection:
        stored = set(connection.execute(select(scheduler_job.c.id)).scalars())
        connection.execute(scheduler_job.delete().where(scheduler_job.c.id.in_(stored - entries.keys())))
        done = {platform: last_success(connection, platform) for platform in sources(settings)}
        for platform in done:
            note_gaps(connection, platform, now)
    missed = {platform for platform, when in done.items() if _missed(entries, platform, when, now)}
    for name, entry in entries.items():
        due = entry.trigger().get_next_fire_time(None, now)
        if entry.platform in missed:
            missed.discard(entry.platform)
            due = now
            log.info("%s was missed and is due now", name)
        job = Job.__new__(Job)
        job.__setstate__(state(entry, grace, due))
        if name in stored:
            known = store.lookup_job(name)
            if (
                known is not None
                and known.next_run_time
                and now - dt.timedelta(seconds=grace) < known.next_run_time < due
            ):
                continue  # as it was left: it may be due since a moment ago
            store.update_job(job)
        else:
            store.add_job(job)


def _missed(entries: dict[str, Entry], platform: object, done: dt.datetime | None, now: dt.datetime) -> bool:
    due = [entry.due_before(now) for entry in entries.values() if entry.platform is platform]
    return done is None or done < max(due)


def _environment(database: Database) -> dict[str, str]:
    return dict(
        os.environ,
        DATABASE_URL=database.url.render_as_string(hide_password=False),
        MODELSHARE_READER_URL=database.reader.url.render_as_string(hide_password=False),
        MODELSHARE_QUIET="1",
    )


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + CHECK
    while not until() and time.monotonic() < end:
        time.sleep(STEP)
