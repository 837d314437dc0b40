"""Readers can only read."""

import psycopg
import pytest
from sqlalchemy import text

from app.errors import ConfigurationError, StoreError
from app.store.access import reading_address
from app.store.engine import READER, Database, database_at


def test_reading_goes_through_a_role_that_can_only_read(database: Database) -> None:
    with database.connect() as connection:
        assert connection.execute(text("SELECT current_user")).scalar_one() == READER
        assert connection.execute(text("SELECT count(*) FROM run")).scalar_one() == 0


@pytest.mark.parametrize("statement", ["DELETE FROM run", "CREATE TABLE mine (x int)", "TRUNCATE rollup"])
def test_the_reader_role_writes_nothing_even_in_a_read_write_transaction(database: Database, statement: str) -> None:
    with psycopg.connect(_libpq(database)) as connection:
        connection.execute("SET TRANSACTION READ WRITE")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_a_reading_transaction_refuses_to_write(database: Database) -> None:
    with pytest.raises(StoreError, match="read-only transaction"), database.connect() as connection:
        connection.execute(text("DELETE FROM run"))


def test_an_owner_login_drops_to_the_reader_role_where_it_may(database_url: str) -> None:
    database = database_at(database_url)
    with database.connect() as connection:
        assert connection.execute(text("SELECT current_user")).scalar_one() == READER
    database.dispose()


def test_another_database_kind_is_refused_without_showing_the_address() -> None:
    with pytest.raises(ConfigurationError, match="PostgreSQL alone") as caught:
        database_at("mysql://me:hunter2@host/name")
    assert "hunter2" not in str(caught.value)


def test_a_server_that_is_away_is_told_in_a_sentence() -> None:
    database = database_at("postgresql://nobody:hunter2@127.0.0.1:1/none?connect_timeout=2")
    with pytest.raises(StoreError, match="does not answer") as caught, database.connect():
        pass
    assert "hunter2" not in str(caught.value)


def _libpq(database: Database) -> str:
    return database.reader.url.set(drivername="postgresql").render_as_string(hide_password=False)


def test_a_process_that_only_reads_gets_the_reader_s_own_login_where_the_server_lets_it_in(database_url: str) -> None:
    database = database_at(database_url)
    assert database.reader.url.username != READER
    assert reading_address(database).username == READER
    with database.begin() as connection:
        connection.execute(text("DROP TABLE rejected_row, held_batch"))
        connection.execute(text("ALTER TABLE run RENAME TO ran"))
    assert reading_address(database, "wrong").username != READER, "not where it could not read"
    database.dispose()
