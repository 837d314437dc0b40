"""Connections to Postgres: the embedded server, or the one that DATABASE_URL names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from app.errors import ConfigurationError, StoreAway, StoreError
from app.settings import Settings
from app.store.embedded import embedded_server

READER = "modelshare_reader"


@dataclass(frozen=True, slots=True)
class Database:
    """Two ways into one database: `begin` writes, `connect` can only read."""

    owner: Engine
    reader: Engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A read-write transaction, committed at the end; raises `StoreError` where the server fails."""
        with told(), self.owner.begin() as connection:
            yield connection

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A read-only transaction on one snapshot of the data; raises `StoreError` where the server fails."""
        with told(), self.reader.connect() as connection, connection.begin():
            yield connection

    @property
    def url(self) -> URL:
        """Where the database is; its password shows as stars wherever it is printed."""
        return self.owner.url

    def dispose(self) -> None:
        """Close the pooled connections of both ways in."""
        self.owner.dispose()
        self.reader.dispose()


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database that the settings name. The embedded server stops with the last process that uses it."""
    if settings.database_url:
        reader_url = settings.reader_url.get_secret_value() if settings.reader_url else None
        database = database_at(settings.database_url.get_secret_value(), reader_url)
        try:
            yield database
        finally:
            database.dispose()
        return
    with embedded_server(settings.data_dir / "postgres", settings.database_name) as url:
        database = database_at(url, _as_reader(url))
        try:
            yield database
        finally:
            database.dispose()


def database_at(url: str | URL, reader_url: str | URL | None = None) -> Database:
    """Engines for `url`; reading goes through `reader_url`, or through the reader role where the server allows it."""
    owner = create_engine(_psycopg(url), pool_pre_ping=True, pool_size=5, max_overflow=15)
    reader = create_engine(
        _psycopg(reader_url or url),
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=30,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )
    for engine in (owner, reader):
        event.listen(engine, "connect", _speak_utc)
    event.listen(reader, "connect", _only_read)
    return Database(owner, reader)


def _psycopg(url: str | URL) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigurationError(
            "DATABASE_URL is not a database address.", advice="It reads like postgresql://user:password@host/name."
        ) from None
    if parsed.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise ConfigurationError(
            f"DATABASE_URL names '{parsed.drivername}', and this program stores in PostgreSQL alone.",
            advice="It reads like postgresql://user:password@host/name.",
        )
    return parsed.set(drivername="postgresql+psycopg")


def _as_reader(url: str) -> URL:
    return make_url(url).set(username=READER)


def _speak_utc(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("SET timezone = 'UTC'")
    connection.commit()  # type: ignore[attr-defined]


def _only_read(connection: object, _record: object) -> None:
    """Drop to the reader role where this login is allowed to; the transaction is read-only in any case."""
    cursor = connection.cursor()  # type: ignore[attr-defined]
    may = "SET" if connection.info.server_version >= 160_000 else "MEMBER"  # type: ignore[attr-defined]
    cursor.execute(
        "SELECT CASE WHEN current_user <> rolname AND pg_has_role(current_user, oid, %s)"
        " THEN set_config('role', rolname, false) END FROM pg_roles WHERE rolname = %s",
        (may, READER),
    )
    cursor.execute("SET default_transaction_read_only = on")
    connection.commit()  # type: ignore[attr-defined]


@contextmanager
def told() -> Iterator[None]:
    """Turn what the driver says into a sentence of ours, with what to do. COPY speaks to the driver itself."""
    try:
        yield
    except DBAPIError as error:
        raise _sentence(error.orig if isinstance(error.orig, psycopg.Error) else error) from error
    except psycopg.Error as error:
        raise _sentence(error) from error


def _sentence(error: Exception) -> StoreError:
    said = (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")
    if f'role "{READER}" does not exist' in said:
        return StoreError("The database has no tables yet.", advice="Run: modelshare db migrate.")
    match getattr(error, "sqlstate", None):
        case "53100":
            return StoreError(
                f"The database's disk is full: {said}.",
                advice="Make room there; nothing was published, and the next run takes its place.",
            )
        case "42703":
            return StoreError(
                f"The database's tables are not those of this version: {said}.", advice="Run: modelshare db migrate."
            )
        case "42P01":
            return StoreError("The database has no tables yet.", advice="Run: modelshare db migrate.")
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError | OperationalError):
        return StoreAway(
            f"The database does not answer: {said}.",
            advice="Check that it runs and that DATABASE_URL is right (modelshare db ping tells more).",
        )
    return StoreError(f"The database refused: {said}.")


def ping(connection: Connection) -> str:
    """The server's version, as it names itself."""
    return str(connection.execute(text("SHOW server_version")).scalar_one())
