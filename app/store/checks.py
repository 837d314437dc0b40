"""The invariants of the store, and the places where the data break them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

SAMPLES = 5
RECENT = 60  # days of the Hub whose rows are summed: those of years would take long


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that does not hold: its name, how often, and some of the places."""

    invariant: str
    count: int
    samples: tuple[str, ...]


# Each query names the places, as text, where its invariant is broken.
_INVARIANTS = {
    "every run that says it is running has a process": """
        SELECT 'run ' || run_id || ' of ' || platform FROM run WHERE status = 'running' AND NOT EXISTS (
            SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND classid::bigint = (hashtext('modelshare collect')::bigint & 4294967295)
            AND objid::bigint = (hashtext(run.platform)::bigint & 4294967295))""",
    "every run that ended says when, and why where it published nothing": """
        SELECT 'run ' || run_id FROM run WHERE status <> 'running'
        AND (finished_at IS NULL OR (status <> 'complete' AND COALESCE(error, '') = ''))""",
    "every stored day belongs to a complete run": """
        SELECT platform || ' ' || day || ' (run ' || run_id || ', ' || status || ')'
        FROM day_version JOIN run USING (run_id, platform) WHERE status <> 'complete'""",
    "a Hub day has one snapshot": """
        SELECT day::text FROM day_version WHERE platform = 'huggingface' GROUP BY day HAVING count(*) > 1""",
    "an OpenRouter day has a new version only where its content changed": """
        SELECT day || ', version ' || version_id FROM (
            SELECT *, lag(content_hash) OVER (PARTITION BY day ORDER BY known_at, version_id) AS before
            FROM day_version WHERE platform = 'openrouter') AS version
        WHERE content_hash = before""",
    "no day lies in the future": """
        SELECT platform || ' ' || day FROM day_version WHERE day > (now() AT TIME ZONE 'UTC')::date + 1""",
    "an OpenRouter version has the rows that it says": """
        SELECT day || ', version ' || version_id || ': ' || count(permaslug) + count(*) FILTER (
            WHERE openrouter_row.version_id IS NOT NULL AND permaslug IS NULL) || ' in place of ' || rows
        FROM day_version LEFT JOIN openrouter_row USING (version_id) WHERE platform = 'openrouter'
        GROUP BY version_id, day, rows HAVING count(openrouter_row.version_id) <> rows""",
    "a Hub snapshot has the rows that it says": """
        SELECT day || ': ' || count(model) || ' in place of ' || rows
        FROM day_version LEFT JOIN hub_snapshot USING (day) WHERE platform = 'huggingface'
        GROUP BY version_id, day, rows, thinned
        HAVING count(model) > rows OR (count(model) < rows AND NOT thinned)""",
    "Hub rows belong to a stored day": """
        SELECT day || ': ' || count(*) || ' rows' FROM hub_snapshot
        WHERE NOT EXISTS (SELECT FROM day_version WHERE platform = 'huggingface' AND day_version.day = hub_snapshot.day)
        GROUP BY day""",
    "a model with a Hub row is known by its name": """
        SELECT DISTINCT model FROM hub_snapshot
        WHERE NOT EXISTS (SELECT FROM hub_model WHERE hub_model.model = hub_snapshot.model)""",
    "what a model said before ends where its next word begins": """
        SELECT model || ' ' || first_day FROM (
            SELECT model, first_day, next_day, COALESCE(lead(first_day) OVER days, changed_on) AS following
            FROM hub_former_attributes LEFT JOIN hub_model USING (model)
            WINDOW days AS (PARTITION BY model ORDER BY first_day)) AS word
        WHERE next_day <= first_day OR next_day > following OR following IS NULL""",
    "a version with rows has rollups": """
        SELECT platform || ' ' || day || ', version ' || version_id FROM day_version
        WHERE rows > 0 AND NOT EXISTS (SELECT FROM rollup WHERE rollup.version_id = day_version.version_id)""",
    "an OpenRouter rollup sums to its rows": """
        SELECT day || ', version ' || version_id || ': ' || rolled || ' in place of ' || raw FROM (
            SELECT version_id, day,
                   (SELECT COALESCE(sum(value), 0) FROM rollup WHERE rollup.version_id = day_version.version_id
                    AND population = 'all' AND unit = 'tokens') AS rolled,
                   (SELECT COALESCE(sum(tokens), 0) FROM openrouter_row
                    WHERE openrouter_row.version_id = day_version.version_id) AS raw
            FROM day_version WHERE platform = 'openrouter') AS sums
        WHERE rolled <> raw""",
    "a Hub rollup sums to its rows": """
        SELECT day || ': ' || rolled || ' in place of ' || raw FROM (
            SELECT version_id, day,
                   (SELECT COALESCE(sum(value), 0) FROM rollup WHERE rollup.version_id = day_version.version_id
                    AND population = 'all' AND unit = 'downloads_30d') AS rolled,
                   (SELECT COALESCE(sum(downloads), 0) FROM hub_snapshot
                    WHERE hub_snapshot.day = day_version.day) AS raw
            FROM day_version WHERE platform = 'huggingface' AND NOT thinned AND day > (
                SELECT max(day) FROM day_version WHERE platform = 'huggingface') - CAST(:recent AS integer)) AS sums
        WHERE rolled <> raw""",
    "every month with a Hub snapshot has its partition": """
        SELECT DISTINCT to_char(day, 'YYYY-MM') FROM day_version
        WHERE platform = 'huggingface' AND to_regclass('hub_snapshot_' || to_char(day, 'YYYY_MM')) IS NULL""",
    "what is kept aside belongs to a held run": """
        SELECT DISTINCT 'run ' || run_id FROM held_batch JOIN run USING (run_id) WHERE status <> 'held'""",
    "a held run has what it would publish": """
        SELECT 'run ' || run_id FROM run
        WHERE status = 'held' AND NOT EXISTS (SELECT FROM held_batch WHERE held_batch.run_id = run.run_id)""",
    "pages in progress belong to a run that can be taken up": """
        SELECT DISTINCT 'run ' || crawl_page.run_id FROM crawl_page LEFT JOIN run USING (run_id)
        WHERE COALESCE(status, 'none') NOT IN ('running', 'abandoned', 'failed')""",
    "no gap is booked for a stored day": """
        SELECT platform || ' ' || day FROM gap JOIN day_version USING (platform, day)""",
    "one registry is current": """
        SELECT count(*) || ' registries are current' FROM registry_load WHERE current HAVING count(*) <> 1""",
}


def broken_invariants(connection: Connection) -> list[Broken]:
    """Every invariant that does not hold; an empty list where all is well."""
    found = []
    for name, query in _INVARIANTS.items():
        places = list(connection.execute(text(query), {"recent": RECENT} if ":recent" in query else {}).scalars())
        if places:
            found.append(Broken(name, len(places), tuple(places[:SAMPLES])))
    return found


def invariants() -> tuple[str, ...]:
    """The names of everything that is checked."""
    return tuple(_INVARIANTS)
