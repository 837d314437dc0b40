"""Keeps what derivatives are: whose models they descend from, how many are new, and which downloads they take."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, text

LONGEST_CHAIN = 8  # steps from a derivative to the oldest base that is followed; chains can be circles
LARGE = 0.005  # an unregistered publisher with this share of a day's derivative downloads keeps its name
UNKNOWN_RELATION = "unspecified"  # a base is declared, and not how the model descends from it

EVERY_MODEL = "hub_model"  # where every model is to be looked at, and not those in a table of the touched ones

_FORGET = "DELETE FROM hub_descent USING {touched} AS touched WHERE hub_descent.model = touched.model"

# Of several bases the first one declared counts. A base may stand under a name that it gave up since.
_DESCENT = """
WITH RECURSIVE chain AS (
    SELECT model, base_models[1] AS base, 1 AS step FROM {touched} AS touched WHERE cardinality(base_models) > 0
    UNION ALL
    SELECT chain.model, older.base, step + 1
    FROM chain
    CROSS JOIN LATERAL (
        SELECT base_models[1] AS base FROM hub_model WHERE repo_id = chain.base AND cardinality(base_models) > 0
        UNION ALL
        SELECT base_models[1] FROM hub_former_name AS former JOIN hub_model USING (model)
        WHERE former.repo_id = chain.base AND cardinality(base_models) > 0
        LIMIT 1
    ) AS older
    WHERE step < :longest AND older.base <> chain.base
), root AS (
    SELECT DISTINCT ON (model) model, base FROM chain ORDER BY model, step DESC
)
INSERT INTO hub_descent (model, account, base_account, root_account, relation, week, first_seen)
SELECT model, account, split_part(base_models[1], '/', 1), split_part(root.base, '/', 1),
       COALESCE(relation, :unspecified),
       date_trunc('week', least((created_at AT TIME ZONE 'UTC')::date, first_seen)::timestamp)::date, first_seen
FROM {touched} AS touched JOIN root USING (model)
"""

_REGISTERED = "(SELECT DISTINCT account FROM lab_account WHERE platform = 'huggingface')"
_NEW = text(f"""
WITH registered AS MATERIALIZED {_REGISTERED}
INSERT INTO derivative_new (week, first_seen, publisher, base, root, relation, own, models)
SELECT week, first_seen, COALESCE(publisher.account, ''), COALESCE(base.account, ''), COALESCE(root.account, ''),
       relation, hub_descent.account = base_account AS own, count(*)
FROM hub_descent
LEFT JOIN registered AS publisher ON publisher.account = hub_descent.account
LEFT JOIN registered AS base ON base.account = base_account
LEFT JOIN registered AS root ON root.account = root_account
GROUP BY 1, 2, 3, 4, 5, 6, 7
""")  # noqa: S608 (a statement of our own)

_DAY = text(f"""
WITH registered AS MATERIALIZED {_REGISTERED},
taken AS MATERIALIZED (
    SELECT descent.account, base_account, root_account, descent.relation, language, downloads
    FROM hub_snapshot AS snapshot JOIN hub_descent AS descent USING (model)
    WHERE day = :day AND downloads > 0
), large AS (
    SELECT account FROM taken GROUP BY account
    HAVING sum(downloads) >= :large * (SELECT sum(downloads) FROM taken)
    UNION SELECT account FROM registered
)
INSERT INTO derivative_day (version_id, publisher, base, root, relation, own, language, value, models)
SELECT (SELECT version_id FROM day_version WHERE platform = 'huggingface' AND day_version.day = :day),
       COALESCE(publisher.account, ''), COALESCE(base.account, ''), COALESCE(root.account, ''), relation,
       taken.account = base_account AS own, language, sum(downloads), count(*)
FROM taken
LEFT JOIN large AS publisher ON publisher.account = taken.account
LEFT JOIN registered AS base ON base.account = base_account
LEFT JOIN registered AS root ON root.account = root_account
GROUP BY 1, 2, 3, 4, 5, 6, 7
""")  # noqa: S608 (a statement of our own)

_GONE = text(
    "DELETE FROM derivative_day USING day_version"
    " WHERE day_version.version_id = derivative_day.version_id AND platform = 'huggingface' AND day = :day"
)


def roll_up_derivatives(connection: Connection, day: dt.date, touched: str) -> None:
    """Bring descent and its sums up to a published Hub day, in the transaction that publishes it.

    `touched` is the table, with the columns of `hub_model`, of the models of which the day told something new.
    """
    _descend(connection, touched)
    count_new(connection)
    sum_derivatives(connection, day)


def roll_up_all_derivatives(connection: Connection, days: list[dt.date]) -> None:
    """Make descent and its sums again, as after an import of many days."""
    _descend(connection, EVERY_MODEL)
    count_new(connection)
    for day in days:
        sum_derivatives(connection, day)


def sum_derivatives(connection: Connection, day: dt.date) -> None:
    """What derivatives took of one day's downloads, in place of what stood there."""
    connection.execute(_GONE, {"day": day})
    connection.execute(_DAY, {"day": day, "large": LARGE})


def _descend(connection: Connection, touched: str) -> None:
    connection.execute(text(_FORGET.format(touched=touched)))
    longest = {"longest": LONGEST_CHAIN, "unspecified": UNKNOWN_RELATION}
    connection.execute(text(_DESCENT.format(touched=touched)), longest)


def count_new(connection: Connection) -> None:
    """Count the new derivatives of every week, in place of what stood there."""
    connection.exec_driver_sql("DELETE FROM derivative_new")
    connection.execute(_NEW)
