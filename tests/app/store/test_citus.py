"""The schema keeps to what a distributed Postgres accepts, and the calls that spread it are the right ones."""

import pytest
from sqlalchemy import text

from app.errors import StoreError
from app.store.citus import COLUMN, DISTRIBUTED, LOCAL, distribute
from app.store.engine import Database
from app.store.tables import metadata

# The extension's two functions, which write down what they are asked.
RECORDING = """
CREATE TABLE call (number serial, what text, relation text, keyed_by text, beside text);
CREATE FUNCTION create_distributed_table(relation regclass, keyed_by text, colocate_with text DEFAULT 'default')
RETURNS void LANGUAGE sql AS $$ INSERT INTO call (what, relation, keyed_by, beside)
    VALUES ('distributed', relation::text, keyed_by, colocate_with) $$;
CREATE FUNCTION create_reference_table(relation regclass) RETURNS void LANGUAGE sql AS $$
    INSERT INTO call (what, relation) VALUES ('reference', relation::text) $$;
"""


@pytest.mark.parametrize("name", DISTRIBUTED)
def test_every_key_of_a_distributed_table_holds_the_distribution_column(name: str) -> None:
    table = metadata.tables[name]
    assert COLUMN in table.primary_key.columns
    assert all(COLUMN in index.columns for index in table.indexes if index.unique)
    assert not table.foreign_keys


def test_no_table_refers_to_a_distributed_or_local_one() -> None:
    referred = {key.column.table.name for table in metadata.sorted_tables for key in table.foreign_keys}
    assert referred.isdisjoint(DISTRIBUTED)
    local = [key for name in LOCAL for key in metadata.tables[name].foreign_keys]
    assert {key.column.table.name for key in local} <= {"run"}
    assert referred.isdisjoint(LOCAL)


def test_there_are_no_triggers_and_no_sequences_on_distributed_tables(database: Database) -> None:
    with database.connect() as connection:
        triggers = text("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")
        assert connection.execute(triggers).scalar_one() == 0
        defaults = text(
            "SELECT count(*) FROM information_schema.columns"
            " WHERE table_name = ANY(:names) AND column_default IS NOT NULL"
        )
        assert connection.execute(defaults, {"names": list(DISTRIBUTED)}).scalar_one() == 0


def test_without_the_extension_it_explains_itself(database: Database) -> None:
    with pytest.raises(StoreError, match=r"docs/scaling\.md"), database.begin() as connection:
        distribute(connection)


def test_each_table_is_asked_for_once_and_what_is_referred_to_comes_first(database: Database) -> None:
    with database.begin() as connection:
        connection.exec_driver_sql(RECORDING)
        distribute(connection)
        calls = connection.execute(text("SELECT what, relation, keyed_by, beside FROM call ORDER BY number")).all()
    names = [call.relation for call in calls]
    assert sorted(names) == sorted(set(metadata.tables) - LOCAL)
    assert names.index("run") < names.index("day_version") < names.index("rollup")
    spread = [(call.relation, call.keyed_by, call.beside) for call in calls if call.what == "distributed"]
    assert spread == [(name, "model", "default" if name == "hub_snapshot" else "hub_snapshot") for name in DISTRIBUTED]
