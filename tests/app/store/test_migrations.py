"""The schema goes up, goes down, and is what the tables say."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from app.store.engine import Database
from app.store.migrate import migrate, standing, unmigrate
from app.store.tables import metadata


def tables(database: Database) -> set[str]:
    with database.begin() as connection:
        return set(connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars())


def test_migrations_and_tables_agree(database: Database) -> None:
    with database.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_down_removes_everything_and_up_brings_it_back(database: Database) -> None:
    before = tables(database)
    unmigrate(database, "base")
    assert tables(database) == {"alembic_version"}
    migrate(database)
    assert tables(database) == before
    with database.begin() as connection:
        here, head = standing(connection)
    assert here == head


def test_staging_is_unlogged_so_that_a_crash_empties_pages_and_cursor_together(database: Database) -> None:
    with database.begin() as connection:
        statement = text("SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r'")
        assert set(connection.execute(statement).scalars()) == {"hub_staging", "crawl_page"}
