"""Keeps what the Hub's models say of themselves: the present word in `hub_model`, the former ones with their days."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, text

ATTRIBUTES = (
    "repo_id",
    "account",
    "created_at",
    "pipeline_tag",
    "library",
    "licence",
    "gated",
    "parameters",
    "base_models",
    "relation",
)
NAMED = ", ".join(ATTRIBUTES)


def _of(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in ATTRIBUTES)


# Every word with the days for which it holds: from `first_day` until before `next_day`.
TOLD = f"""(
    SELECT model, changed_on AS first_day, '9999-12-31'::date AS next_day, {NAMED} FROM hub_model
    UNION ALL SELECT model, first_day, next_day, {NAMED} FROM hub_former_attributes
)"""  # noqa: S608 (column names of our own)

# What a newer day says replaces the word before it, which is kept where it is another.
_FORMER = text(f"""
INSERT INTO hub_former_attributes (model, first_day, next_day, {NAMED})
SELECT known.model, known.changed_on, :day, {_of("known")}
FROM changed_model AS staged JOIN hub_model AS known USING (model)
WHERE ({_of("known")}) IS DISTINCT FROM ({_of("staged")})
""")  # noqa: S608
_NEWER = ", ".join(f"{name} = excluded.{name}" for name in ATTRIBUTES)
_MODELS = text(f"""
INSERT INTO hub_model AS known (model, {NAMED}, first_seen, changed_on, named_on)
SELECT changed.*, CAST(:day AS date), CAST(:day AS date), CAST(:day AS date) FROM changed_model AS changed
ON CONFLICT (model) DO UPDATE SET
    changed_on = excluded.changed_on,
    named_on = CASE WHEN known.repo_id = excluded.repo_id THEN known.named_on ELSE excluded.named_on END,
    {_NEWER}
WHERE ({_of("known")}) IS DISTINCT FROM ({_of("excluded")})
""")  # noqa: S608

# A name that a model gave up, or one that an older day brings to light. Each name holds until the next one's first day.
_FORMER_NAMES = text("""
INSERT INTO hub_former_name AS former (model, repo_id, account, first_seen)
SELECT known.model,
       CASE WHEN CAST(:late AS boolean) THEN staged.repo_id ELSE known.repo_id END,
       CASE WHEN CAST(:late AS boolean) THEN staged.account ELSE known.account END,
       CASE WHEN CAST(:late AS boolean) THEN CAST(:day AS date) ELSE known.named_on END
FROM changed_model AS staged JOIN hub_model AS known USING (model)
WHERE known.repo_id <> staged.repo_id
ON CONFLICT (model, repo_id) DO UPDATE SET first_seen = least(former.first_seen, excluded.first_seen)
""")

# A day that comes in late, before one that is stored (a backfill): it tells its own word, and what held until now holds
# again from the day that follows.
_LATE_MODELS = text(f"""
INSERT INTO hub_model AS known (model, {NAMED}, first_seen, changed_on, named_on)
SELECT changed.*, CAST(:day AS date), CAST(:day AS date), CAST(:day AS date) FROM changed_model AS changed
ON CONFLICT (model) DO UPDATE SET
    first_seen = least(known.first_seen, excluded.first_seen),
    named_on = CASE WHEN known.repo_id = excluded.repo_id THEN least(known.named_on, excluded.named_on)
               ELSE known.named_on END
""")  # noqa: S608
_LATE_WORDS = text(f"""
CREATE TEMPORARY TABLE told_word ON COMMIT DROP AS
SELECT model, CAST(:day AS date) AS first_day, {NAMED} FROM changed_model
UNION ALL
SELECT model, CAST(:following AS date), {_of("held")}
FROM changed_model JOIN {TOLD} AS held USING (model)
WHERE held.first_day < :following AND :following < held.next_day
""")  # noqa: S608
# No condition on days: the statistics do not know a day that has just come, and would have it looked for one by one.
_TOUCHED = text(
    "CREATE TEMPORARY TABLE touched_model ON COMMIT DROP AS"
    " SELECT hub_model.* FROM hub_model JOIN changed_model USING (model)"
)

# Each word holds until the next one that is another. Of two for one day the one that is stored counts.
_ORDERED = text(f"""
CREATE TEMPORARY TABLE ordered_word ON COMMIT DROP AS
WITH said AS (
    SELECT DISTINCT ON (model, first_day) *
    FROM (
        SELECT model, first_day, {NAMED}, 1 AS place FROM {TOLD} AS stored
        WHERE model IN (SELECT model FROM told_word)
        UNION ALL SELECT model, first_day, {NAMED}, 2 FROM told_word
    ) AS each
    ORDER BY model, first_day, place
), changing AS (
    SELECT *, lag(hash_record_extended(ROW({NAMED}), 0)) OVER days AS before,
           hash_record_extended(ROW({NAMED}), 0) AS hash
    FROM said WINDOW days AS (PARTITION BY model ORDER BY first_day)
)
SELECT model, first_day, lead(first_day) OVER (PARTITION BY model ORDER BY first_day) AS next_day, {NAMED}
FROM changing WHERE before IS DISTINCT FROM hash
""")  # noqa: S608
_FORGET = text("DELETE FROM hub_former_attributes WHERE model IN (SELECT model FROM ordered_word)")
_KEEP_FORMER = text(f"""
INSERT INTO hub_former_attributes (model, first_day, next_day, {NAMED})
SELECT model, first_day, next_day, {NAMED} FROM ordered_word WHERE next_day IS NOT NULL
""")  # noqa: S608
_KEEP_PRESENT = text(f"""
UPDATE hub_model SET ({NAMED}, changed_on) = ROW({_of("word")}, word.first_day)
FROM ordered_word AS word
WHERE word.model = hub_model.model AND word.next_day IS NULL
  AND (hub_model.changed_on <> word.first_day OR ({_of("hub_model")}) IS DISTINCT FROM ({_of("word")}))
""")  # noqa: S608


def keep_attributes(connection: Connection, day: dt.date, following: dt.date | None) -> str:
    """Bring words and names up to what `changed_model` says on `day`; the table of the models that it told anything.

    `changed_model` holds model and attributes of those that say something else than on the stored day before, or were
    not there. `following` is the next stored day, where `day` comes in late.
    """
    facts = {"day": day, "late": following is not None}
    connection.execute(_FORMER_NAMES, facts)
    if following is None:
        for statement in (_FORMER, _MODELS):
            connection.execute(statement, facts)
    else:
        connection.execute(_LATE_WORDS, facts | {"following": following})
        connection.execute(_LATE_MODELS, facts)
        put_in_order(connection)
    connection.execute(_TOUCHED)
    connection.exec_driver_sql("ANALYZE touched_model")
    return "touched_model"


def put_in_order(connection: Connection) -> None:
    """Set the words in `told_word` (model, first_day, attributes) among those that are stored of these models."""
    connection.exec_driver_sql("ANALYZE told_word")
    for statement in (_ORDERED, _FORGET, _KEEP_FORMER, _KEEP_PRESENT):
        connection.execute(statement)
