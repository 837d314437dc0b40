"""Keeps what derivatives are: whose models they descend from, how many are new, and which downloads they take."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, text

from app.store.attributes import TOLD

LONGEST_CHAIN = 8  # steps from a derivative to the oldest base that is followed; chains can be circles
LARGE = 0.005  # an unregistered publisher with this share of a day's derivative downloads keeps its name
UNKNOWN_RELATION = "unspecified"  # a base is declared, and not how the model descends from it

EVERY_MODEL = "hub_model"  # where every model is to be looked at, and not those in a table of the touched ones

# The models whose descent may be another now: the touched ones, and all whose chain of bases leads through one.
_CONCERNED = f"""
CREATE TEMPORARY TABLE concerned_model ON COMMIT DROP AS
WITH RECURSIVE below AS (
    SELECT model, 0 AS step FROM {{touched}} AS touched
    WHERE EXISTS (SELECT FROM {TOLD} AS told WHERE told.model = touched.model AND cardinality(told.base_models) > 0)
    UNION
    SELECT hub_descent.model, step + 1
    FROM below
    CROSS JOIN LATERAL (
        SELECT repo_id FROM hub_model WHERE hub_model.model = below.model
        UNION ALL SELECT repo_id FROM hub_former_name AS former WHERE former.model = below.model
    ) AS name
    JOIN hub_descent ON base = name.repo_id
    WHERE step < :longest
)
SELECT DISTINCT model FROM below
"""  # noqa: S608 (a statement of our own)
_FORGET = "DELETE FROM hub_descent USING concerned_model AS concerned WHERE hub_descent.model = concerned.model"
_FORGET_ALL = "DELETE FROM hub_descent"
_OF_CONCERNED = "JOIN concerned_model USING (model)"

# Of several bases the first one declared counts. A base may stand under a name that it gave up since. Each step of a
# chain holds for the days on which both ends of it said so; the longest chain of a day leads to the oldest base.
_DESCENT = f"""
WITH RECURSIVE chain AS (
    SELECT model, account, relation, base_models[1] AS declared, base_models[1] AS base, first_day, next_day, 1 AS step
    FROM {TOLD} AS told {{which}}
    WHERE cardinality(base_models) > 0
    UNION ALL
    SELECT chain.model, chain.account, chain.relation, declared, older.base_models[1],
           greatest(chain.first_day, older.first_day), least(chain.next_day, older.next_day), step + 1
    FROM chain
    CROSS JOIN LATERAL (
        SELECT model FROM (
            SELECT model, 1 AS place, first_seen FROM hub_model WHERE repo_id = chain.base
            UNION ALL SELECT model, 2, first_seen FROM hub_former_name WHERE repo_id = chain.base
        ) AS name
        ORDER BY place, first_seen DESC, model LIMIT 1
    ) AS bearer
    JOIN {TOLD} AS older
      ON older.model = bearer.model AND older.first_day < chain.next_day AND chain.first_day < older.next_day
    WHERE step < :longest AND cardinality(older.base_models) > 0 AND older.base_models[1] <> chain.base
), oldest AS (
    SELECT *, count(*) OVER (PARTITION BY model) AS spans FROM (
        SELECT DISTINCT ON (model, first_day, next_day) * FROM chain ORDER BY model, first_day, next_day, step DESC
    ) AS each
), edge AS (
    SELECT model, first_day AS day FROM oldest WHERE spans > 1 UNION SELECT model, next_day FROM oldest WHERE spans > 1
), part AS (
    SELECT DISTINCT ON (model, begins)
           model, begins, ends, account, declared, base, relation,
           hash_record_extended(ROW(account, declared, base, relation), 0) AS what
    FROM (SELECT model, day AS begins, lead(day) OVER (PARTITION BY model ORDER BY day) AS ends FROM edge) AS between
    JOIN oldest USING (model)
    WHERE first_day <= begins AND begins < next_day
    ORDER BY model, begins, step DESC
), joined AS (
    SELECT *, count(*) FILTER (WHERE is_new) OVER (PARTITION BY model ORDER BY begins) AS number FROM (
        SELECT *, (lag(ends) OVER days, lag(what) OVER days) IS DISTINCT FROM (begins, what) AS is_new
        FROM part WINDOW days AS (PARTITION BY model ORDER BY begins)
    ) AS each
), held AS (
    SELECT model, first_day, next_day, account, declared, base, relation, first_day AS declared_on
    FROM oldest WHERE spans = 1
    UNION ALL
    SELECT model, min(begins), max(ends), account, declared, base, relation, min(min(begins)) OVER (PARTITION BY model)
    FROM joined GROUP BY model, number, account, declared, base, relation
)
INSERT INTO hub_descent
    (model, first_day, next_day, account, base, base_account, root_account, relation, week, declared_on)
SELECT model, first_day, next_day, held.account, declared, split_part(declared, '/', 1), split_part(held.base, '/', 1),
       COALESCE(held.relation, :unspecified),
       date_trunc('week', least((created_at AT TIME ZONE 'UTC')::date, first_seen)::timestamp)::date, declared_on
FROM held JOIN hub_model USING (model)
"""  # noqa: S608 (a statement of our own)

_REGISTERED = "(SELECT DISTINCT account FROM lab_account WHERE platform = 'huggingface')"

# The condition on days stands behind the sums: before them it would have the rows misjudged, and badly joined.
_NEW = text(f"""
WITH registered AS MATERIALIZED {_REGISTERED}
INSERT INTO derivative_new (week, declared_on, publisher, base, root, relation, own, models)
SELECT week, declared_on, COALESCE(publisher.account, ''), COALESCE(base.account, ''), COALESCE(root.account, ''),
       relation, hub_descent.account = base_account AS own, count(*) FILTER (WHERE first_day = declared_on) AS models
FROM hub_descent
LEFT JOIN registered AS publisher ON publisher.account = hub_descent.account
LEFT JOIN registered AS base ON base.account = base_account
LEFT JOIN registered AS root ON root.account = root_account
GROUP BY 1, 2, 3, 4, 5, 6, 7
HAVING count(*) FILTER (WHERE first_day = declared_on) > 0
""")  # noqa: S608 (a statement of our own)

_DAY = text(f"""
WITH registered AS MATERIALIZED {_REGISTERED},
taken AS MATERIALIZED (
    SELECT descent.account, base_account, root_account, descent.relation, language, downloads
    FROM hub_snapshot AS snapshot JOIN hub_descent AS descent USING (model)
    WHERE day = :day AND downloads > 0 AND first_day <= :day AND :day < next_day
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
    """What derivatives took of one day's downloads, in place of what stood there.

    A chain is followed as far as it is known when the day is summed: what an older day brings to light later, such as
    a name that a base gave up before it was first seen, does not sum the newer days again.
    """
    connection.execute(_GONE, {"day": day})
    connection.execute(_DAY, {"day": day, "large": LARGE})


def _descend(connection: Connection, touched: str) -> None:
    facts = {"longest": LONGEST_CHAIN}
    if touched == EVERY_MODEL:
        forget, which = _FORGET_ALL, ""
    else:
        connection.execute(text(_CONCERNED.format(touched=touched)), facts)
        forget, which = _FORGET, _OF_CONCERNED
    connection.exec_driver_sql(forget)
    connection.execute(text(_DESCENT.format(which=which)), facts | {"unspecified": UNKNOWN_RELATION})
    if touched == EVERY_MODEL:  # what it holds now decides how the next day's descent is looked for
        connection.exec_driver_sql("ANALYZE hub_descent")


def count_new(connection: Connection) -> None:
    """Count the new derivatives of every week, in place of what stood there."""
    connection.exec_driver_sql("DELETE FROM derivative_new")
    connection.execute(_NEW)
