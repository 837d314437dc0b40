"""Publishes a Hub snapshot: what was staged becomes visible as one day, in one transaction."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext

from psycopg import sql
from sqlalchemy import Connection, insert, select, text

from app.store.attributes import NAMED, keep_attributes
from app.store.beside import beside
from app.store.engine import Database
from app.store.rollup import (
    STAGED_DAY,
    compare_staged,
    hub_lines,
    roll_up_hub,
    snapshot_before,
    write_hub_rollup,
)
from app.store.rollup_flywheel import EVERY_MODEL, roll_up_derivatives
from app.store.rollup_releases import largest_rises, note_jumps, roll_up_releases
from app.store.tables import day_version
from collectors.contract import Origin, Platform

# Sorts and hash tables of a whole day stay in memory; just-in-time compiling costs more than it saves here, and so do
# parallel workers where two connections keep two cores busy.
_SETTINGS = (
    "SET LOCAL work_mem = '256MB'",
    "SET LOCAL maintenance_work_mem = '256MB'",
    "SET LOCAL default_statistics_target = 10",
    "SET LOCAL jit = off",
    "SET LOCAL max_parallel_workers_per_gather = 0",
)

# Rows go in by the order of the key, which keeps its index small, and cheap to write.
_SNAPSHOT = text(f"""
INSERT INTO hub_snapshot
    (day, model, account, downloads, downloads_all_time, likes, language, original, attributes_hash)
SELECT CAST(:day AS date), staged.* FROM ({STAGED_DAY}) AS staged
""")  # noqa: S608 (a statement of our own)

_STAGED = """
    SELECT DISTINCT ON (model) model, repo_id, account, created_at, pipeline_tag, library, licence, gated, parameters,
           base_models, relation
    FROM hub_staging {which}
    WHERE run_id = :run
    ORDER BY model, page DESC
"""

_AFTER = text("SELECT min(day) FROM day_version WHERE platform = 'huggingface' AND day > :day")

# What the models say that say something else of themselves than in the snapshot before, or were not in it.
_CHANGED = text("SELECT model FROM compared_model WHERE changed")
_AT_ONCE = 10_000  # names in memory
_NAMED_MODEL = 'CREATE TEMPORARY TABLE named_model (model text COLLATE "C") ON COMMIT DROP'
_NAME = text("INSERT INTO named_model SELECT unnest(CAST(:models AS text[]))")
_CHANGED_MODEL = "CREATE TEMPORARY TABLE changed_model ON COMMIT DROP AS "
_NAMED_MODELS = text(_CHANGED_MODEL + _STAGED.format(which="JOIN named_model USING (model)"))
_EVERY_MODEL = text(_CHANGED_MODEL + _STAGED.format(which=""))

_FIRST_MODELS = text(f"""
INSERT INTO hub_model (model, {NAMED}, first_seen, changed_on, named_on)
SELECT staged.*, CAST(:day AS date), CAST(:day AS date), CAST(:day AS date) FROM ({_STAGED.format(which="")}) AS staged
""")  # noqa: S608 (column names of our own)


def publish_hub(
    connection: Connection,
    run_id: int,
    day: dt.date,
    known_at: dt.datetime,
    origin: Origin = Origin.HUB_API,
    *,
    database: Database | None = None,
) -> int:
    """Make the staged crawl the snapshot of `day`; returns the number of models. Runs in the caller's transaction.

    With the `database` of a crawl whose pages are committed, a second connection compares and sums the day while this
    one writes it.
    """
    # A partition made here would lock the second connection out, so that is committed first.
    with database.begin() if database else nullcontext(connection) as ready:
        partition = ensure_partition(ready, day)
        _settle_in(ready)
        ready.exec_driver_sql("ANALYZE hub_staging")
    _settle_in(connection)
    before = snapshot_before(connection, day)
    with beside(connection, database) as other:
        if database:
            _settle_in(other.connection)
        compared = other.start(compare_staged, run_id, day, before)
        rows = connection.execute(_SNAPSHOT, {"day": day, "run": run_id}).rowcount
        connection.exec_driver_sql(f'ANALYZE "{partition}"')  # a day that statistics do not know is read by a bad plan
        version = {"platform": Platform.HUGGINGFACE, "day": day, "known_at": known_at, "run_id": run_id}
        connection.execute(insert(day_version).values(**version, origin=origin, content_hash=compared(), rows=rows))
        models_known = connection.execute(text("SELECT EXISTS (SELECT FROM hub_model)")).scalar_one()
        if models_known:
            _find_changed(connection, other.connection, run_id, before)
        lines, rises = other.start(hub_lines), other.start(largest_rises)
        newer = day_after(connection, day)
        if models_known:
            touched = keep_attributes(connection, day, newer)
        else:
            touched = _keep_first_models(connection, run_id, day)
        roll_up_derivatives(connection, day, touched, late=newer is not None)
        roll_up_releases(connection, day, touched)
        write_hub_rollup(connection, day, lines())
        note_jumps(connection, day, rises())
    following = day + dt.timedelta(days=1)
    if is_collected(connection, following):  # its daily downloads are measured against this day
        roll_up_hub(connection, following)
    connection.exec_driver_sql("TRUNCATE hub_staging, crawl_page")
    return rows


def is_collected(connection: Connection, day: dt.date) -> bool:
    """Whether the Hub's snapshot of `day` is published."""
    statement = select(day_version.c.version_id).where(
        day_version.c.platform == Platform.HUGGINGFACE, day_version.c.day == day
    )
    return connection.execute(statement).first() is not None


def day_after(connection: Connection, day: dt.date) -> dt.date | None:
    """The next stored Hub day after `day`; None where it is the newest."""
    return connection.execute(_AFTER, {"day": day}).scalar_one()  # type: ignore[no-any-return]


def _settle_in(connection: Connection) -> None:
    for setting in _SETTINGS:
        connection.exec_driver_sql(setting)


def _find_changed(connection: Connection, compared: Connection, run_id: int, before: dt.date | None) -> None:
    """Bring what the changed models say to `changed_model`; their names come from where days were compared."""
    if before is None:
        connection.execute(_EVERY_MODEL, {"run": run_id})
    else:
        connection.exec_driver_sql(_NAMED_MODEL)
        changed = compared.execute(_CHANGED, execution_options={"yield_per": _AT_ONCE}).scalars()
        for models in changed.partitions():
            connection.execute(_NAME, {"models": models})
        connection.exec_driver_sql("ANALYZE named_model")
        connection.execute(_NAMED_MODELS, {"run": run_id})
    connection.exec_driver_sql("ANALYZE changed_model")


def _keep_first_models(connection: Connection, run_id: int, day: dt.date) -> str:
    """Keep what all models say in a database that knows none yet; the table of them."""
    # Millions of names in no order: an index made afterwards costs a third of one that grows with the rows.
    connection.exec_driver_sql("DROP INDEX ix_hub_model_repo_id")
    connection.execute(_FIRST_MODELS, {"run": run_id, "day": day})
    connection.exec_driver_sql("CREATE INDEX ix_hub_model_repo_id ON hub_model (repo_id)")
    connection.exec_driver_sql("ANALYZE hub_model")
    return EVERY_MODEL


def ensure_partition(connection: Connection, day: dt.date) -> str:
    """The name of the month's partition, which exists from now on."""
    first = day.replace(day=1)
    name = f"hub_snapshot_{first:%Y_%m}"
    after = (first + dt.timedelta(days=32)).replace(day=1)
    statement = sql.SQL("CREATE TABLE IF NOT EXISTS {} PARTITION OF hub_snapshot FOR VALUES FROM ({}) TO ({})").format(
        sql.Identifier(name), sql.Literal(first), sql.Literal(after)
    )
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(statement)
    return name


def same_content(connection: Connection, day: dt.date) -> dt.date | None:
    """Another day whose snapshot is the same to the last count, which no two days of a living Hub are."""
    own = select(day_version.c.content_hash).where(
        day_version.c.platform == Platform.HUGGINGFACE, day_version.c.day == day
    )
    others = (
        select(day_version.c.day)
        .where(
            day_version.c.platform == Platform.HUGGINGFACE,
            day_version.c.day != day,
            day_version.c.content_hash == own.scalar_subquery(),
        )
        .order_by(day_version.c.day)
    )
    return connection.execute(others).scalars().first()
