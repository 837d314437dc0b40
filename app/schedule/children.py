"""Does each job in a process of its own, so that no collection can harm the scheduler or outlive it."""

from __future__ import annotations

import datetime as dt
import logging
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.base import BaseExecutor
from apscheduler.job import Job

PATIENCE = 20  # seconds that a process has for booking its end

log = logging.getLogger(__name__)


def command_line(*arguments: str) -> list[str]:
    """This program with these arguments, by the interpreter that runs now."""
    return [sys.executable, "-m", "app.cli", *arguments]


class ChildExecutor(BaseExecutor):  # type: ignore[misc]
    """Starts `command_line` of a job's arguments and waits for it in a thread."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__()
        self._environment = dict(environment)
        self._children: set[subprocess.Popen[bytes]] = set()
        self._stopping = False
        self._guard = threading.Lock()

    def shutdown(self, wait: bool = True) -> None:
        """Ask every process to end, which books its run as abandoned, and make an end of those that do not."""
        with self._guard:
            self._stopping = True
            children = list(self._children)
        for child in children:
            child.terminate()
        for child in children:
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def _do_submit_job(self, job: Job, run_times: list[dt.datetime]) -> None:
        threading.Thread(target=self._do, args=(job, run_times), name=job.id, daemon=True).start()

    def _do(self, job: Job, run_times: list[dt.datetime]) -> None:
        try:
            events = [self._once(job, run_time) for run_time in run_times]
        except Exception as error:
            self._run_job_error(job.id, error, error.__traceback__)
        else:
            self._run_job_success(job.id, events)

    def _once(self, job: Job, run_time: dt.datetime) -> JobExecutionEvent:
        def event(code: int, result: Any = None) -> JobExecutionEvent:
            return JobExecutionEvent(code, job.id, job._jobstore_alias, run_time, retval=result)

        late = dt.datetime.now(dt.UTC) - run_time
        if job.misfire_grace_time is not None and late > dt.timedelta(seconds=job.misfire_grace_time):
            log.warning("%s was due at %s and is dropped, %s later", job.id, run_time.isoformat(), late)
            return event(EVENT_JOB_MISSED)
        with self._guard:
            if self._stopping:
                return event(EVENT_JOB_MISSED)
            child = subprocess.Popen(job.func(*job.args), env=self._environment, stdin=subprocess.DEVNULL)
            self._children.add(child)
        log.info("%s: started (process %d)", job.id, child.pid)
        try:
            code = child.wait()
        finally:
            with self._guard:
                self._children.discard(child)
        if code and self._stopping:
            return event(EVENT_JOB_MISSED)
        if code:
            log.error("%s: ended with exit code %d; modelshare status says why", job.id, code)
        else:
            log.info("%s: done", job.id)
        return event(EVENT_JOB_ERROR if code else EVENT_JOB_EXECUTED, code)
