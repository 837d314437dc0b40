"""The schema goes up, goes down, and is what the tables say."""

import datetime as dt

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from app.store.engine import Database
from app.store.migrate import migrate, standing, unmigrate
from app.store.tables import metadata
from tests.support import hub_model, plant_hub


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


def test_descent_that_was_stored_without_days_is_carried_over(database: Database) -> None:
    """Up to revision 0004 a model had one base for all its days."""
    day = dt.date(2026, 7, 1)
    told = text(
        "SELECT model, first_day, next_day, base, root_account, week, declared_on FROM hub_descent ORDER BY 1, 2"
    )
    plant_hub(database, day, [hub_model("Qwen/Base", 9), hub_model("x/Tuned", 5, base_models=("Qwen/Base",))])
    with database.connect() as connection:
        before = connection.execute(told).all()
    unmigrate(database, "0004")
    migrate(database)
    with database.connect() as connection:
        assert connection.execute(told).all() == before
    plant_hub(database, day + dt.timedelta(days=1), [hub_model("x/Tuned", 5, base_models=("meta-llama/Base",))])
    with database.connect() as connection:
        assert [row.base for row in connection.execute(told)] == ["Qwen/Base", "meta-llama/Base"]


def test_staging_is_unlogged_so_that_a_crash_empties_pages_and_cursor_together(database: Database) -> None:
    with database.begin() as connection:
        statement = text("SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r'")
        assert set(connection.execute(statement).scalars()) == {"hub_staging", "crawl_page"}
