"""The login that can only read: its password, where a server wants one."""

from __future__ import annotations

from psycopg import sql

from app.store.engine import READER, Database


def set_reader_password(database: Database, password: str) -> None:
    """Give the reader role a password. The server is sent its SCRAM verifier, so that no server log can hold it."""
    with database.begin() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        verifier = driver.pgconn.encrypt_password(password.encode(), READER.encode(), b"scram-sha-256").decode()
        statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(READER), sql.Literal(verifier))
        driver.execute(statement)
