"""Keeps what derivatives are: whose models they descend from, how many are new, and which downloads they take."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, text

from app.store.attributes import TOLD

LONGEST_CHAIN = 8  # steps from a derivative to the oldest base that is followed; chains can be circles
LARGE = 0.005  # an unregistered publisher with this share of a day's derivative downloads keeps its name
UNKNOWN_RELATION = "unspecified"  # a base is declared, and not how the model descends from it
_STEPS = {"longest": LONGEST_CHAIN, "unspecified": UNKNOWN_RELATION}

EVERY_MODEL = "hub_model"  # where every model is to be looked at, and not those in a table of the touched ones

# The models whose descent may be another now: the touched ones, and all whose chain of bases leads through one. One
# that declares no base itself ends a chain as an unknown name does, unless the name had another bearer.
_CONCERNED = f"""
CREATE TEMPORARY TABLE concerned_model ON COMMIT DROP AS
WITH RECURSIVE another AS (
    SELECT model FROM {{touched}} AS touched
    WHERE EXISTS (SELECT FROM {TOLD} AS told WHERE told.model = touched.model AND cardinality(told.base_models) > 0)
    UNION SELECT touched.model FROM {{touched}} AS touched JOIN hub_model AS other USING (repo_id)
    WHERE other.model <> touched.model
    UNION SELECT touched.model FROM {{touched}} AS touched JOIN hub_former_name AS other USING (repo_id)
    WHERE other.model <> touched.model
), below AS (
    SELECT model, 0 AS step FROM another
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
_FORMER = (
    "CREATE TEMPORARY TABLE former_descent ON COMMIT DROP AS"
    " SELECT hub_descent.* FROM hub_descent JOIN concerned_model USING (model)"
)
_OF_CONCERNED = "JOIN concerned_model USING (model)"

# Of several bases the first one declared counts. A base may stand under a name that it gave up since: a name leads to
# whoever bore it on the day or, where nobody did, bore it last. Each step of a chain holds for the days on which both
# ends of it said so; the longest chain of a day leads to the oldest base.
_DESCENT = f"""
WITH RECURSIVE chain AS (
    SELECT model, account, relation, base_models[1] AS declared, base_models[1] AS base, first_day, next_day, 1 AS step
    FROM {TOLD} AS told {{which}}
    WHERE cardinality(base_models) > 0
    UNION ALL
    SELECT chain.model, chain.account, chain.relation, declared, older.base_models[1],
           greatest(chain.first_day, bearer.first_day, older.first_day),
           least(chain.next_day, bearer.next_day, older.next_day), step + 1
    FROM chain
    CROSS JOIN LATERAL (
        SELECT model, CASE WHEN row_number() OVER claims = 1 THEN '-infinity' ELSE first_day END AS first_day,
               lead(first_day, 1, '9999-12-31') OVER claims AS next_day
        FROM (
            SELECT model, named_on AS first_day FROM hub_model WHERE repo_id = chain.base
            UNION ALL SELECT model, first_seen FROM hub_former_name WHERE repo_id = chain.base
        ) AS name
        WINDOW claims AS (ORDER BY first_day, model)
    ) AS bearer
    JOIN {TOLD} AS older
      ON older.model = bearer.model AND greatest(chain.first_day, bearer.first_day, older.first_day)
                                        < least(chain.next_day, bearer.next_day, older.next_day)
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

# The other stored days on which the concerned models descend from others than was known until now. What a thinned day
# took stays, as its rows do not.
_OTHER_DAYS = text("""
WITH moved AS (
    SELECT COALESCE(range_agg(daterange(first_day, next_day)) FILTER (WHERE is_new), '{}') AS now,
           COALESCE(range_agg(daterange(first_day, next_day)) FILTER (WHERE NOT is_new), '{}') AS before
    FROM (
        SELECT *, false AS is_new FROM former_descent
        UNION ALL SELECT hub_descent.*, true FROM hub_descent JOIN concerned_model USING (model)
    ) AS each
    GROUP BY model, account, base, root_account, relation
), other AS (
    SELECT range_agg((now - before) + (before - now)) AS days FROM moved WHERE now <> before
)
SELECT day FROM day_version JOIN other ON days @> day
WHERE platform = 'huggingface' AND NOT thinned AND day <> :day
ORDER BY day
""")

_GONE = text(
    "DELETE FROM derivative_day USING day_version"
    " WHERE day_version.version_id = derivative_day.version_id AND platform = 'huggingface' AND day = :day"
)


def roll_up_derivatives(connection: Connection, day: dt.date, touched: str, *, late: bool = False) -> None:
    """Bring descent and its sums up to a published Hub day, in the transaction that publishes it.

    `touched` is the table, with the columns of `hub_model`, of the models of which the day told something new. A day
    that comes in `late` can bring to light what others descend from: the days that this changes are summed again.
    """
    if touched == EVERY_MODEL:
        _descend_all(connection)
    else:
        connection.execute(text(_CONCERNED.format(touched=touched)), _STEPS)
        if late:
            connection.exec_driver_sql(_FORMER)
        connection.exec_driver_sql(_FORGET)
        connection.execute(text(_DESCENT.format(which=_OF_CONCERNED)), _STEPS)
    count_new(connection)
    for each in (day, *(connection.execute(_OTHER_DAYS, {"day": day}).scalars() if late else ())):
        sum_derivatives(connection, each)


def roll_up_all_derivatives(connection: Connection, days: list[dt.date]) -> None:
    """Make descent and its sums again, as after an import of many days."""
    _descend_all(connection)
    count_new(connection)
    for day in days:
        sum_derivatives(connection, day)


def sum_derivatives(connection: Connection, day: dt.date) -> None:
    """What derivatives took of one day's downloads, in place of what stood there."""
    connection.execute(_GONE, {"day": day})
    connection.execute(_DAY, {"day": day, "large": LARGE})


def _descend_all(connection: Connection) -> None:
    connection.exec_driver_sql("DELETE FROM hub_descent")
    connection.execute(text(_DESCENT.format(which="")), _STEPS)
    connection.exec_driver_sql("ANALYZE hub_descent")  # it decides how the next day's descent is looked for


def count_new(connection: Connection) -> None:
    """Count the new derivatives of every week, in place of what stood there."""
    connection.exec_driver_sql("DELETE FROM derivative_new")
    connection.execute(_NEW)
