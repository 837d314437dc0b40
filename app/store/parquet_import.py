"""Takes in parquet files that another database of this program wrote; what is stored already stays as it is."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from psycopg import sql
from pyarrow import csv
from sqlalchemy import Connection, insert, text

from app.errors import DataError
from app.store.attributes import NAMED, put_in_order
from app.store.copy import copy_text
from app.store.engine import Database
from app.store.hub import ensure_partition, is_collected
from app.store.parquet import MODEL, MODELS, SNAPSHOT, TOKENS, WORD, WORDS, Version, opened
from app.store.rollup import compare_stored, hub_lines, snapshot_before, write_hub_rollup
from app.store.rollup_flywheel import roll_up_all_derivatives
from app.store.rollup_releases import largest_rises, note_jumps, roll_up_all_releases
from app.store.runs import Tally, abandon_runs, finish_run, only_one, start_run
from app.store.tables import day_version, hub_snapshot
from app.store.tokens import content_hash, publish_tokens
from collectors.contract import Licence, Platform, TokenBatch, TokenDay, TokenRow, Traffic

_ALL = f"model, {NAMED}, first_seen, changed_on, named_on"
_TEMPORARY = text(
    "CREATE TEMPORARY TABLE taken_model ON COMMIT DROP AS SELECT hub_model.*, false AS former FROM hub_model LIMIT 0"
)
_TAKE_MODELS = text(f"""
INSERT INTO hub_model AS known ({_ALL}) SELECT {_ALL} FROM taken_model WHERE NOT former
ON CONFLICT (model) DO UPDATE SET first_seen = least(known.first_seen, excluded.first_seen),
    named_on = CASE WHEN known.changed_on < excluded.changed_on THEN excluded.named_on ELSE known.named_on END
""")  # noqa: S608 (column names of our own)
_PRESENT_WORDS = text(f"""
CREATE TEMPORARY TABLE told_word ON COMMIT DROP AS
SELECT model, changed_on AS first_day, {NAMED} FROM taken_model WHERE NOT former
""")  # noqa: S608
_NO_WORDS = text("CREATE TEMPORARY TABLE told_word ON COMMIT DROP AS SELECT * FROM hub_former_attributes WITH NO DATA")
_TAKE_NAMES = text("""
INSERT INTO hub_former_name AS known (model, repo_id, account, first_seen)
SELECT model, repo_id, account, first_seen FROM taken_model WHERE former
ON CONFLICT (model, repo_id) DO UPDATE SET first_seen = least(known.first_seen, excluded.first_seen)
""")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: how many of its versions are new here, and their rows."""

    name: str
    versions: int
    rows: int


def import_parquet(database: Database, folder: Path, now: dt.datetime) -> Iterator[Taken]:
    """Take in every file of `folder`; each is stored whole or not at all, and a second time changes nothing.

    Origins, licences and the times since when values are known are kept. Raises `DataError` where a file is not what
    it says, such as rows that do not make the content that its checksum tells.
    """
    files = sorted(folder.glob("*.parquet"))
    if not files:
        raise DataError(f"{folder} has no parquet file.", advice="Give the folder of an export.")
    models = [path for name in (MODELS, WORDS) for path in files if path.name == name]
    for platform in Platform:
        months = [path for path in files if path.name.startswith(f"{platform}-") and path not in models]
        if not months:
            continue
        with only_one(database, platform):
            for path in [*models, *months] if platform is Platform.HUGGINGFACE else months:
                with database.begin() as connection:
                    abandon_runs(connection, platform, now)
                    if path.name == MODELS:
                        yield Taken(path.name, 0, _take_models(connection, path))
                    elif path.name == WORDS:
                        yield Taken(path.name, 0, _take_words(connection, path))
                    elif platform is Platform.OPENROUTER:
                        yield _take_tokens(connection, path, now)
                    else:
                        yield _take_snapshots(connection, path, now)


def _take_tokens(connection: Connection, path: Path, now: dt.datetime) -> Taken:
    file, contents = opened(path, TOKENS)
    batches: dict[int, TokenBatch] = {}
    rows = ((row["version"], row["permaslug"], row["tokens"]) for row in _rows(file))
    found = {place: list(group) for place, group in groupby(rows, key=lambda row: row[0])}
    for place, version in enumerate(contents.versions):
        named = tuple(TokenRow(slug, tokens) for _, slug, tokens in found.get(place, ()) if slug is not None)
        other = next((tokens for _, slug, tokens in found.get(place, ()) if slug is None), None)
        day = TokenDay(version.day, named, other)
        if content_hash(day) != version.content_hash:
            raise _broken(path, version.day)
        batches[place] = TokenBatch(version.origin, version.known_at, (day,))
    stored = before = 0
    for terms, group in _by_terms(list(enumerate(contents.versions))):
        versions = [place for place, _ in group]
        run_id = _start(connection, Platform.OPENROUTER, terms, now)
        rows_new = publish_tokens(connection, run_id, [batches[place] for place in versions])
        before += rows_new
        stored += _finish(connection, run_id, terms, rows_new, path, now)
    return Taken(path.name, stored, before)


def _take_snapshots(connection: Connection, path: Path, now: dt.datetime) -> Taken:
    file, contents = opened(path, SNAPSHOT)
    new = {version.day: version for version in contents.versions if not is_collected(connection, version.day)}
    if not new:
        return Taken(path.name, 0, 0)
    for day in new:
        ensure_partition(connection, day)
    wanted = pa.array(list(new), pa.date32())
    batches = (batch.filter(pc.is_in(batch.column("day"), value_set=wanted)) for batch in file.iter_batches())
    _copy(connection, hub_snapshot, SNAPSHOT, batches)
    rows = 0
    for terms, group in _by_terms(list(enumerate(new.values()))):
        run_id = _start(connection, Platform.HUGGINGFACE, terms, now)
        versions = [version for _, version in group]
        for version in versions:
            digest = compare_stored(connection, version.day, None)
            if digest != version.content_hash:
                raise _broken(path, version.day)
            connection.execute(insert(day_version).values(_stored(version, run_id)))
        rows_new = sum(version.rows for version in versions)
        rows += rows_new
        _finish(connection, run_id, terms, rows_new, path, now)
    following = {day + dt.timedelta(days=1) for day in new}
    days = sorted(set(new) | {day for day in following if is_collected(connection, day)})
    for day in days:
        compare_stored(connection, day, snapshot_before(connection, day))
        write_hub_rollup(connection, day, hub_lines(connection))
        note_jumps(connection, day, largest_rises(connection))
    roll_up_all_derivatives(connection, days)
    roll_up_all_releases(connection, days)
    return Taken(path.name, len(new), rows)


def _take_models(connection: Connection, path: Path) -> int:
    connection.execute(_TEMPORARY)
    rows = _copy_into(connection, "taken_model", path, MODEL)
    for statement in (_PRESENT_WORDS, _TAKE_MODELS, _TAKE_NAMES):
        connection.execute(statement)
    put_in_order(connection)
    return rows


def _take_words(connection: Connection, path: Path) -> int:
    connection.execute(_NO_WORDS)
    rows = _copy_into(connection, "told_word", path, WORD)
    put_in_order(connection)
    return rows


def _by_terms(versions: list[tuple[int, Version]]) -> Iterator[tuple[Version, list[tuple[int, Version]]]]:
    """Versions with the same terms belong to one run; the first stands for the terms."""

    def terms(each: tuple[int, Version]) -> tuple[Any, ...]:
        version = each[1]
        return version.synthetic, version.source, version.licence_name, version.licence_url, version.attribution

    for _, group in groupby(sorted(versions, key=terms), key=terms):
        members = list(group)
        yield members[0][1], members


def _start(connection: Connection, platform: Platform, terms: Version, now: dt.datetime) -> int:
    return start_run(connection, platform, terms.source, _licence(terms), now)


def _finish(connection: Connection, run_id: int, terms: Version, rows: int, path: Path, now: dt.datetime) -> int:
    """Close the run; returns how many versions it stored. A run that brought nothing new leaves no trace."""
    count = text("SELECT count(*) FROM day_version WHERE run_id = :run")
    versions = int(connection.execute(count, {"run": run_id}).scalar_one())
    if not versions:
        connection.execute(text("DELETE FROM run WHERE run_id = :run"), {"run": run_id})
        return 0
    tally = Tally(rows=rows, detail={"imported": path.name})
    finish_run(connection, run_id, tally, Traffic(synthetic=terms.synthetic), _licence(terms), now)
    return versions


def _stored(version: Version, run_id: int) -> dict[str, Any]:
    return {
        "platform": Platform.HUGGINGFACE,
        "day": version.day,
        "known_at": version.known_at,
        "run_id": run_id,
        "origin": version.origin,
        "content_hash": version.content_hash,
        "rows": version.rows,
    }


def _licence(terms: Version) -> Licence:
    return Licence(terms.licence_name, terms.licence_url, terms.attribution)


def _rows(file: pq.ParquetFile) -> Iterator[dict[str, Any]]:
    for batch in file.iter_batches():
        yield from batch.to_pylist()


def _copy(connection: Connection, table: Any, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    copy_text(connection, table, schema.names, map(_as_csv, batches), sql.SQL("FORMAT csv"))


def _copy_into(connection: Connection, table: str, path: Path, schema: pa.Schema) -> int:
    """Write a file that belongs to no month into a temporary table; returns its rows."""
    file, _ = opened(path, schema)
    names = sql.SQL(", ").join(map(sql.Identifier, schema.names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv)").format(sql.Identifier(table), names)
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for batch in file.iter_batches():
            copy.write(_as_csv(batch))
    return int(file.metadata.num_rows)


def _as_csv(batch: pa.RecordBatch) -> bytes:
    out = io.BytesIO()
    csv.write_csv(batch, out, csv.WriteOptions(include_header=False))
    return out.getvalue()


def _broken(path: Path, day: dt.date) -> DataError:
    return DataError(f"The rows of {day} in {path.name} are not what its checksum tells.", advice="Copy it again.")
