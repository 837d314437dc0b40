"""The login that can only read: its password, where a server wants one, and whether the server lets it in."""

from __future__ import annotations

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

from app.store.engine import READER, Database


def set_reader_password(database: Database, password: str) -> None:
    """Give the reader role a password. The server is sent its SCRAM verifier, so that no server log can hold it."""
    with database.begin() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        verifier = driver.pgconn.encrypt_password(password.encode(), READER.encode(), b"scram-sha-256").decode()
        statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(READER), sql.Literal(verifier))
        driver.execute(statement)


def reading_address(database: Database, password: str | None = None) -> URL:
    """The address for a process that only reads: by the reader's own login where the server lets it in.

    Elsewhere by the login that is known, which then drops to the reader role and reads in read-only transactions.
    """
    known = database.reader.url
    if known.username == READER:
        return known
    for secret in dict.fromkeys((None, password)):
        login = known.set(username=READER, password=secret)
        plain = login.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            with psycopg.connect(plain, connect_timeout=5) as connection:
                if connection.execute("SELECT has_table_privilege('run', 'SELECT')").fetchone() == (True,):
                    return login
        except psycopg.Error:
            continue  # it is not let in this way
    return known
