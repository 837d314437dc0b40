"""Writes the stored observations into parquet files, month by month, in bounded memory."""

from __future__ import annotations

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from psycopg import Copy, sql
from pyarrow import csv
from sqlalchemy import Connection, select, text

from app.store.attributes import NAMED
from app.store.engine import Database
from app.store.parquet import FORMAT, MODEL, MODELS, SNAPSHOT, TOKENS, WORD, WORDS, Contents, Version, writing
from app.store.tables import day_version, run
from collectors.contract import Platform

_TOKENS = text("SELECT permaslug, tokens FROM openrouter_row WHERE version_id = :version ORDER BY position")
_SNAPSHOT = """
SELECT {columns} FROM hub_snapshot
WHERE day >= {first} AND day < {after}
  AND day IN (SELECT day FROM day_version WHERE platform = 'huggingface' AND NOT thinned)
ORDER BY day, model
"""
_MODELS = f"""
SELECT model, {NAMED}, first_seen, changed_on, named_on, false AS former
FROM hub_model
UNION ALL
SELECT model, repo_id, account, NULL, NULL, NULL, NULL, NULL, NULL, '{{}}', NULL,
       first_seen, first_seen, first_seen, true
FROM hub_former_name
"""  # noqa: S608 (column names of our own)
_WORDS = f"SELECT model, first_day, next_day, {NAMED} FROM hub_former_attributes"  # noqa: S608

Told = Callable[[Path, int], None]


def export_parquet(database: Database, folder: Path, told: Told = lambda _path, _rows: None) -> list[Path]:
    """Write every stored day into `folder`, from one state of the database; files of the same names are replaced.

    The files hold what was observed and when it was known: no rollups, no registry, no catalogue, and no day that
    retention has thinned. `told` hears of each file and its rows.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with database.connect() as connection:
        for platform, months in _months(connection).items():
            for first, versions in sorted(months.items()):
                path = folder / f"{platform}-{first:%Y-%m}.parquet"
                contents = Contents(FORMAT, platform, [version for _, version in versions])
                if platform is Platform.OPENROUTER:
                    rows = _write_tokens(connection, path, contents, [number for number, _ in versions])
                else:
                    rows = _write_snapshot(connection, path, contents, first)
                told(path, rows)
                written.append(path)
            if platform is Platform.HUGGINGFACE:
                for name, schema, query in ((MODELS, MODEL, _MODELS), (WORDS, WORD, _WORDS)):
                    path = folder / name
                    told(path, _write_query(connection, path, schema, Contents(FORMAT, platform, []), sql.SQL(query)))
                    written.append(path)
    return written


def _months(connection: Connection) -> dict[Platform, dict[dt.date, list[tuple[int, Version]]]]:
    statement = (
        select(
            day_version.c.version_id,
            day_version.c.platform,
            day_version.c.day,
            day_version.c.known_at,
            day_version.c.origin,
            day_version.c.content_hash,
            day_version.c.rows,
            run.c.source,
            run.c.synthetic,
            run.c.licence_name,
            run.c.licence_url,
            run.c.attribution,
        )
        .join_from(day_version, run)
        .where(~day_version.c.thinned)
        .order_by(day_version.c.day, day_version.c.known_at, day_version.c.version_id)
    )
    found: dict[Platform, dict[dt.date, list[tuple[int, Version]]]] = defaultdict(lambda: defaultdict(list))
    for row in connection.execute(statement).mappings():
        version = Version(**{name: row[name] for name in Version.__struct_fields__})
        found[Platform(row["platform"])][row["day"].replace(day=1)].append((row["version_id"], version))
    return found


def _write_tokens(connection: Connection, path: Path, contents: Contents, versions: list[int]) -> int:
    count = 0
    with writing(path, TOKENS, contents) as writer:
        for place, version in enumerate(versions):
            rows = connection.execute(_TOKENS, {"version": version}).all()
            slugs, tokens = ([row[n] for row in rows] for n in range(2))
            writer.write_batch(pa.record_batch([[place] * len(rows), slugs, tokens], schema=TOKENS))
            count += len(rows)
    return count


def _write_snapshot(connection: Connection, path: Path, contents: Contents, first: dt.date) -> int:
    after = (first + dt.timedelta(days=32)).replace(day=1)
    query = sql.SQL(_SNAPSHOT).format(
        columns=sql.SQL(", ").join(map(sql.Identifier, SNAPSHOT.names)),
        first=sql.Literal(first),
        after=sql.Literal(after),
    )
    return _write_query(connection, path, SNAPSHOT, contents, query)


def _write_query(
    connection: Connection, path: Path, schema: pa.Schema, contents: Contents, query: sql.Composable
) -> int:
    driver = connection.connection.driver_connection
    assert driver is not None
    count = 0
    plain = pa.schema([pa.field(field.name, field.type) for field in schema])
    with driver.cursor() as cursor:
        copied = sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT csv, FORCE_QUOTE *)").format(query)
        with cursor.copy(copied) as copy, writing(path, schema, contents) as writer:
            for batch in _parsed(copy, plain):
                writer.write_batch(pa.record_batch(batch.columns, schema=schema))
                count += batch.num_rows
    return count


def _parsed(copy: Copy, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    stream = io.BufferedReader(_Stream(copy), 1 << 20)
    if not stream.peek(1):
        return
    yield from csv.open_csv(
        stream,
        read_options=csv.ReadOptions(column_names=schema.names, use_threads=False, block_size=8 << 20),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
            timestamp_parsers=[csv.ISO8601, "%Y-%m-%d %H:%M:%S.%f%z"],
        ),
    )


class _Stream(io.RawIOBase):
    """What COPY sends, as a file that can be read once."""

    def __init__(self, copy: Copy) -> None:
        self._blocks = iter(copy)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = bytes(block)
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
