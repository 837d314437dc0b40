"""COPY: the one way by which rows go into the database in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, Table


def copy_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write `rows` (values in the order of `columns`) into `table` within the connection's transaction."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(*_target(table, columns))
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def copy_text(
    connection: Connection, table: Table, columns: Sequence[str], blocks: Iterable[bytes], options: sql.SQL
) -> None:
    """Write `blocks` of whole lines, encoded as COPY's `options` say, into `table`."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH ({})").format(*_target(table, columns), options)
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for block in blocks:
            copy.write(block)


def _target(table: Table, columns: Sequence[str]) -> tuple[sql.Composable, sql.Composable]:
    return sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, columns))
