"""Publishes OpenRouter's days: a new version only where a day's content differs from what was known before."""

from __future__ import annotations

import bisect
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Text, cast, func, insert, select, update
from sqlalchemy.dialects import postgresql

from app.store.copy import copy_rows
from app.store.openness import openness_spans
from app.store.rollup import roll_up_tokens
from app.store.tables import day_version, openrouter_export, openrouter_model, openrouter_price, openrouter_row
from collectors.contract import CatalogueBatch, Platform, TokenBatch, TokenDay

Known = tuple[dt.datetime, int, str]  # known_at, version_id (0 while it is not stored), content hash


def content_hash(day: TokenDay) -> str:
    """One hash a content, whatever the order of rows that upstream chose among equal tokens."""
    rows = sorted((-row.tokens, row.permaslug) for row in day.rows)
    lines = [f"{slug}\t{-tokens}" for tokens, slug in rows] + [f"\t{day.other}"]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def publish_tokens(connection: Connection, run_id: int, batches: Iterable[TokenBatch]) -> int:
    """Store what is new in `batches`; returns the number of rows stored. Runs in the caller's transaction."""
    new = list(_new_versions(connection, batches))
    if new:
        statement = insert(day_version).returning(day_version.c.version_id, sort_by_parameter_order=True)
        values = [_version(run_id, batch, day, digest) for batch, day, digest in new]
        version_ids = list(connection.execute(statement, values).scalars())
        copy_rows(
            connection,
            openrouter_row,
            ("version_id", "position", "permaslug", "tokens"),
            (row for version_id, (_, day, _) in zip(version_ids, new, strict=True) for row in _rows(version_id, day)),
        )
        roll_up_tokens(connection, version_ids)
    for batch in batches:
        if batch.sha256 is not None and batch.days:
            _book_export(connection, run_id, batch)
    return sum(len(day.rows) + (day.other is not None) for _, day, _ in new)


def publish_catalogue(connection: Connection, batch: CatalogueBatch) -> None:
    """Keep every model that the catalogue ever listed, and the day's prices; and which weights are open."""
    day = batch.known_at.date()
    if not batch.entries:
        return
    before = _openness(connection)
    models = postgresql.insert(openrouter_model)
    seen = {"first_seen": day, "last_seen": day}
    kept = ("model_id", "first_seen")
    newest: dict[str, Any] = {c.name: models.excluded[c.name] for c in openrouter_model.c if c.name not in kept}
    told, known = models.excluded, openrouter_model.c
    newest["hugging_face_id"] = func.coalesce(told.hugging_face_id, known.hugging_face_id)
    newest["hugging_face_since"] = func.coalesce(known.hugging_face_since, told.hugging_face_since)
    connection.execute(
        models.on_conflict_do_update(
            index_elements=["model_id"], set_=newest, where=openrouter_model.c.last_seen <= models.excluded.last_seen
        ),
        [
            {
                "model_id": entry.model_id,
                "permaslug": entry.permaslug,
                "name": entry.name,
                "created_at": entry.created_at,
                "hugging_face_id": entry.hugging_face_id,
                "hugging_face_since": day if entry.hugging_face_id else None,
                "context_length": entry.context_length,
                "input_modalities": list(entry.input_modalities),
                "output_modalities": list(entry.output_modalities),
                **seen,
            }
            for entry in batch.entries
        ],
    )
    prices = postgresql.insert(openrouter_price)
    connection.execute(
        prices.on_conflict_do_nothing(index_elements=["day", "model_id"]),
        [
            {
                "day": day,
                "model_id": entry.model_id,
                "permaslug": entry.permaslug,
                "prompt_usd": entry.prompt_usd,
                "completion_usd": entry.completion_usd,
            }
            for entry in batch.entries
        ],
    )
    _reopen(connection, before)


Openness = dict[str, set[tuple[bool | None, str]]]


def _openness(connection: Connection) -> Openness:
    """Whether each model of the stored rows is open, and since when, as it is known now."""
    name = func.split_part(openrouter_row.c.permaslug, ":", 1).label("model")
    models = select(name).where(openrouter_row.c.permaslug.is_not(None)).distinct().subquery()
    told = openness_spans(models)
    found: Openness = defaultdict(set)
    for model, is_open, since in connection.execute(select(told.c.model, told.c.open, cast(told.c.first_day, Text))):
        found[model].add((is_open, since))
    return found


def _reopen(connection: Connection, before: Openness) -> None:
    """Make the rollups again of every day that holds a model of which the catalogue now says something else."""
    now = _openness(connection)
    changed = [model for model, spans in now.items() if before[model] != spans]
    if changed:
        name = func.split_part(openrouter_row.c.permaslug, ":", 1)
        versions = connection.execute(select(openrouter_row.c.version_id).where(name.in_(changed)).distinct())
        roll_up_tokens(connection, list(versions.scalars()))


def known_exports(connection: Connection) -> dict[dt.date, str]:
    """The checksum of the newest copy of each dated export that is stored."""
    rows = connection.execute(
        select(openrouter_export.c.snapshot_date, openrouter_export.c.sha256).order_by(openrouter_export.c.run_id)
    )
    return {row.snapshot_date: row.sha256 for row in rows}


def known_days(connection: Connection, platform: Platform) -> set[dt.date]:
    """The days of which at least one version is stored."""
    return set(connection.execute(select(day_version.c.day).where(day_version.c.platform == platform)).scalars())


def is_settled(connection: Connection, platform: Platform, today: dt.date) -> bool:
    """Whether OpenRouter's day before `today` - 1 came twice and was the second time as the first."""
    if platform is not Platform.OPENROUTER:
        return False
    day = today - dt.timedelta(days=2)
    exports = (
        select(func.max(openrouter_export.c.known_at), func.count())
        .where(openrouter_export.c.first_day <= day, openrouter_export.c.last_day >= day)
        .subquery()
    )
    newest = select(func.max(day_version.c.known_at)).where(
        day_version.c.platform == Platform.OPENROUTER, day_version.c.day == day
    )
    last_export, times = connection.execute(select(exports)).one()
    known_at = connection.execute(newest).scalar()
    return times >= 2 and known_at is not None and known_at < last_export


def _timelines(connection: Connection) -> dict[dt.date, list[Known]]:
    stored = connection.execute(
        select(day_version.c.day, day_version.c.known_at, day_version.c.version_id, day_version.c.content_hash)
        .where(day_version.c.platform == Platform.OPENROUTER)
        .order_by(day_version.c.day, day_version.c.known_at, day_version.c.version_id)
    )
    timelines: dict[dt.date, list[Known]] = defaultdict(list)
    for day, known_at, version_id, digest in stored:
        timelines[day].append((known_at, version_id, digest))
    return timelines


def _new_versions(connection: Connection, batches: Iterable[TokenBatch]) -> Iterator[tuple[TokenBatch, TokenDay, str]]:
    """Walk the batches as time went; a day is new where it differs from the version that was known just before.

    A document that comes late with the content of the version known just after proves that one to be older.
    """
    timelines = _timelines(connection)
    for batch in sorted(batches, key=lambda each: each.known_at):
        for day in batch.days:
            timeline, digest = timelines[day.day], content_hash(day)
            place = bisect.bisect_right(timeline, batch.known_at, key=lambda known: known[0])
            if place and timeline[place - 1][2] == digest:
                continue
            if place < len(timeline) and timeline[place][2] == digest:
                _, version_id, _ = timeline[place]
                timeline[place] = (batch.known_at, version_id, digest)
                connection.execute(
                    update(day_version).where(day_version.c.version_id == version_id).values(known_at=batch.known_at)
                )
                continue
            timeline.insert(place, (batch.known_at, 0, digest))
            yield batch, day, digest


def _version(run_id: int, batch: TokenBatch, day: TokenDay, digest: str) -> dict[str, Any]:
    return {
        "platform": Platform.OPENROUTER,
        "day": day.day,
        "known_at": batch.known_at,
        "run_id": run_id,
        "origin": batch.origin,
        "content_hash": digest,
        "rows": len(day.rows) + (day.other is not None),
    }


def _rows(version_id: int, day: TokenDay) -> Iterator[tuple[int, int, str | None, int]]:
    ordered = sorted(day.rows, key=lambda row: (-row.tokens, row.permaslug))
    for position, row in enumerate(ordered, start=1):
        yield version_id, position, row.permaslug, row.tokens
    if day.other is not None:
        yield version_id, len(ordered) + 1, None, day.other


def _book_export(connection: Connection, run_id: int, batch: TokenBatch) -> None:
    connection.execute(
        postgresql.insert(openrouter_export)
        .values(
            snapshot_date=batch.snapshot_date,
            sha256=batch.sha256,
            known_at=batch.known_at,
            run_id=run_id,
            first_day=batch.days[0].day,
            last_day=batch.days[-1].day,
        )
        .on_conflict_do_nothing()
    )
