"""Publishes a Hub snapshot: pages go into staging as they come, and the day becomes visible in one transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, insert, select, text

from app.store.copy import copy_rows
from app.store.rollup import roll_up_hub
from app.store.tables import crawl_page, day_version, hub_staging
from collectors.contract import HubModel, HubPage, Origin, Platform

_STAGED = tuple(column.name for column in hub_staging.columns)

# Counts move while the list is walked, so a model can stand on two pages: the later sight wins.
_SNAPSHOT = text("""
INSERT INTO hub_snapshot (day, model, account, downloads, downloads_all_time, likes, language, original)
SELECT DISTINCT ON (model)
       CAST(:day AS date), model, account, downloads, downloads_all_time, likes,
       COALESCE(pipeline_tag IN ('text-generation', 'image-text-to-text'), false),
       COALESCE(relation NOT IN ('quantized', 'adapter', 'merge'), true)
FROM hub_staging WHERE run_id = :run
ORDER BY model, page DESC
""")

_ATTRIBUTES = "repo_id, account, created_at, pipeline_tag, library, licence, gated, parameters, base_models, relation"

# An older day that comes in late (a backfill) may show a model earlier, but never replaces what a newer day said.
_MODELS = text(f"""
INSERT INTO hub_model AS known (model, {_ATTRIBUTES}, first_seen, changed_on)
SELECT DISTINCT ON (staged.model) staged.model,
       {", ".join(f"staged.{name}" for name in _ATTRIBUTES.split(", "))}, CAST(:day AS date), CAST(:day AS date)
FROM hub_staging AS staged
LEFT JOIN hub_model AS before USING (model)
WHERE staged.run_id = :run
  AND (before.model IS NULL OR before.first_seen > :day OR (before.changed_on <= :day AND
       ({", ".join(f"before.{name}" for name in _ATTRIBUTES.split(", "))})
       IS DISTINCT FROM ({", ".join(f"staged.{name}" for name in _ATTRIBUTES.split(", "))})))
ORDER BY staged.model, staged.page DESC
ON CONFLICT (model) DO UPDATE SET
    first_seen = least(known.first_seen, excluded.first_seen),
    changed_on = greatest(known.changed_on, excluded.changed_on),
    {
    ", ".join(
        f"{name} = CASE WHEN known.changed_on <= excluded.changed_on THEN excluded.{name} ELSE known.{name} END"
        for name in _ATTRIBUTES.split(", ")
    )
}
""")  # noqa: S608 (column names of our own)

_NAMES = text("""
INSERT INTO hub_name AS known (model, repo_id, account, first_seen)
SELECT DISTINCT ON (staged.model, staged.repo_id) staged.model, staged.repo_id, staged.account, CAST(:day AS date)
FROM hub_staging AS staged
LEFT JOIN hub_name AS before USING (model, repo_id)
WHERE staged.run_id = :run AND (before.model IS NULL OR before.first_seen > :day)
ON CONFLICT (model, repo_id) DO UPDATE SET first_seen = least(known.first_seen, excluded.first_seen)
""")


def stage_page(connection: Connection, run_id: int, page: HubPage) -> None:
    """Keep one page of a crawl in progress, and that the crawl has come this far."""
    copy_rows(connection, hub_staging, _STAGED, (_staged(run_id, page.number, model) for model in page.models))
    connection.execute(
        insert(crawl_page).values(
            run_id=run_id,
            page=page.number,
            section=page.section,
            next_url=page.next_url,
            models=len(page.models),
        )
    )


def publish_hub(
    connection: Connection, run_id: int, day: dt.date, known_at: dt.datetime, origin: Origin = Origin.HUB_API
) -> int:
    """Make the staged crawl the snapshot of `day`; returns the number of models. Runs in the caller's transaction."""
    _ensure_partition(connection, day)
    facts = {"run": run_id, "day": day}
    rows = connection.execute(_SNAPSHOT, facts).rowcount
    connection.execute(_MODELS, facts)
    connection.execute(_NAMES, facts)
    connection.execute(
        insert(day_version).values(
            platform=Platform.HUGGINGFACE,
            day=day,
            known_at=known_at,
            run_id=run_id,
            origin=origin,
            content_hash=_fingerprint(connection, day),
            rows=rows,
        )
    )
    roll_up_hub(connection, day)
    connection.execute(text("TRUNCATE hub_staging, crawl_page"))
    return rows


def is_collected(connection: Connection, day: dt.date) -> bool:
    """Whether the Hub's snapshot of `day` is published."""
    statement = select(day_version.c.version_id).where(
        day_version.c.platform == Platform.HUGGINGFACE, day_version.c.day == day
    )
    return connection.execute(statement).first() is not None


def _staged(run_id: int, page: int, model: HubModel) -> tuple[Any, ...]:
    return (
        run_id,
        page,
        model.model,
        model.repo_id,
        model.account,
        model.downloads,
        model.downloads_all_time,
        model.likes,
        model.created_at,
        model.pipeline_tag,
        model.library,
        model.licence,
        model.gated,
        model.parameters,
        list(model.base_models),
        model.relation,
    )


def _ensure_partition(connection: Connection, day: dt.date) -> None:
    first = day.replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    statement = sql.SQL("CREATE TABLE IF NOT EXISTS {} PARTITION OF hub_snapshot FOR VALUES FROM ({}) TO ({})").format(
        sql.Identifier(f"hub_snapshot_{first:%Y_%m}"), sql.Literal(first), sql.Literal(after)
    )
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(statement)


def _fingerprint(connection: Connection, day: dt.date) -> str:
    """A hash of the day's totals: cheap at any size, and different when any sum of a million rows is."""
    row = connection.execute(
        text(
            "SELECT count(*), sum(downloads), sum(downloads_all_time), sum(hashtextextended(model, downloads))"
            " FROM hub_snapshot WHERE day = :day"
        ),
        {"day": day},
    ).one()
    return hashlib.sha256(repr(tuple(map(str, row))).encode()).hexdigest()
