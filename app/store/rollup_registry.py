"""Brings the rollups up to a registry that changed, by what changed in it: no day is rolled up again as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from app.store.rollup import AS_LINES, LARGE, roll_up_tokens
from app.store.rollup_flywheel import LARGE as LARGE_PUBLISHER
from app.store.rollup_flywheel import count_new
from app.store.rollup_releases import stand_on, take_up

_HUB_ACCOUNTS = text("SELECT DISTINCT account FROM lab_account WHERE platform = 'huggingface'")
_UNDISCLOSED = text("SELECT DISTINCT account FROM lab_account WHERE platform = 'openrouter' AND lab_id IS NULL")
_WEIGHTS = text("SELECT prefix, open, valid_from, recorded_on, correction FROM model_weights")
_TOKEN_VERSIONS = text("SELECT version_id FROM day_version WHERE platform = 'openrouter'")


@dataclass(frozen=True, slots=True)
class Registered:
    """What of the registry stands in the rollups. Labs, countries, dates and events do not: measures apply them."""

    hub_accounts: frozenset[str]
    undisclosed: frozenset[str]
    weights: frozenset[tuple[Any, ...]]


def registered(connection: Connection) -> Registered:
    """What the registry as loaded means for rollups."""
    return Registered(
        frozenset(connection.execute(_HUB_ACCOUNTS).scalars()),
        frozenset(connection.execute(_UNDISCLOSED).scalars()),
        frozenset(tuple(line) for line in connection.execute(_WEIGHTS)),
    )


# Days whose rows were thinned, or follow one whose were, keep the sums that they have.
_DUE = text("""
CREATE TEMPORARY TABLE due_version ON COMMIT DROP AS
SELECT version_id, day, CASE WHEN before = day - 1 THEN before END AS yesterday, NOT whole AS keeps_sums
FROM (
    SELECT version_id, day, thinned, lag(day) OVER days AS before,
           NOT thinned AND NOT COALESCE(lag(thinned) OVER days, false) AS whole
    FROM day_version WHERE platform = 'huggingface' WINDOW days AS (ORDER BY day)
) AS each
WHERE NOT thinned
""")

# One pass over the snapshots. An account that is large enough for a row of its own has it already.
_ADDED = text(f"""
CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
WITH counted AS (
    SELECT due.version_id, today.account, today.language, today.original, today.downloads,
           today.downloads_all_time - before.downloads_all_time AS daily
    FROM hub_snapshot AS today
    JOIN due_version AS due ON due.day = today.day AND NOT due.keeps_sums
    LEFT JOIN hub_snapshot AS before ON before.day = due.yesterday AND before.model = today.model
    WHERE today.account = ANY(:added)
), kept AS (
    SELECT version_id, account, language, original, sum(downloads) AS rolling, count(downloads) AS counted,
           sum(daily) AS daily, count(daily) AS measured, count(*) FILTER (WHERE daily < 0) AS falling
    FROM counted
    WHERE NOT EXISTS (
        SELECT FROM rollup
        WHERE rollup.version_id = counted.version_id AND kind = 'account' AND rollup.account = counted.account
    )
    GROUP BY version_id, account, language, original
)
SELECT version_id, population, unit, account, sum(value) AS value, sum(models) AS models, sum(negatives) AS negatives
FROM kept
{AS_LINES}
GROUP BY version_id, population, unit, account
""")  # noqa: S608 (a statement of our own)
_OWN_ROWS = text("""
INSERT INTO rollup (version_id, population, unit, kind, account, value, models, negatives)
SELECT version_id, population, unit, 'account', account, value, models, negatives FROM moved
""")
_OUT_OF_TAIL = text("""
UPDATE rollup SET value = rollup.value - gone.value, models = rollup.models - gone.models,
                  negatives = rollup.negatives - gone.negatives
FROM (
    SELECT version_id, population, unit, sum(value) AS value, sum(models) AS models, sum(negatives) AS negatives
    FROM moved GROUP BY version_id, population, unit
) AS gone
WHERE rollup.version_id = gone.version_id AND rollup.population = gone.population AND rollup.unit = gone.unit
  AND kind = 'tail'
""")
_EMPTY_TAIL = text(
    "DELETE FROM rollup WHERE kind = 'tail' AND models = 0 AND version_id IN (SELECT version_id FROM moved)"
)

# Three statements and not one that deletes within a question, which a distributed Postgres refuses.
_LEAVING = text("""
CREATE TEMPORARY TABLE leaving ON COMMIT DROP AS
WITH least AS (
    SELECT version_id, :large * sum(value) AS downloads
    FROM rollup JOIN due_version USING (version_id)
    WHERE NOT keeps_sums AND population = 'all' AND unit = 'downloads_30d' GROUP BY version_id
), large AS (
    SELECT version_id, account FROM rollup JOIN least USING (version_id)
    WHERE population = 'all' AND unit = 'downloads_30d' AND kind = 'account' AND account = ANY(:removed)
      AND value >= downloads
)
SELECT version_id, population, unit, account, value, models, negatives
FROM rollup JOIN due_version USING (version_id)
WHERE NOT keeps_sums AND kind = 'account' AND account = ANY(:removed)
  AND (version_id, account) NOT IN (SELECT version_id, account FROM large)
""")
_LEAVE = text("""
DELETE FROM rollup USING leaving
WHERE kind = 'account' AND (rollup.version_id, rollup.population, rollup.unit, rollup.account)
      = (leaving.version_id, leaving.population, leaving.unit, leaving.account)
""")
_INTO_TAIL = text("""
INSERT INTO rollup (version_id, population, unit, kind, account, value, models, negatives)
SELECT version_id, population, unit, 'tail', '', sum(value), sum(models), sum(negatives) FROM leaving
GROUP BY version_id, population, unit
ON CONFLICT (version_id, population, unit, kind, account) DO UPDATE SET
    value = rollup.value + excluded.value, models = rollup.models + excluded.models,
    negatives = rollup.negatives + excluded.negatives
""")

# What the models that name a changed account took of each day, taken from the line where it stood and put where it
# belongs now. Bases have names where they are registered; publishers also where they are large.
_DERIVATIVES = text("""
WITH touched AS MATERIALIZED (
    SELECT model, first_day, next_day, account, base_account, root_account, relation FROM hub_descent
    WHERE account = ANY(:changed) OR base_account = ANY(:changed) OR root_account = ANY(:changed)
), taken AS MATERIALIZED (
    SELECT version_id, touched.account, base_account, root_account, relation, language,
           sum(downloads) AS value, count(*) AS models
    FROM touched
    JOIN hub_snapshot AS snapshot ON snapshot.model = touched.model AND day >= first_day AND day < next_day
    JOIN due_version AS due USING (day)
    WHERE downloads > 0
    GROUP BY version_id, touched.account, base_account, root_account, relation, language
), named AS (
    SELECT DISTINCT version_id, publisher AS account FROM derivative_day WHERE publisher <> ALL(:changed)
), whole AS (
    SELECT version_id, :large * sum(value) AS least FROM derivative_day GROUP BY version_id
), large AS (
    SELECT version_id, account FROM taken JOIN whole USING (version_id) WHERE account = ANY(:changed)
    GROUP BY version_id, account, least HAVING sum(value) >= least
), line AS (
    SELECT taken.*, taken.account = base_account AS own,
           named.account IS NOT NULL OR large.account IS NOT NULL AS is_named
    FROM taken LEFT JOIN named USING (version_id, account) LEFT JOIN large USING (version_id, account)
), moved AS (
    SELECT version_id, relation, own, language, sign * value AS value, sign * models AS models,
           CASE WHEN is_named OR account = ANY(known) THEN account ELSE '' END AS publisher,
           CASE WHEN base_account = ANY(known) THEN base_account ELSE '' END AS base,
           CASE WHEN root_account = ANY(known) THEN root_account ELSE '' END AS root
    FROM line CROSS JOIN (VALUES (-1, CAST(:before AS text[])), (1, CAST(:now AS text[]))) AS side (sign, known)
)
INSERT INTO derivative_day (version_id, publisher, base, root, relation, own, language, value, models)
SELECT version_id, publisher, base, root, relation, own, language, sum(value), sum(models) FROM moved
GROUP BY version_id, publisher, base, root, relation, own, language HAVING sum(models) <> 0 OR sum(value) <> 0
ON CONFLICT (version_id, publisher, base, root, relation, own, language) DO UPDATE SET
    value = derivative_day.value + excluded.value, models = derivative_day.models + excluded.models
""")
_NO_DERIVATIVES = text("DELETE FROM derivative_day WHERE models = 0")


def follow_registry(connection: Connection, before: Registered) -> None:
    """Make the rollups what they would be, had the registry been as it is now when each day was stored.

    `before` is what the registry said until now. Nothing is read but what an account that came or went concerns: a
    lab's name, country or dates change no rollup at all.
    """
    now = registered(connection)
    if (now.undisclosed, now.weights) != (before.undisclosed, before.weights):
        roll_up_tokens(connection, list(connection.execute(_TOKEN_VERSIONS).scalars()))
    if now.hub_accounts == before.hub_accounts:
        return
    added, removed = (
        sorted(each) for each in (now.hub_accounts - before.hub_accounts, before.hub_accounts - now.hub_accounts)
    )
    for table in ("due_version", "moved", "leaving"):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
    connection.execute(_DUE)
    connection.exec_driver_sql("ANALYZE due_version")
    if removed:
        connection.execute(_LEAVING, {"removed": removed, "large": LARGE})
        for statement in (_LEAVE, _INTO_TAIL):
            connection.execute(statement)
    if added:
        connection.execute(_ADDED, {"added": added})
        for statement in (_OWN_ROWS, _OUT_OF_TAIL, _EMPTY_TAIL):
            connection.execute(statement)
    facts: dict[str, Any] = {"before": sorted(before.hub_accounts), "now": sorted(now.hub_accounts)}
    connection.execute(_DERIVATIVES, facts | {"changed": added + removed, "large": LARGE_PUBLISHER})
    connection.execute(_NO_DERIVATIVES)
    count_new(connection)
    for day in take_up(connection, added, removed):
        stand_on(connection, day)
