"""Keeps collecting while this process leads, and waits while another one does."""

from __future__ import annotations

import datetime as dt
import logging
import os
import time
from collections.abc import Callable

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.job import Job
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.clock import utcnow
from app.errors import StoreAway, StoreError
from app.schedule.children import ChildExecutor
from app.schedule.jobstore import TimetableStore, state
from app.schedule.leader import Leadership
from app.schedule.retry import next_try
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
            elif leadership.answered and not waiting:
                log.info("another process leads the schedule; waiting to take over")
                waiting = True
            _wait(until)


def wait_for(database: Database, until: Callable[[], bool]) -> bool:
    """Wait until the database answers, as after a start of the whole machine; False where `until` came first."""
    while not until():
        try:
            with database.begin():
                return True
        except StoreAway as error:
            log.warning("%s Trying again in %g s.", error, CHECK)
        _wait(until)
    return False


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
    scheduler.add_listener(_trying_again(settings, database, entries, scheduler), EVENT_JOB_ERROR)
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
    """Bring the stored jobs in line with the timetable; what was missed is due at once, or when it is to be retried."""
    now = utcnow()
    store = TimetableStore(database.owner, entries, grace)
    with database.begin() as connection:
        stored = set(connection.execute(select(scheduler_job.c.id)).scalars())
        connection.execute(scheduler_job.delete().where(scheduler_job.c.id.in_(stored - entries.keys())))
        done = {platform: last_success(connection, platform) for platform in sources(settings)}
        for platform in done:
            note_gaps(connection, platform, now)
        missed = {
            platform: max(next_try(connection, platform, _first_wait(settings)) or now, now)
            for platform, when in done.items()
            if _missed(entries, platform, when, now)
        }
    for name, entry in entries.items():
        due = entry.trigger().get_next_fire_time(None, now)
        if entry.platform in missed:
            due = min(missed.pop(entry.platform), due)
            log.info("%s was missed and is due at %s", name, _moment(due))
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


def _trying_again(
    settings: Settings, database: Database, entries: dict[str, Entry], scheduler: BackgroundScheduler
) -> Callable[[JobExecutionEvent], None]:
    """What brings a job that failed forward from its next time in the timetable."""

    def again(event: JobExecutionEvent) -> None:
        platform = entries[event.job_id].platform
        if platform is None:
            return
        soonest = utcnow() + _first_wait(settings)
        try:
            with database.connect() as connection:
                due = next_try(connection, platform, _first_wait(settings))
            job = scheduler.get_job(event.job_id)
            if due is not None and job is not None and max(due, soonest) < job.next_run_time:
                scheduler.modify_job(event.job_id, next_run_time=max(due, soonest))
                log.info("%s is tried again at %s", event.job_id, _moment(max(due, soonest)))
        except (StoreError, SQLAlchemyError, JobLookupError) as error:
            log.warning("%s keeps its next time: %s", event.job_id, error)

    return again


def _first_wait(settings: Settings) -> dt.timedelta:
    return dt.timedelta(minutes=settings.schedule_retry_minutes)


def _moment(when: dt.datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S} UTC"


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
