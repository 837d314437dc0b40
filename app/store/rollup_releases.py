"""Keeps the labs' own Hub models, where their releases stood after some days, and the largest rises of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

from app.store.rollup_flywheel import EVERY_MODEL

AGES = (7, 30, 90)  # days after its creation at which a release's place is kept
MOST_JUMPS = 20  # rises kept for one day
LEAST_JUMP = 10_000  # downloads; smaller rises are nobody's concern
UNUSUAL = 10  # a rise is kept when it is so many times the usual day before it (a thirtieth of the count of 30 days)

_GONE = "DELETE FROM lab_model USING {touched} AS touched WHERE touched.model = lab_model.model"
_KEEP = """
INSERT INTO lab_model (model, account, repo_id, created_on, first_seen, pipeline_tag, licence, parameters, relation)
SELECT model, account, repo_id, least((created_at AT TIME ZONE 'UTC')::date, first_seen), first_seen, pipeline_tag,
       licence, parameters, relation
FROM {source}
WHERE {which}
"""
_OF_A_LAB = "account IN (SELECT account FROM lab_account WHERE platform = 'huggingface')"
_LAB_MODELS_OF = text(_KEEP.format(source=EVERY_MODEL, which="account = ANY(:accounts)"))
_REGISTERED = text("SELECT DISTINCT account FROM lab_account WHERE platform = 'huggingface'")
_PLACES_LEFT = text(
    "DELETE FROM release_standing USING lab_model"
    " WHERE lab_model.model = release_standing.model AND account = ANY(:removed)"
)
_MODELS_LEFT = text("DELETE FROM lab_model WHERE account = ANY(:removed)")
_DAYS_OF_AGE = text("""
SELECT DISTINCT day FROM lab_model CROSS JOIN unnest(CAST(:ages AS integer[])) AS age
JOIN day_version ON platform = 'huggingface' AND NOT thinned AND day = created_on + age
WHERE account = ANY(:accounts) ORDER BY day
""")

# Places are among all repositories; only where a release is of one of the ages on that very day is the day ranked.
_DUE = text("""
CREATE TEMPORARY TABLE due_release ON COMMIT DROP AS
SELECT lab_model.model, CAST(:day AS date) - created_on AS age, downloads
FROM lab_model JOIN hub_snapshot AS snapshot ON snapshot.day = :day AND snapshot.model = lab_model.model
WHERE created_on = ANY(:created) AND downloads > 0
""")
_STANDINGS = text("""
WITH ranked AS (
    SELECT model, rank() OVER (ORDER BY downloads DESC) AS place FROM hub_snapshot
    WHERE day = :day AND downloads >= (SELECT min(downloads) FROM due_release)
)
INSERT INTO release_standing (model, age, day, downloads, place)
SELECT model, age, :day, downloads, place FROM due_release JOIN ranked USING (model)
ON CONFLICT (model, age) DO UPDATE SET day = excluded.day, downloads = excluded.downloads, place = excluded.place
""")

_RISES = text("""
SELECT model, account, downloads_before, downloads FROM compared_model
WHERE downloads >= :least AND downloads - downloads_before >= :least
  AND downloads - downloads_before >= :unusual * (downloads_before / 30.0)
ORDER BY downloads - downloads_before DESC, model
LIMIT :most
""")
_JUMP = text("""
INSERT INTO hub_jump (version_id, model, repo_id, account, downloads_before, downloads)
SELECT version_id, model, repo_id, :account, :downloads_before, :downloads
FROM hub_model CROSS JOIN day_version
WHERE model = :model AND platform = 'huggingface' AND day = :day
ON CONFLICT (version_id, model) DO NOTHING
""")


def roll_up_releases(connection: Connection, day: dt.date, touched: str) -> None:
    """Bring the labs' models and their standings up to a published Hub day, in its transaction.

    `touched` is the table, with the columns of `hub_model`, of the models of which the day told something new.
    """
    connection.execute(text(_GONE.format(touched=touched)))
    connection.execute(text(_KEEP.format(source=touched, which=_OF_A_LAB)))
    stand_on(connection, day)


def roll_up_all_releases(connection: Connection, days: list[dt.date]) -> None:
    """Make the labs' models again, and take their places on `days`, as after an import of many days."""
    accounts = list(connection.execute(_REGISTERED).scalars())
    connection.execute(_MODELS_LEFT, {"removed": accounts})
    connection.execute(_LAB_MODELS_OF, {"accounts": accounts})
    for day in days:
        stand_on(connection, day)


def take_up(connection: Connection, added: list[str], removed: list[str]) -> list[dt.date]:
    """Keep the models of accounts that became a lab's, and no longer those of accounts that ceased to be one.

    Returns the stored days on which a release of the former is of one of the ages: its places are still to be taken.
    """
    connection.execute(_PLACES_LEFT, {"removed": removed})
    connection.execute(_MODELS_LEFT, {"removed": removed})
    connection.execute(_LAB_MODELS_OF, {"accounts": added})
    return list(connection.execute(_DAYS_OF_AGE, {"accounts": added, "ages": list(AGES)}).scalars())


def largest_rises(connection: Connection) -> Sequence[Row[Any]]:
    """The models that rose the most, of `compared_model`; none where the day before has no snapshot."""
    return connection.execute(_RISES, {"most": MOST_JUMPS, "least": LEAST_JUMP, "unusual": UNUSUAL}).all()


def note_jumps(connection: Connection, day: dt.date, rises: Sequence[Row[Any]]) -> None:
    """Keep the largest rises of `day`."""
    if rises:
        connection.execute(_JUMP, [{**rise._mapping, "day": day} for rise in rises])


def stand_on(connection: Connection, day: dt.date) -> None:
    """Keep the places of the labs' releases that are of one of the ages on `day`."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS due_release")
    created = [day - dt.timedelta(days=age) for age in AGES]
    connection.execute(_DUE, {"day": day, "created": created})
    connection.execute(_STANDINGS, {"day": day})
