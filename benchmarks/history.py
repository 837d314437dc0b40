"""Share by lab by week over a thousand days: at several sizes of the raw table, and against a GROUP BY over it."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from app.measures import ask
from app.store.engine import Database
from app.store.hub import ensure_partition
from app.store.rollup import snapshot_before, sum_accounts, write_hub_rollup
from app.view import View
from benchmarks.figures import Figure
from benchmarks.server import fresh, settle

DAYS = 1_000
FIRST_DAY = dt.date(2023, 10, 2)
BYTES_A_ROW = 200  # heap and key, measured, with room for the log
QUESTION = "platform=huggingface&by=lab&grain=week&unit=downloads_30d&population=all"

# Every account of the registry and forty for each of a thousand others, whoever they are.
_ACCOUNTS = text("""
CREATE TABLE bench_account AS
SELECT row_number() OVER () - 1 AS place, account FROM (
    SELECT DISTINCT account FROM lab_account WHERE platform = 'huggingface'
    UNION ALL SELECT 'user-' || n FROM generate_series(1, 20000) AS n
) AS known
""")
_DAY = text("""
INSERT INTO hub_snapshot
SELECT :day, lpad(to_hex(n), 24, '0'), account, (5e7 / (n + 1))::bigint + (n * 7 + :number) % 50,
       (5e8 / (n + 1))::bigint + n % 1000 + :number * 20, n % 90, n % 3 = 0, n % 4 <> 0, n
FROM generate_series(0, CAST(:models AS bigint) - 1) AS n
JOIN bench_account ON place = (n * n + n) % (SELECT count(*) FROM bench_account)
ORDER BY 2
""")
_VERSION = text("""
INSERT INTO day_version (platform, day, known_at, run_id, origin, content_hash, rows)
VALUES ('huggingface', :day, :known_at, :run, 'hub_api', :hash, :models)
""")
_RUN = text("""
INSERT INTO run (platform, source, status, started_at, finished_at, retrieved_at, as_of, program_version, synthetic)
VALUES ('huggingface', 'huggingface', 'complete', :now, :now, :now, :now, '', true) RETURNING run_id
""")
_PLAIN = text("""
SELECT date_trunc('week', day), lab_id, sum(downloads)
FROM hub_snapshot LEFT JOIN lab_account ON platform = 'huggingface' AND lab_account.account = hub_snapshot.account
WHERE day >= :first AND day <= :last
GROUP BY 1, 2
""")


def measure(url: str, sizes: list[int], runs: int, tell: Callable[[str], None]) -> list[Figure]:
    """The program's own question at each size; the plain GROUP BY at the same. Sizes that do not fit are told."""
    figures = []
    smallest: list[float] = []
    for size in sizes:
        free = shutil.disk_usage("/tmp").free
        if size * BYTES_A_ROW > free * 0.8:
            tell(f"{size:,} rows need {size * BYTES_A_ROW / 2**30:.0f} GiB and {free / 2**30:.0f} are free: left out")
            continue
        begun = time.perf_counter()
        with filled(url, size) as database:
            tell(f"{size:,} rows were made in {time.perf_counter() - begun:.0f} s")
            settle(url)
            ours = [_seconds(database, _ask) for _ in range(runs)]
            plain = [_seconds(database, _group_by) for _ in range(runs if size <= 10_000_000 else 5)]
            smallest = smallest or ours
            what = f"share by lab by week over {DAYS:,} days at {size:,} rows"
            figures.append(Figure(what, "the plain GROUP BY at the same size", 100, ours, plain, at_least=True))
            if size != sizes[0]:
                figures.append(Figure(what, f"at {sizes[0]:,} rows", 1.5, ours, smallest))
    return figures


@contextmanager
def filled(url: str, size: int) -> Iterator[Database]:
    """A database with `size` snapshot rows over a thousand days, made by the server itself, and their rollups."""
    with fresh(url) as database:
        with database.begin() as connection:
            connection.execute(_ACCOUNTS)
            connection.exec_driver_sql("ANALYZE bench_account")
            now = dt.datetime.combine(FIRST_DAY, dt.time(6), dt.UTC)
            run_id = connection.execute(_RUN, {"now": now}).scalar_one()
        for first in range(0, DAYS, 20):
            with database.begin() as connection:
                for number in range(first, min(first + 20, DAYS)):
                    _fill_day(connection, number, size // DAYS, run_id)
        with database.owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        yield database


def _fill_day(connection: Connection, number: int, models: int, run_id: int) -> None:
    day = FIRST_DAY + dt.timedelta(days=number)
    connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
    partition = ensure_partition(connection, day)
    connection.execute(_DAY, {"day": day, "number": number, "models": models})
    if day.day == 1 or number == 0:
        connection.exec_driver_sql(f'ANALYZE "{partition}"')
    digest = sum_accounts(connection, day, snapshot_before(connection, day))
    known_at = dt.datetime.combine(day, dt.time(6), dt.UTC)
    connection.execute(_VERSION, {"day": day, "known_at": known_at, "run": run_id, "hash": digest, "models": models})
    write_hub_rollup(connection, day)


def _ask(connection: Connection) -> None:
    measured = ask(connection, View.parse(QUESTION))
    assert len(measured.frame) > DAYS / 7, "the question has no answer"


def _group_by(connection: Connection) -> None:
    facts = {"first": FIRST_DAY, "last": FIRST_DAY + dt.timedelta(days=DAYS)}
    assert connection.execute(_PLAIN, facts).all()


def _seconds(database: Database, question: Callable[[Connection], None]) -> float:
    with database.connect() as connection:
        begun = time.perf_counter()
        question(connection)
        return time.perf_counter() - begun
