"""Keeps the rollups: sums by account for each version of a day, so that no page ever reads a model's row."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, text

from app.store.openness import openness_sql
from app.store.rollup_prices import roll_up_prices

LARGE = 0.001  # an unregistered Hub account with this share of a day's downloads has a row of its own

# Variants are folded, undisclosed accounts keep the whole permaslug so that a later unmasking can name it.
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
), judged AS (
    SELECT folded.*,
           CASE WHEN author LIKE '~%' OR EXISTS (
                    SELECT FROM lab_account
                    WHERE platform = 'openrouter' AND lab_id IS NULL AND account = author
                ) THEN model ELSE author END AS account,
           :openness AS open
    FROM folded
), tail AS (
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
""".replace(":openness", openness_sql())
)

# One pass over a day and the snapshot before it. Only models with a count on both of two consecutive days have a
# difference; a falling count stays negative and is counted. `changed` are models that say something else of themselves.
_ACCOUNT_SUM = text("""
CREATE TEMPORARY TABLE account_sum ON COMMIT DROP AS
WITH counted AS (
    SELECT today.model, today.account, today.language, today.original, today.downloads, today.downloads_all_time,
           CASE WHEN :consecutive THEN today.downloads_all_time - before.downloads_all_time END AS daily,
           CAST(:before AS date) IS NOT NULL
               AND before.attributes_hash IS DISTINCT FROM today.attributes_hash AS changed
    FROM hub_snapshot AS today
    LEFT JOIN hub_snapshot AS before ON before.day = CAST(:before AS date) AND before.model = today.model
    WHERE today.day = :day
)
SELECT account, language, original,
       count(*) AS rows,
       sum(downloads) AS rolling,
       count(downloads) AS counted,
       sum(daily) AS daily,
       count(daily) AS measured,
       count(*) FILTER (WHERE daily < 0) AS falling,
       sum(downloads_all_time) AS downloads_all_time,
       bit_xor(hashtextextended(model, COALESCE(downloads, -1) # COALESCE(downloads_all_time, -1) << 20)) AS digest,
       array_agg(model) FILTER (WHERE changed) AS changed
FROM counted
GROUP BY account, language, original
""")
# Nearly every account is a group of its own: workers would make most groups twice, to be merged again.
_ALONE = ("SET LOCAL max_parallel_workers_per_gather = 0", "SET LOCAL max_parallel_workers_per_gather TO DEFAULT")

_DIGEST = text("SELECT sum(rows), sum(rolling), sum(downloads_all_time), bit_xor(digest) FROM account_sum")

# A large account has a quarter of the limit in one of its four kinds at least, which leaves few to be looked at.
_HUB = text("""
WITH least AS (
    SELECT :large * sum(rolling) AS downloads FROM account_sum
), candidate AS (
    SELECT DISTINCT account FROM account_sum, least WHERE rolling >= least.downloads / 4
), own AS (
    SELECT account FROM account_sum JOIN candidate USING (account)
    GROUP BY account HAVING sum(rolling) >= (SELECT downloads FROM least)
    UNION SELECT account FROM lab_account WHERE platform = 'huggingface'
), kept AS (
    SELECT CASE WHEN own.account IS NULL THEN 'tail' ELSE 'account' END AS kind, COALESCE(own.account, '') AS account,
           language, original, sum(rolling) AS rolling, sum(counted) AS counted,
           sum(daily) AS daily, sum(measured) AS measured, sum(falling) AS falling
    FROM account_sum LEFT JOIN own USING (account)
    GROUP BY own.account, language, original
)
INSERT INTO rollup (version_id, population, unit, kind, account, value, models, negatives)
SELECT :version, population, unit, kind, account, sum(value), sum(models), sum(negatives)
FROM kept
CROSS JOIN LATERAL (VALUES ('all', true), ('language', language), ('original', original)) AS held (population, inside)
CROSS JOIN LATERAL (
    VALUES ('downloads_30d', rolling, counted, 0), ('downloads_daily', daily, measured, falling)
) AS line (unit, value, models, negatives)
WHERE inside AND value IS NOT NULL
GROUP BY population, unit, kind, account
""")

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
    sum_accounts(connection, day, snapshot_before(connection, day))
    write_hub_rollup(connection, day)


def sum_accounts(connection: Connection, day: dt.date, before: dt.date | None) -> str:
    """Sum a snapshot by account and kind of model into the temporary table `account_sum`; returns its content hash.

    `before` is the day of the newest snapshot before it, against which changes are measured.
    """
    connection.exec_driver_sql("DROP TABLE IF EXISTS account_sum")
    consecutive = before == day - dt.timedelta(days=1)
    connection.exec_driver_sql(_ALONE[0])
    connection.execute(_ACCOUNT_SUM, {"day": day, "before": before, "consecutive": consecutive})
    connection.exec_driver_sql(_ALONE[1])
    row = connection.execute(_DIGEST).one()
    return hashlib.sha256(repr(tuple(map(str, row))).encode()).hexdigest()


def write_hub_rollup(connection: Connection, day: dt.date) -> None:
    """Turn `account_sum` into the rollups of `day`, in place of those it may have."""
    version = connection.execute(_VERSION_OF, {"day": day}).scalar_one()
    connection.execute(text("DELETE FROM rollup WHERE version_id = :version"), {"version": version})
    connection.execute(_HUB, {"version": version, "large": LARGE})


def snapshot_before(connection: Connection, day: dt.date) -> dt.date | None:
    """The day of the newest Hub snapshot that is older than `day`."""
    return connection.execute(_BEFORE, {"day": day}).scalar_one()  # type: ignore[no-any-return]
