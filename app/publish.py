"""Decides what becomes of what a run has recorded: published, held, confirmed, released or discarded."""

from __future__ import annotations

from sqlalchemy import Connection

from app.clock import Clock, utcnow
from app.errors import StoreError
from app.limits import Limits
from app.record import Recorder, replay
from app.store.engine import Database
from app.store.gaps import note_gaps
from app.store.gate import Implausible, confirms, judge
from app.store.held import forget, keep_aside, kept_aside
from app.store.hub import is_collected
from app.store.runs import Hold, Tally, finish_run, hold_run, only_one
from app.store.settle import held_run, settle
from app.store.tables import RunStatus
from collectors.contract import Licence, Platform, Traffic


def publish(
    database: Database,
    hold: Hold,
    recorder: Recorder,
    run_id: int,
    tally: Tally,
    traffic: Traffic,
    licence: Licence,
    limits: Limits,
    now: Clock,
) -> str:
    """Write what was recorded, look at it, and let it stand or keep it aside: one transaction.

    Returns why it is held, or "". A held run that showed the same is published with it.
    """
    platform = hold.platform
    if traffic.warnings:
        tally.detail["warnings"] = traffic.warnings[:100]
    with database.begin() as connection:
        written = connection.begin_nested()
        tally.rows = recorder.publish(connection)
        doubt = judge(connection, platform, run_id, limits)
        confirmed = doubt and confirms(connection, platform, run_id, doubt)
        if doubt is None or confirmed:
            written.commit()
            finish_run(connection, run_id, tally, traffic, licence, now())
        else:
            written.rollback()
            tally.rows, tally.detail["gate"] = 0, doubt.kept()
            keep_aside(connection, run_id, recorder.batches(connection))
            recorder.drop(connection)
            hold_run(connection, run_id, _why(doubt), tally, traffic, licence, now())
        note_gaps(connection, platform, now())
        hold.check()
    if confirmed:
        with database.begin() as connection:
            _confirm(connection, confirmed, run_id)
            note_gaps(connection, platform, now())
    return _why(doubt) if doubt and not confirmed else ""


def release(database: Database, run_id: int, *, now: Clock = utcnow) -> int:
    """Publish a held run as an operator's decision; returns the number of rows stored.

    Raises `StoreError` where the run is not held, or where its Hub day has come in by another run since.
    """
    with database.connect() as connection:
        held = held_run(connection, run_id)
    with only_one(database, held.platform), database.begin() as connection:
        rows = _release(connection, run_id)
        note_gaps(connection, held.platform, now())
    return rows


def discard(database: Database, run_id: int) -> None:
    """Drop what a held run kept aside; raises `StoreError` where the run is not held."""
    with database.connect() as connection:
        held = held_run(connection, run_id)
    with only_one(database, held.platform), database.begin() as connection:
        settle(connection, run_id, RunStatus.DISCARDED, "Discarded by hand.")
        forget(connection, run_id)


def _confirm(connection: Connection, held_id: int, by: int) -> None:
    """Run `by` showed what the held one did: the held one is published too, but for a Hub day that `by` published."""
    held = held_run(connection, held_id)
    if held.platform is Platform.HUGGINGFACE and is_collected(connection, held.day):
        settle(connection, held_id, RunStatus.DISCARDED, f"Run {by} showed the same and was published in its place.")
        forget(connection, held_id)
    else:
        _release(connection, held_id, by=by)


def _release(connection: Connection, run_id: int, by: int | None = None) -> int:
    held = held_run(connection, run_id)
    if held.platform is Platform.HUGGINGFACE and is_collected(connection, held.day):
        raise StoreError(
            f"The Hub's snapshot of {held.day} has come in by another run since.",
            advice=f"Discard the held one: modelshare runs discard {run_id}.",
        )
    rows = replay(connection, held, kept_aside(connection, run_id))
    settle(connection, run_id, RunStatus.COMPLETE, f"Confirmed by run {by}." if by else "Released by hand.", rows=rows)
    forget(connection, run_id)
    return rows


def _why(doubt: Implausible) -> str:
    return f"Not published, because it can hardly be true: {'; '.join(doubt.reasons)}."
