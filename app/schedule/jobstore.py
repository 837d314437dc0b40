"""The scheduler's memory in Postgres: when each job is due next, and nothing that could be executed."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from apscheduler.job import Job
from apscheduler.jobstores.base import ConflictingIdError, JobLookupError
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.util import datetime_to_utc_timestamp
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from app.schedule.timetable import Entry
from app.store.tables import scheduler_job

RUNNER = "app.schedule.children:command_line"


class TimetableStore(SQLAlchemyJobStore):  # type: ignore[misc]
    """Keeps a job as JSON and makes it again from the timetable.

    The library's own store pickles jobs, so that whoever can write that table runs code in the scheduler.
    """

    def __init__(self, engine: Engine, timetable: dict[str, Entry], grace: float) -> None:
        super().__init__(engine=engine, tablename=scheduler_job.name)
        self._timetable, self._grace = timetable, grace

    def start(self, scheduler: Any, alias: str) -> None:
        """The table is there already: migrations made it."""
        super(SQLAlchemyJobStore, self).start(scheduler, alias)

    def add_job(self, job: Job) -> None:
        with self.engine.begin() as connection:
            try:
                connection.execute(self.jobs_t.insert().values(id=job.id, **_columns(job)))
            except IntegrityError:
                raise ConflictingIdError(job.id) from None

    def update_job(self, job: Job) -> None:
        with self.engine.begin() as connection:
            changed = connection.execute(self.jobs_t.update().values(**_columns(job)).where(self.jobs_t.c.id == job.id))
            if changed.rowcount == 0:
                raise JobLookupError(job.id)

    def shutdown(self) -> None:
        """The engine belongs to the database, which outlives the scheduler."""

    def _reconstitute_job(self, job_state: bytes) -> Job:
        kept = json.loads(job_state)
        due = kept["next_run_time"]
        job = Job.__new__(Job)
        job.__setstate__(state(self._timetable[kept["name"]], self._grace, due and dt.datetime.fromisoformat(due)))
        job._scheduler, job._jobstore_alias = self._scheduler, self._alias
        return job


def state(entry: Entry, grace: float, due: dt.datetime | None) -> dict[str, Any]:
    """A job as the library knows it. Missed times count as one (coalesce); after `grace` seconds they are dropped."""
    return {
        "version": 1,
        "id": entry.name,
        "name": entry.name,
        "func": RUNNER,
        "args": entry.arguments,
        "kwargs": {},
        "trigger": entry.trigger(),
        "executor": "default",
        "misfire_grace_time": round(grace),
        "coalesce": True,
        "max_instances": 1,
        "next_run_time": due,
    }


def _columns(job: Job) -> dict[str, Any]:
    due = job.next_run_time
    kept = {"name": job.id, "next_run_time": due and due.astimezone(dt.UTC).isoformat()}
    return {"next_run_time": datetime_to_utc_timestamp(due), "job_state": json.dumps(kept).encode()}
