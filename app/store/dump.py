"""Writes the whole database into one file, and reads such a file into an empty database, table by table, verified."""

from __future__ import annotations

import datetime as dt
import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
from psycopg import sql
from sqlalchemy import Connection, Table, func, select, text

from app import PROGRAM_VERSION
from app.errors import DataError, StoreError
from app.store.engine import Database
from app.store.hub import ensure_partition
from app.store.migrate import migrate, standing
from app.store.tables import day_version, hub_snapshot, metadata, run

FORMAT = "modelshare dump 1"
MANIFEST = "manifest.json"
BLOCK = 1 << 20
_SESSION = (
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL IntervalStyle = 'postgres'",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL TimeZone = 'UTC'",
)

Report = Callable[[str, int], None]


class TableFile(msgspec.Struct, frozen=True):
    """One table of a dump: its columns in the file's order, its rows, and a checksum that no order of rows changes."""

    name: str
    columns: list[str]
    rows: int
    checksum: str


class Manifest(msgspec.Struct, frozen=True):
    """What a dump says about itself; `months` are the first days of the months that hold Hub snapshots."""

    format: str
    program_version: str
    revision: str
    server_version: str
    made_at: dt.datetime
    months: list[dt.date]
    tables: list[TableFile]


def quiet(_table: str, _rows: int) -> None:
    """The report that nobody reads."""


def dump(database: Database, path: Path, report: Report = quiet) -> Manifest:
    """Write everything into `path`, as it stands at one moment; raises `DataError` where the file exists already."""
    if path.exists():
        raise DataError(f"{path} exists already.", advice="Name another file, or move that one away.")
    partial = path.with_name(f".{path.name}.part")
    try:
        with (
            database.connect() as connection,
            zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as file,
        ):
            revision = _revision(connection)
            _settle(connection)
            tables = []
            for table in metadata.sorted_tables:
                _write(connection, table, file)
                tables.append(_fingerprint(connection, table))
                report(table.name, tables[-1].rows)
            manifest = Manifest(
                FORMAT,
                PROGRAM_VERSION,
                revision,
                str(connection.execute(text("SHOW server_version")).scalar_one()),
                dt.datetime.now(dt.UTC),
                _months(connection),
                tables,
            )
            file.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
        with partial.open("rb+") as written:
            os.fsync(written.fileno())
        partial.replace(path)
    except OSError as error:
        raise DataError(f"{path} could not be written: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def restore(database: Database, path: Path, report: Report = quiet) -> Manifest:
    """Read the dump in `path` into an empty database, all or nothing.

    Raises `DataError` where the file is no whole dump, or where a table does not come out as it went in, and
    `StoreError` where the database holds observations already or the dump was made by a newer program.
    """
    try:
        with zipfile.ZipFile(path) as file:
            damaged = file.testzip()
            if damaged is not None:
                raise DataError(f"{path} is damaged in its part {damaged}.", advice="Take another copy of the file.")
            manifest = _manifest(file, path)
            _refuse_unless_empty(database)
            migrate(database, manifest.revision)
            with database.begin() as connection:
                _read(connection, file, manifest, report)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DataError(
            f"{path} is no whole dump ({error}).", advice="It may have been cut short on its way; take another copy."
        ) from error
    except OSError as error:
        raise DataError(f"{path} could not be read: {error.strerror or error}.") from error
    migrate(database)
    return manifest


def fingerprints(connection: Connection) -> list[TableFile]:
    """Rows and checksum of every table, as they stand."""
    _settle(connection)
    return [_fingerprint(connection, table) for table in metadata.sorted_tables]


def _manifest(file: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode(file.read(MANIFEST), type=Manifest)
    except (KeyError, msgspec.DecodeError):
        raise DataError(
            f"{path} is not a dump of this program.", advice="Name a file of: modelshare db dump."
        ) from None
    if manifest.format != FORMAT:
        raise DataError(
            f"{path} is a '{manifest.format}', which this version cannot read.", advice="Update modelshare."
        )
    missing = {table.name for table in manifest.tables} - {name.removesuffix(".copy") for name in file.namelist()}
    if missing:
        raise DataError(f"{path} lacks the tables {', '.join(sorted(missing))}.", advice="Take another copy of it.")
    return manifest


def _refuse_unless_empty(database: Database) -> None:
    with database.begin() as connection:
        here, _ = standing(connection)
        if here is None:
            return
        for table in (run, day_version):
            if connection.execute(select(func.count()).select_from(table)).scalar_one():
                raise StoreError(
                    f"The database holds observations already (table {table.name}).",
                    advice="Restore into an empty database: nothing is ever overwritten.",
                )


def _read(connection: Connection, file: zipfile.ZipFile, manifest: Manifest, report: Report) -> None:
    _settle(connection)
    driver = connection.connection.driver_connection
    assert driver is not None
    names = [told.name for told in manifest.tables]  # those of its revision; a later one may have more
    if unknown := set(names) - set(metadata.tables):
        raise DataError(f"The dump has tables that this version does not know: {', '.join(sorted(unknown))}.")
    driver.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, names))))
    for month in manifest.months:
        ensure_partition(connection, month)
    for told in manifest.tables:
        table = metadata.tables[told.name]
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, told.columns))
        )
        with file.open(f"{table.name}.copy") as source, driver.cursor() as cursor, cursor.copy(statement) as copy:
            while block := source.read(BLOCK):
                copy.write(block)
        found = _fingerprint(connection, table, told.columns)
        if found != told:
            raise DataError(
                f"The table {table.name} does not come out as it went in: {found.rows:,} rows in place of"
                f" {told.rows:,}, checksum {found.checksum} in place of {told.checksum}.",
                advice="Nothing was restored. Make the dump again.",
            )
        _count_on(connection, table, told.columns)
        report(table.name, told.rows)


def _write(connection: Connection, table: Table, file: zipfile.ZipFile) -> None:
    statement = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, _given(table))), sql.Identifier(table.name)
    )
    driver = connection.connection.driver_connection
    assert driver is not None
    with (
        file.open(f"{table.name}.copy", "w", force_zip64=True) as target,
        driver.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for block in copy:
            target.write(block)


def _given(table: Table) -> list[str]:
    """The columns whose values are given to the database, and not made by it."""
    return [str(column.name) for column in table.c if column.computed is None]


def _fingerprint(connection: Connection, table: Table, columns: list[str] | None = None) -> TableFile:
    """The sum of the hashes of all rows: the same in any order, on any server and any version."""
    names = columns or _given(table)
    statement = sql.SQL(
        "SELECT count(*), COALESCE(sum(('x' || encode(substr(sha256(convert_to(ROW({})::text, 'UTF8')), 1, 8), 'hex'))"
        "::bit(64)::bigint::numeric), 0)::text FROM {}"
    ).format(sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table.name))
    driver = connection.connection.driver_connection
    assert driver is not None
    rows, checksum = driver.execute(statement).fetchone()
    return TableFile(str(table.name), names, rows, checksum)


def _count_on(connection: Connection, table: Table, columns: list[str]) -> None:
    """Let the table's own numbers go on behind the restored ones."""
    column = table.autoincrement_column
    if column is None or column.name not in columns:
        return
    sequence = connection.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar()
    newest = connection.execute(select(func.max(column))).scalar()
    if sequence and newest:
        connection.execute(select(func.setval(sequence, newest)))


def _settle(connection: Connection) -> None:
    for setting in _SESSION:
        connection.exec_driver_sql(setting)


def _revision(connection: Connection) -> str:
    here, newest = standing(connection)
    if here is None:
        raise StoreError("The database has no tables yet.", advice="Run: modelshare db migrate.")
    if here != newest:
        raise StoreError(
            f"The database is at revision {here}, and this program's is {newest}.",
            advice="Dump it with the version that it was used with, or run first: modelshare db migrate.",
        )
    return here


def _months(connection: Connection) -> list[dt.date]:
    month = func.date_trunc("month", hub_snapshot.c.day).label("month")
    return [row.month.date() for row in connection.execute(select(month).distinct().order_by(month))]
