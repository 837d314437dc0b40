"""Books the days that are missing, with the reason, until they come in after all."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, text

from collectors.contract import Platform

# A day is due once it is over (OpenRouter publishes complete days, the Hub is walked on the day itself).
_FILLED = text("""
DELETE FROM gap WHERE platform = :platform AND EXISTS (
    SELECT FROM day_version WHERE day_version.platform = gap.platform AND day_version.day = gap.day
)
""")

_MISSING = text("""
INSERT INTO gap (platform, day, reason, recorded_at)
SELECT :platform, due.day::date, COALESCE(
    (SELECT 'Run ' || run_id || ' was ' || status || ': ' || COALESCE(error, 'no reason was booked') FROM run
     WHERE run.platform = :platform AND status <> 'complete'
       AND (started_at AT TIME ZONE 'UTC')::date BETWEEN due.day::date AND due.day::date + :grace
     ORDER BY run_id DESC LIMIT 1),
    'No run was made in time.'), :now
FROM (SELECT min(day) AS first, CAST(:last AS date) AS last FROM day_version WHERE platform = :platform) AS span
CROSS JOIN LATERAL generate_series(span.first, span.last, interval '1 day') AS due (day)
WHERE NOT EXISTS (SELECT FROM day_version WHERE platform = :platform AND day_version.day = due.day::date)
ON CONFLICT (platform, day) DO NOTHING
""")


def note_gaps(connection: Connection, platform: Platform, now: dt.datetime) -> int:
    """Book each day between the first stored and yesterday that is missing; returns how many are missing."""
    yesterday = now.astimezone(dt.UTC).date() - dt.timedelta(days=1)
    grace = 1 if platform is Platform.OPENROUTER else 0
    if platform is Platform.OPENROUTER:
        yesterday -= dt.timedelta(days=1)  # yesterday's is published in the course of this day
    connection.execute(_FILLED, {"platform": platform})
    connection.execute(_MISSING, {"platform": platform, "last": yesterday, "now": now, "grace": grace})
    counted = text("SELECT count(*) FROM gap WHERE platform = :platform")
    return int(connection.execute(counted, {"platform": platform}).scalar_one())
