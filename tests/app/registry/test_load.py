"""The registry in the database is the one that was loaded last, and its history of hashes stays."""

from pathlib import Path

from sqlalchemy import text

from app.registry import current_hash, load, read_registry
from app.store.engine import Database
from tests.app.registry.files import LINES, write_registry


def put(database: Database, folder: Path) -> bool:
    with database.begin() as connection:
        return load(connection, read_registry(folder))


def test_the_same_registry_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    folder = write_registry(tmp_path)
    assert put(database, folder)
    assert not put(database, folder)


def test_another_registry_takes_its_place_and_the_hash_stays_in_the_history(database: Database, tmp_path: Path) -> None:
    one, two = write_registry(tmp_path / "one"), write_registry(tmp_path / "two", events=[])
    assert put(database, one)
    assert put(database, two)
    with database.connect() as connection:
        assert current_hash(connection) == read_registry(two).hash
        assert connection.execute(text("SELECT count(*) FROM event")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM lab")).scalar_one() == 6
        history = set(connection.execute(text("SELECT registry_hash FROM registry_load")).scalars())
    assert {read_registry(one).hash, read_registry(two).hash} <= history


def test_going_back_makes_the_old_registry_current_again(database: Database, tmp_path: Path) -> None:
    one, two = write_registry(tmp_path / "one"), write_registry(tmp_path / "two", events=[])
    for folder in (one, two, one):
        assert put(database, folder)
    with database.connect() as connection:
        assert current_hash(connection) == read_registry(one).hash
        current = text("SELECT count(*) FROM registry_load WHERE current")
        assert connection.execute(current).scalar_one() == 1


def test_the_hash_is_of_the_content_and_not_of_the_order(tmp_path: Path) -> None:
    plain = read_registry(write_registry(tmp_path / "plain"))
    turned = read_registry(write_registry(tmp_path / "turned", labs=reversed(LINES["labs.csv"])))
    other = read_registry(write_registry(tmp_path / "other", weights=LINES["weights.csv"][:-1]))
    assert plain.hash == turned.hash
    assert plain.labs != turned.labs
    assert other.hash != plain.hash
    assert len(plain.hash) == 12


def test_accounts_keep_whose_they_are_and_the_undisclosed_are_nobodys(database: Database, tmp_path: Path) -> None:
    put(database, write_registry(tmp_path))
    with database.connect() as connection:
        rows = connection.execute(text("SELECT platform, account, lab_id FROM lab_account"))
        accounts = {(row.platform, row.account): row.lab_id for row in rows}
    assert accounts["openrouter", "alibaba"] == accounts["huggingface", "AIDC-AI"] == "alibaba"
    assert accounts["openrouter", "stealth"] is None
