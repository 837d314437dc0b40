"""Keeps the rollups: sums by account for each version of a day, so that no page ever reads a model's row."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, text

from app.store.rollup_flywheel import roll_up_all_derivatives
from app.store.rollup_prices import roll_up_prices
from app.store.rollup_releases import roll_up_all_releases

LARGE = 0.001  # an unregistered Hub account with this share of a day's downloads has a row of its own

# Variants are folded, undisclosed accounts keep the whole permaslug so that a later unmasking can name it.
_TOKENS = text("""
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
           COALESCE(
               (SELECT true FROM openrouter_model
                WHERE split_part(permaslug, ':', 1) = model AND hugging_face_id <> '' LIMIT 1),
               (SELECT open FROM model_weights
                WHERE starts_with(model, prefix) ORDER BY length(prefix) DESC LIMIT 1)
           ) AS open
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
""")

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
SELECT account,
       sum(downloads) AS rolling_all,
       sum(downloads) FILTER (WHERE language) AS rolling_language,
       sum(downloads) FILTER (WHERE original) AS rolling_original,
       count(*) AS models_all,
       count(*) FILTER (WHERE language) AS models_language,
       count(*) FILTER (WHERE original) AS models_original,
       sum(daily) AS daily_all,
       sum(daily) FILTER (WHERE language) AS daily_language,
       sum(daily) FILTER (WHERE original) AS daily_original,
       count(daily) AS measured_all,
       count(daily) FILTER (WHERE language) AS measured_language,
       count(daily) FILTER (WHERE original) AS measured_original,
       count(*) FILTER (WHERE daily < 0) AS falling_all,
       count(*) FILTER (WHERE daily < 0 AND language) AS falling_language,
       count(*) FILTER (WHERE daily < 0 AND original) AS falling_original,
       sum(downloads_all_time) AS downloads_all_time,
       bit_xor(hashtextextended(model, COALESCE(downloads, -1) # COALESCE(downloads_all_time, -1) << 20)) AS digest,
       array_agg(model) FILTER (WHERE changed) AS changed
FROM counted
GROUP BY account
""")

_DIGEST = text("SELECT sum(models_all), sum(rolling_all), sum(downloads_all_time), bit_xor(digest) FROM account_sum")

_POPULATIONS = ("all", "language", "original")
_SUMS = ", ".join(
    f"sum(rolling_{each}) AS rolling_{each},"
    f" sum(models_{each}) FILTER (WHERE rolling_{each} IS NOT NULL) AS models_{each},"
    f" sum(daily_{each}) AS daily_{each}, sum(measured_{each}) AS measured_{each},"
    f" sum(falling_{each}) AS falling_{each}"
    for each in _POPULATIONS
)
_LINES = ", ".join(
    f"('{each}', 'downloads_30d', rolling_{each}, models_{each}, 0),"
    f" ('{each}', 'downloads_daily', daily_{each}, measured_{each}, falling_{each})"
    for each in _POPULATIONS
)
_HUB = text(f"""
WITH judged AS (
    SELECT *, COALESCE(
        rolling_all >= :large * (SELECT sum(rolling_all) FROM account_sum)
        OR account IN (SELECT account FROM lab_account WHERE platform = 'huggingface'), false) AS own_row
    FROM account_sum
), kept AS (
    SELECT CASE WHEN own_row THEN 'account' ELSE 'tail' END AS kind,
           CASE WHEN own_row THEN account ELSE '' END AS name,
           {_SUMS}
    FROM judged
    GROUP BY kind, name
)
INSERT INTO rollup (version_id, population, unit, kind, account, value, models, negatives)
SELECT :version, population, unit, kind, name, value, models, negatives
FROM kept CROSS JOIN LATERAL (VALUES {_LINES}) AS line (population, unit, value, models, negatives)
WHERE value IS NOT NULL
""")  # noqa: S608 (column names of our own)

_BEFORE = text("SELECT max(day) FROM day_version WHERE platform = 'huggingface' AND day < :day")
_VERSION_OF = text("SELECT version_id FROM day_version WHERE platform = 'huggingface' AND day = :day")


def roll_up_tokens(connection: Connection, versions: Sequence[int]) -> None:
    """Make the rollups of these OpenRouter versions again from their rows and the registry as loaded."""
    connection.execute(text("DELETE FROM rollup WHERE version_id = ANY(:versions)"), {"versions": list(versions)})
    connection.execute(_TOKENS, {"versions": list(versions)})
    roll_up_prices(connection, versions)


def roll_up_hub(connection: Connection, day: dt.date) -> None:
    """Make the rollups of a stored Hub day again."""
    sum_accounts(connection, day, snapshot_before(connection, day))
    write_hub_rollup(connection, day)


def sum_accounts(connection: Connection, day: dt.date, before: dt.date | None) -> str:
    """Sum a day's snapshot by account into the temporary table `account_sum`; returns a hash of its content.

    `before` is the day of the newest snapshot before it, against which changes are measured.
    """
    connection.exec_driver_sql("DROP TABLE IF EXISTS account_sum")
    consecutive = before == day - dt.timedelta(days=1)
    connection.execute(_ACCOUNT_SUM, {"day": day, "before": before, "consecutive": consecutive})
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


def roll_up_everything(connection: Connection) -> None:
    """Make every rollup again, as after a correction of the registry; nothing is collected anew."""
    token_versions = connection.execute(
        text("SELECT version_id FROM day_version WHERE platform = 'openrouter'")
    ).scalars()
    roll_up_tokens(connection, list(token_versions))
    hub_days = list(
        connection.execute(text("SELECT day FROM day_version WHERE platform = 'huggingface' ORDER BY day")).scalars()
    )
    for day in hub_days:
        roll_up_hub(connection, day)
    roll_up_all_derivatives(connection, hub_days)
    roll_up_all_releases(connection, hub_days)
