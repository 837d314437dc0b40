"""Makes a thousand days of Hub snapshots of any size, by the server itself, with the rollups that publishing makes."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import text

from app.store.engine import Database
from app.store.rollup import compare_stored, hub_lines, write_hub_rollup
from benchmarks.server import bulk_server, existing, made

DAYS = 1_000
FIRST_DAY = dt.date(2023, 10, 2)
BYTES_A_ROW = 200  # heap and key, measured, with room for the log
TOLD = 6  # months between two words on how far it is
WORKERS = 2  # one month is loaded while another is summed

# Every account of the registry, and twenty thousand others.
_MODELS = text("""
CREATE TABLE bench_model AS
WITH known AS (
    SELECT row_number() OVER () - 1 AS place, account FROM (
        SELECT DISTINCT account FROM lab_account WHERE platform = 'huggingface'
        UNION ALL SELECT 'user-' || n FROM generate_series(1, 20000) AS n
    ) AS each
)
SELECT n, lpad(to_hex(n), 24, '0') COLLATE "C" AS model, account,
       (5e7 / (n + 1))::bigint AS downloads, (5e8 / (n + 1))::bigint + n % 1000 AS downloads_all_time
FROM generate_series(0, CAST(:models AS bigint) - 1) AS n
JOIN known ON place = (n * n + n) % (SELECT count(*) FROM known)
ORDER BY n
""")
# The key is made when the rows are there, and the partition joined to the others last: as one fills a table at once.
_MONTH = """
CREATE TABLE {name} (LIKE hub_snapshot);
INSERT INTO {name}
SELECT day::date, model, account, downloads + (n * 7 + number) %% 50, downloads_all_time + number * 20, n %% 90,
       n %% 3 = 0, n %% 4 <> 0, n
FROM (
    SELECT day, day::date - date '{first}' AS number
    FROM generate_series(date '{since}', date '{until}', '1 day') AS day
) AS each CROSS JOIN (SELECT * FROM bench_model ORDER BY n) AS model;
ALTER TABLE {name} ADD PRIMARY KEY (day, model);
ALTER TABLE hub_snapshot ATTACH PARTITION {name} FOR VALUES FROM ('{month}') TO ('{following}');
"""
_RUN = text("""
INSERT INTO run (platform, source, status, started_at, finished_at, retrieved_at, as_of, program_version, synthetic)
VALUES ('huggingface', 'huggingface', 'complete', :now, :now, :now, :now, '', true) RETURNING run_id
""")
_VERSION = text("""
INSERT INTO day_version (platform, day, known_at, run_id, origin, content_hash, rows)
VALUES ('huggingface', :day, :known_at, :run, 'hub_api', :hash, :models)
""")
_COMPLETE = "COMMENT ON TABLE bench_model IS 'complete'"
_IS_COMPLETE = text("SELECT obj_description(to_regclass('bench_model'), 'pg_class') = 'complete'")


class Histories:
    """The histories of a session: each size is made once, and asked by every part that wants it.

    They stand on a server of their own in `folder`, or on the one at `url`, which keeps them for the next session.
    """

    def __init__(self, folder: Path, url: str | None, tell: Callable[[str], None]) -> None:
        self._folder, self._url, self._tell = folder, url, tell
        self._stack = ExitStack()
        self._made: dict[int, Database] = {}

    def __enter__(self) -> Histories:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def of(self, size: int) -> Database | None:
        """The history of `size` snapshot rows; None, and told, where the disk has no room for it."""
        if size not in self._made:
            if self._url is None:
                self._url = self._stack.enter_context(bulk_server(self._folder))
            name = f"bench_history_{size}"
            database = existing(self._url, name)
            if database is None or not _is_complete(database):
                free = shutil.disk_usage(self._folder).free
                if size * BYTES_A_ROW > free * 0.8:
                    need = size * BYTES_A_ROW / 2**30
                    self._tell(f"{size:,} rows need {need:.0f} GiB and {free / 2**30:.0f} are free: left out")
                    return None
                begun = time.perf_counter()
                database = made(self._url, name)
                _fill(database, size, self._tell)
                self._tell(f"{size:,} rows were made in {time.perf_counter() - begun:.0f} s")
            self._stack.callback(database.dispose)
            self._made[size] = database
        return self._made[size]


def _is_complete(database: Database) -> bool:
    with database.connect() as connection:
        return bool(connection.execute(_IS_COMPLETE).scalar())


def _fill(database: Database, size: int, tell: Callable[[str], None]) -> None:
    models = size // DAYS
    with database.begin() as connection:
        connection.execute(_MODELS, {"models": models})
        now = dt.datetime.combine(FIRST_DAY, dt.time(6), dt.UTC)
        run_id = connection.execute(_RUN, {"now": now}).scalar_one()
    with database.begin() as connection:
        connection.exec_driver_sql("ANALYZE bench_model")
    loaded: list[Future[None]] = []
    with ThreadPoolExecutor(WORKERS) as pool:
        summed = []
        for days in _months():
            loaded.append(pool.submit(_load, database, days))
            summed.append(pool.submit(_sum, database, days, models, run_id, loaded[-2:]))
        for number, each in enumerate(summed, start=1):
            each.result()
            if number % TOLD == 0:
                tell(f"{size:,} rows: {number} of {len(summed)} months")
    _tidy(database, "rollup, day_version")
    with database.begin() as connection:
        connection.exec_driver_sql(_COMPLETE)


def _months() -> list[list[dt.date]]:
    months: dict[dt.date, list[dt.date]] = {}
    for number in range(DAYS):
        day = FIRST_DAY + dt.timedelta(days=number)
        months.setdefault(day.replace(day=1), []).append(day)
    return list(months.values())


def _load(database: Database, days: list[dt.date]) -> None:
    month = days[0].replace(day=1)
    name = f"hub_snapshot_{month:%Y_%m}"
    following = (month + dt.timedelta(days=32)).replace(day=1)
    names = {"name": name, "month": month, "following": following}
    statements = _MONTH.format(first=FIRST_DAY, since=days[0], until=days[-1], **names)
    with database.begin() as connection:
        connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '512MB'")
        for statement in statements.strip(";\n").split(";"):
            connection.exec_driver_sql(statement)
    _tidy(database, name)


def _sum(database: Database, days: list[dt.date], models: int, run_id: int, loaded: list[Future[None]]) -> None:
    """The month's rollups, by the program's own way; the first day is measured against the month before."""
    for each in loaded:
        each.result()
    with database.begin() as connection:
        connection.exec_driver_sql("SET LOCAL work_mem = '256MB'")
        connection.exec_driver_sql("SET LOCAL jit = off")
        for day in days:
            before = day - dt.timedelta(days=1) if day > FIRST_DAY else None
            digest = compare_stored(connection, day, before)
            known_at = dt.datetime.combine(day, dt.time(6), dt.UTC)
            facts = {"day": day, "known_at": known_at, "run": run_id, "hash": digest, "models": models}
            connection.execute(_VERSION, facts)
            write_hub_rollup(connection, day, hub_lines(connection))


def _tidy(database: Database, names: str) -> None:
    with database.owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"VACUUM ANALYZE {names}")
