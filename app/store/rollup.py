"""Keeps the rollups: sums by account for each version of a day, so that no page ever reads a model's row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection, text

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

_HUB_ROLLING = text("""
WITH account_sum AS (
    SELECT account,
           sum(downloads) AS everything,
           sum(downloads) FILTER (WHERE language) AS language,
           sum(downloads) FILTER (WHERE original) AS original,
           count(*) AS everything_models,
           count(*) FILTER (WHERE language) AS language_models,
           count(*) FILTER (WHERE original) AS original_models
    FROM hub_snapshot WHERE day = :day
    GROUP BY account
), kept AS (
    SELECT account_sum.*,
           everything >= :large * sum(everything) OVER () OR EXISTS (
               SELECT FROM lab_account WHERE platform = 'huggingface' AND lab_account.account = account_sum.account
           ) AS own_row
    FROM account_sum
)
INSERT INTO rollup (version_id, population, unit, kind, account, value, models)
SELECT :version, population, 'downloads_30d',
       CASE WHEN own_row THEN 'account' ELSE 'tail' END AS kind,
       CASE WHEN own_row THEN account ELSE '' END AS account_or_tail,
       sum(value), sum(models)
FROM kept CROSS JOIN LATERAL (VALUES
    ('all', everything, everything_models),
    ('language', language, language_models),
    ('original', original, original_models)
) AS counted (population, value, models)
WHERE value IS NOT NULL
GROUP BY population, kind, account_or_tail
""")

# Only models with a count on both days have a difference; a falling count stays negative and is counted.
_HUB_DAILY = text("""
WITH difference AS (
    SELECT today.account, today.language, today.original,
           today.downloads_all_time - before.downloads_all_time AS downloads
    FROM hub_snapshot AS today
    JOIN hub_snapshot AS before ON before.model = today.model AND before.day = :before
    WHERE today.day = :day
      AND today.downloads_all_time IS NOT NULL AND before.downloads_all_time IS NOT NULL
), kept AS (
    SELECT difference.*, (own.account IS NOT NULL) AS own_row
    FROM difference
    LEFT JOIN rollup AS own ON own.version_id = :version AND own.population = 'all'
         AND own.unit = 'downloads_30d' AND own.kind = 'account' AND own.account = difference.account
), counted AS (
    SELECT 'all' AS population, own_row, account, downloads FROM kept
    UNION ALL SELECT 'language', own_row, account, downloads FROM kept WHERE language
    UNION ALL SELECT 'original', own_row, account, downloads FROM kept WHERE original
)
INSERT INTO rollup (version_id, population, unit, kind, account, value, models, negatives)
SELECT :version, population, 'downloads_daily',
       CASE WHEN own_row THEN 'account' ELSE 'tail' END AS kind,
       CASE WHEN own_row THEN account ELSE '' END AS account_or_tail,
       sum(downloads), count(*), count(*) FILTER (WHERE downloads < 0)
FROM counted
GROUP BY population, kind, account_or_tail
""")

_VERSION_OF = text("SELECT version_id FROM day_version WHERE platform = 'huggingface' AND day = :day")


def roll_up_tokens(connection: Connection, versions: Sequence[int]) -> None:
    """Make the rollups of these OpenRouter versions again from their rows and the registry as loaded."""
    connection.execute(text("DELETE FROM rollup WHERE version_id = ANY(:versions)"), {"versions": list(versions)})
    connection.execute(_TOKENS, {"versions": list(versions)})


def roll_up_hub(connection: Connection, day: dt.date) -> None:
    """Make the rollups of a Hub day again, and the daily downloads of the day after, which are measured against it."""
    version = connection.execute(_VERSION_OF, {"day": day}).scalar_one()
    connection.execute(text("DELETE FROM rollup WHERE version_id = :version"), {"version": version})
    connection.execute(_HUB_ROLLING, {"version": version, "day": day, "large": LARGE})
    _roll_up_daily(connection, day)
    _roll_up_daily(connection, day + dt.timedelta(days=1))


def roll_up_everything(connection: Connection) -> None:
    """Make every rollup again, as after a correction of the registry; nothing is collected anew."""
    token_versions = connection.execute(
        text("SELECT version_id FROM day_version WHERE platform = 'openrouter'")
    ).scalars()
    roll_up_tokens(connection, list(token_versions))
    hub_days = connection.execute(
        text("SELECT day FROM day_version WHERE platform = 'huggingface' ORDER BY day")
    ).scalars()
    for day in list(hub_days):
        roll_up_hub(connection, day)


def _roll_up_daily(connection: Connection, day: dt.date) -> None:
    version = connection.execute(_VERSION_OF, {"day": day}).scalar_one_or_none()
    before = day - dt.timedelta(days=1)
    if version is None or connection.execute(_VERSION_OF, {"day": before}).scalar_one_or_none() is None:
        return
    connection.execute(
        text("DELETE FROM rollup WHERE version_id = :version AND unit = 'downloads_daily'"), {"version": version}
    )
    connection.execute(_HUB_DAILY, {"version": version, "day": day, "before": before})
