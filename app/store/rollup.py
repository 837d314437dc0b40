"""Keeps the rollups: sums by account for each version of a day, so that no page ever reads a model's row."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, TextClause, text

from app.store.copy import copy_rows
from app.store.judged import JUDGED
from app.store.rollup_prices import roll_up_prices
from app.store.rollup_releases import largest_rises, note_jumps
from app.store.tables import rollup

Line = Row[Any]  # the columns of `rollup` but for the version

LARGE = 0.001  # an unregistered Hub account with this share of a day's downloads has a row of its own

# Variants are folded.
_TOKENS = text(
    """
WITH folded AS (
    SELECT version_id,
           split_part(permaslug, ':', 1) AS model,
           split_part(permaslug, '/', 1) AS author,
           sum(tokens) AS tokens,
           rank() OVER (PARTITION BY version_id ORDER BY sum(tokens) DESC, split_part(permaslug, ':', 1)) AS place
    FROM openrouter_row
    WHERE version_id = ANY(:versions) AND permaslug IS NOT NULL
    GROUP BY version_id, model, author
), :judged, tail AS (
    SELECT version_id, tokens FROM openrouter_row
    WHERE version_id = ANY(:versions) AND permaslug IS NULL
), counted AS (
    SELECT version_id, 'all' AS population, 'account' AS kind, account, tokens FROM judged
    UNION ALL SELECT version_id, 'named', 'account', account, tokens FROM judged
    UNION ALL SELECT version_id, 'top10', 'account', account, tokens FROM judged WHERE place <= 10
    UNION ALL SELECT version_id, 'open', 'account', account, tokens FROM judged WHERE open
    UNION ALL SELECT version_id, 'open', 'unknown', '', tokens FROM judged WHERE open IS NULL
    UNION ALL SELECT version_id, 'open', 'unknown', '', tokens FROM tail
    UNION ALL SELECT version_id, 'all', 'other', '', tokens FROM tail
)
INSERT INTO rollup (version_id, population, unit, kind, account, value, models)
SELECT version_id, population, 'tokens', kind, account, sum(tokens), count(*)
FROM counted
GROUP BY version_id, population, kind, account
""".replace(":judged", JUDGED)
)

# A day's models as its snapshot has them: where it is staged, and where it is stored. Counts move while the list is
# walked, so a model can stand on two pages: the later sight wins.
STAGED_DAY = """
SELECT DISTINCT ON (model)
       model, account, downloads, downloads_all_time, likes, language, original, attributes_hash
FROM hub_staging
WHERE run_id = :run
ORDER BY model, page DESC
"""
_STORED_DAY = "SELECT * FROM hub_snapshot WHERE day = :day"

# A day beside the snapshot before it. Only models with a count on both of two consecutive days have a difference; a
# falling count stays negative and is counted. `changed` are the models that say something else of themselves.
_COMPARED = """
CREATE TEMPORARY TABLE compared_model ON COMMIT DROP AS
SELECT today.model, today.account, today.language, today.original, today.downloads, today.downloads_all_time,
       CASE WHEN :consecutive THEN today.downloads_all_time - before.downloads_all_time END AS daily,
       CASE WHEN :consecutive THEN before.downloads END AS downloads_before,
       CAST(:before AS date) IS NOT NULL AND before.attributes_hash IS DISTINCT FROM today.attributes_hash AS changed,
       hashtextextended(
           today.model, COALESCE(today.downloads, -1) # COALESCE(today.downloads_all_time, -1) << 20
       ) AS digest
FROM ({today}) AS today
LEFT JOIN hub_snapshot AS before ON before.day = CAST(:before AS date) AND before.model = today.model
"""
_COMPARED_STAGED, _COMPARED_STORED = (text(_COMPARED.format(today=today)) for today in (STAGED_DAY, _STORED_DAY))

_DIGEST = text("SELECT count(*), sum(downloads), sum(downloads_all_time), bit_xor(digest) FROM compared_model")

# Turns sums by account and kind of model, as `kept`, into a line for each population and unit that they count for.
AS_LINES = """
CROSS JOIN LATERAL (VALUES ('all', true), ('language', language), ('original', original)) AS held (population, inside)
CROSS JOIN LATERAL (
    VALUES ('downloads_30d', rolling, counted, 0), ('downloads_daily', daily, measured, falling)
) AS line (unit, value, models, negatives)
WHERE inside AND value IS NOT NULL
"""

# Registered accounts and large ones have rows of their own, all others share one.
_LINES = text(f"""
WITH own AS (
    SELECT account FROM compared_model GROUP BY account
    HAVING sum(downloads) >= :large * (SELECT sum(downloads) FROM compared_model)
    UNION SELECT account FROM lab_account WHERE platform = 'huggingface'
), kept AS (
    SELECT CASE WHEN own.account IS NULL THEN 'tail' ELSE 'account' END AS kind, COALESCE(own.account, '') AS account,
           language, original, sum(downloads) AS rolling, count(downloads) AS counted,
           sum(daily) AS daily, count(daily) AS measured, count(*) FILTER (WHERE daily < 0) AS falling
    FROM compared_model LEFT JOIN own USING (account)
    GROUP BY own.account, language, original
)
SELECT population, unit, kind, account, sum(value), sum(models), sum(negatives)
FROM kept
{AS_LINES}
GROUP BY population, unit, kind, account
""")  # noqa: S608 (a statement of our own)
_LINE = ("version_id", "population", "unit", "kind", "account", "value", "models", "negatives")

_THINNED = text("""
SELECT EXISTS (
    SELECT FROM day_version WHERE platform = 'huggingface' AND thinned
    AND day IN (:day, (SELECT max(day) FROM day_version WHERE platform = 'huggingface' AND day < :day))
)
""")
_BEFORE = text("SELECT max(day) FROM day_version WHERE platform = 'huggingface' AND day < :day")
_VERSION_OF = text("SELECT version_id FROM day_version WHERE platform = 'huggingface' AND day = :day")


def roll_up_tokens(connection: Connection, versions: Sequence[int]) -> None:
    """Make the rollups of these OpenRouter versions again from their rows and the registry as loaded."""
    connection.execute(text("DELETE FROM rollup WHERE version_id = ANY(:versions)"), {"versions": list(versions)})
    connection.execute(_TOKENS, {"versions": list(versions)})
    roll_up_prices(connection, versions)


def roll_up_hub(connection: Connection, day: dt.date) -> None:
    """Make the rollups of a stored Hub day again, unless its rows or those before it were thinned."""
    if connection.execute(_THINNED, {"day": day}).scalar_one():
        return
    compare_stored(connection, day, snapshot_before(connection, day))
    write_hub_rollup(connection, day, hub_lines(connection))
    note_jumps(connection, day, largest_rises(connection))


def compare_staged(connection: Connection, run_id: int, day: dt.date, before: dt.date | None) -> str:
    """Put a staged day beside the snapshot of `before`, in the temporary table `compared_model`; its content hash."""
    return _compare(connection, _COMPARED_STAGED, day, before, {"run": run_id})


def compare_stored(connection: Connection, day: dt.date, before: dt.date | None) -> str:
    """The same for a day whose snapshot is stored."""
    return _compare(connection, _COMPARED_STORED, day, before, {"day": day})


def hub_lines(connection: Connection) -> Sequence[Line]:
    """The rollup rows that `compared_model` makes: as many as there are registered and large accounts."""
    return connection.execute(_LINES, {"large": LARGE}).all()


def write_hub_rollup(connection: Connection, day: dt.date, lines: Sequence[Line]) -> None:
    """Make these rows the rollups of `day`, in place of those it may have."""
    version = connection.execute(_VERSION_OF, {"day": day}).scalar_one()
    connection.execute(text("DELETE FROM rollup WHERE version_id = :version"), {"version": version})
    copy_rows(connection, rollup, _LINE, ((version, *line) for line in lines))


def _compare(
    connection: Connection, statement: TextClause, day: dt.date, before: dt.date | None, facts: dict[str, object]
) -> str:
    connection.exec_driver_sql("DROP TABLE IF EXISTS compared_model")
    consecutive = before == day - dt.timedelta(days=1)
    connection.execute(statement, {**facts, "before": before, "consecutive": consecutive})
    row = connection.execute(_DIGEST).one()
    return hashlib.sha256(repr(tuple(map(str, row))).encode()).hexdigest()


def snapshot_before(connection: Connection, day: dt.date) -> dt.date | None:
    """The day of the newest Hub snapshot that is older than `day`."""
    return connection.execute(_BEFORE, {"day": day}).scalar_one()  # type: ignore[no-any-return]
