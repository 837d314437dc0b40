"""A dump brings everything over, and nothing that is not whole."""

import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.errors import DataError, StoreError
from app.measures.share import share
from app.store.checks import broken_invariants, invariants
from app.store.dump import dump, fingerprints, restore
from app.store.engine import READER, Database, database_at
from app.store.housekeeping import tidy_up
from app.store.migrate import migrate, standing, unmigrate
from app.view import View
from collectors.contract import Platform
from tests.databases import fresh, opened
from tests.processes import server_of_another_version
from tests.support import hub_model, midnight, plant_hub, plant_tokens

DAY = dt.date(2026, 7, 1)
NAMES = ["Qwen/a\\b", "Qwen/tab", 'Qwen/"q"', "Qwen/\u4e2d\u6587", "Qwen/=1+1", "Qwen/{a,b}"]


@pytest.fixture
def filled(database: Database) -> Database:
    for n in range(3):
        day = DAY + dt.timedelta(days=30 * n)
        plant_tokens(database, day, {"qwen/a": 10 + n, "openai/b": 5}, other=1)
        plant_hub(database, day, [hub_model(name, 5 + n, downloads_all_time=9, base_models=("a/b",)) for name in NAMES])
    plant_tokens(database, DAY, {"qwen/a": 11}, known_at=midnight(DAY) + dt.timedelta(days=9))
    return database


@pytest.fixture
def empty(server: str) -> Iterator[Database]:
    """A database without a single table."""
    with fresh(server, "template1") as url, opened(url) as database:
        yield database


def test_everything_comes_over(filled: Database, empty: Database, tmp_path: Path) -> None:
    manifest = dump(filled, tmp_path / "dump.zip")
    restore(empty, tmp_path / "dump.zip")
    with filled.connect() as one, empty.connect() as two:
        assert fingerprints(one) == fingerprints(two) == manifest.tables
        view = View(platform=Platform.OPENROUTER)
        assert share(one, view).frame.equals(share(two, view).frame)
        assert broken_invariants(two) == []
    assert sum(table.rows for table in manifest.tables if table.name == "hub_snapshot") == 3 * len(NAMES)


def test_everything_comes_over_to_a_server_of_another_version_and_back(
    filled: Database, empty: Database, tmp_path: Path
) -> None:
    with server_of_another_version() as url:
        other = database_at(url)
        told = dump(filled, tmp_path / "there.zip")
        restore(other, tmp_path / "there.zip")
        with other.connect() as connection:
            assert fingerprints(connection) == told.tables
            assert broken_invariants(connection) == []
            assert connection.execute(text("SELECT current_user")).scalar_one() == READER
        back = dump(other, tmp_path / "back.zip")
        assert back.server_version != told.server_version
        assert back.tables == told.tables
        plant_tokens(other, DAY + dt.timedelta(days=200), {"qwen/a": 10})  # the other server is no dead end
        other.dispose()
    restore(empty, tmp_path / "back.zip")
    with empty.connect() as connection:
        assert fingerprints(connection) == told.tables
        assert broken_invariants(connection) == []


def test_a_dump_of_an_older_revision_is_restored_and_brought_up_to_date(
    filled: Database, empty: Database, tmp_path: Path
) -> None:
    unmigrate(filled, "-1")
    with pytest.raises(StoreError, match="modelshare db migrate"):
        dump(filled, tmp_path / "refused.zip")
    migrate(filled)
    with filled.begin() as connection:
        connection.execute(text("TRUNCATE model_weights, hub_descent, derivative_new"))
    whole = tmp_path / "dump.zip"
    dump(filled, whole)
    as_an_older_program(whole, "0001")
    restore(empty, whole)
    with filled.connect() as one, empty.connect() as two:
        names = {table.name for table in fingerprints(one)} - LATER.keys()
        assert [each for each in fingerprints(one) if each.name in names] == [
            each for each in fingerprints(two) if each.name in names
        ]
        assert standing(two)[0] == standing(two)[1]


# What the tables of revision 0001 lack, and what they call otherwise.
LATER: dict[str, set[str]] = {
    "model_weights": {"model_weights_id", "valid_from", "recorded_on", "correction"},
    "openrouter_model": {"hugging_face_since"},
    "hub_descent": {"base", "next_day", "declared_on"},
    "derivative_new": set(),
}
FORMERLY = {("hub_descent", "first_day"): "first_seen", ("derivative_new", "declared_on"): "first_seen"}
NEW = {"hub_former_attributes"}


def as_an_older_program(path: Path, revision: str) -> None:
    """Make a dump one of `revision`, whose tables lack some columns; these tables must be empty."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    told = json.loads(parts["manifest.json"]) | {"revision": revision}
    told["tables"] = [table for table in told["tables"] if table["name"] not in NEW]
    for table in told["tables"]:
        name = table["name"]
        if name in LATER:
            assert table["rows"] == 0
            kept = (column for column in table["columns"] if column not in LATER[name])
            table["columns"] = [FORMERLY.get((name, column), column) for column in kept]
    parts["manifest.json"] = json.dumps(told).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, body in parts.items():
            file.writestr(name, body)


def test_numbers_go_on_behind_the_restored_ones(filled: Database, empty: Database, tmp_path: Path) -> None:
    dump(filled, tmp_path / "dump.zip")
    restore(empty, tmp_path / "dump.zip")
    plant_tokens(empty, DAY + dt.timedelta(days=200), {"qwen/a": 10})
    with empty.connect() as connection:
        assert connection.execute(text("SELECT count(*), max(run_id) FROM run")).one() == (8, 8)


def test_a_checksum_knows_no_order_and_every_value(filled: Database) -> None:
    with filled.connect() as connection:
        before = fingerprints(connection)
    with filled.begin() as connection:
        connection.execute(text("UPDATE openrouter_row SET tokens = tokens WHERE tokens = 5"))
    with filled.connect() as connection:
        assert fingerprints(connection) == before
    with filled.begin() as connection:
        connection.execute(text("UPDATE openrouter_row SET tokens = 6 WHERE tokens = 5 AND version_id = 1"))
    with filled.connect() as connection:
        changed = [new.name for old, new in zip(before, fingerprints(connection), strict=True) if old != new]
    assert changed == ["openrouter_row"]


def test_nothing_is_overwritten(filled: Database, tmp_path: Path) -> None:
    dump(filled, tmp_path / "dump.zip")
    with pytest.raises(DataError, match="exists already"):
        dump(filled, tmp_path / "dump.zip")
    with pytest.raises(StoreError, match="holds observations already"):
        restore(filled, tmp_path / "dump.zip")


@pytest.mark.parametrize("harm", ["cut", "flipped", "other", "nothing", "absent"])
def test_a_file_that_is_not_whole_restores_nothing(
    filled: Database, empty: Database, tmp_path: Path, harm: str
) -> None:
    path = tmp_path / "dump.zip"
    dump(filled, path)
    whole = path.read_bytes()
    match harm:
        case "cut":
            path.write_bytes(whole[: len(whole) // 2])
        case "flipped":
            path.write_bytes(whole[:400] + bytes([whole[400] ^ 255]) + whole[401:])
        case "other":
            path.write_bytes(b"PK not a zip")
        case "nothing":
            path.write_bytes(b"")
        case "absent":
            path.unlink()
    with pytest.raises(DataError):
        restore(empty, path)
    with empty.begin() as connection:
        assert connection.execute(text("SELECT to_regclass('run')")).scalar_one() is None


# --- invariants ---------------------------------------------------------------------------------------------------

BREAKS = {
    "every run that says it is running has a process": "UPDATE run SET status = 'running' WHERE run_id = 1",
    "every run that ended says when, and why where it published nothing": "UPDATE run SET finished_at = NULL",
    "every stored day belongs to a complete run": "UPDATE run SET status = 'failed', error = 'x' WHERE run_id = 1",
    "a Hub day has one snapshot": "INSERT INTO day_version"
    " (platform, day, known_at, run_id, origin, content_hash, rows)"
    " SELECT platform, day, known_at + interval '1 h', run_id, origin, content_hash, rows FROM day_version"
    " WHERE platform = 'huggingface'",
    "an OpenRouter day has a new version only where its content changed": "UPDATE day_version SET content_hash = 'x'",
    "no day lies in the future": "UPDATE day_version SET day = '2999-01-01' WHERE version_id = 1",
    "an OpenRouter version has the rows that it says": "DELETE FROM openrouter_row WHERE tokens = 5",
    "a Hub snapshot has the rows that it says": "DELETE FROM hub_snapshot WHERE downloads = 7",
    "Hub rows belong to a stored day": "UPDATE hub_snapshot SET day = day + 1",
    "a model with a Hub row is known by its name": "DELETE FROM hub_model",
    "what a model said before ends where its next word begins": "INSERT INTO hub_former_attributes"
    " (model, first_day, next_day, repo_id, account, base_models)"
    " SELECT model, first_seen, changed_on + 1, 'a/a', 'a', '{}' FROM hub_model",
    "a version with rows has rollups": "DELETE FROM rollup",
    "an OpenRouter rollup sums to its rows": "UPDATE rollup SET value = value + 1 WHERE unit = 'tokens'",
    "a Hub rollup sums to its rows": "UPDATE rollup SET value = value + 1 WHERE unit = 'downloads_30d'",
    "what is kept aside belongs to a held run": "INSERT INTO held_batch VALUES (1, 0, 'x')",
    "a held run has what it would publish": "UPDATE run SET status = 'held', error = 'x' WHERE run_id = 1",
    "pages in progress belong to a run that can be taken up": "INSERT INTO crawl_page VALUES (1, 1, 'x', NULL, 0)",
    "no gap is booked for a stored day": "INSERT INTO gap SELECT DISTINCT platform, day, 'x', now() FROM day_version",
    "one registry is current": "UPDATE registry_load SET current = false",
}


def test_a_sound_store_breaks_no_invariant(filled: Database) -> None:
    with filled.connect() as connection:
        assert broken_invariants(connection) == []


@pytest.mark.parametrize("invariant", BREAKS)
def test_a_broken_invariant_is_named(filled: Database, invariant: str) -> None:
    assert invariant in invariants()
    with filled.begin() as connection:
        connection.execute(text(BREAKS[invariant]))
    with filled.connect() as connection:
        found = {each.invariant: each for each in broken_invariants(connection)}
    assert invariant in found
    assert found[invariant].samples


def test_housekeeping_keeps_what_is_young(filled: Database) -> None:
    with filled.begin() as connection:
        connection.execute(
            text("INSERT INTO rejected_row (run_id, place, reason, raw) SELECT run_id, '', '', '' FROM run")
        )
        connection.execute(text("UPDATE run SET status = 'running' WHERE run_id = 2"))
    now = midnight(DAY) + dt.timedelta(days=95)
    done = tidy_up(filled, now, keep_rejected_days=40, keep_held_days=30)
    assert done.busy == ()
    with filled.connect() as connection:
        kept = connection.execute(
            text("SELECT count(*) FROM rejected_row JOIN run USING (run_id) WHERE started_at < :limit"),
            {"limit": now - dt.timedelta(days=40)},
        ).scalar_one()
        lost = connection.execute(text("SELECT status FROM run WHERE run_id = 2")).scalar_one()
    assert (kept, lost) == (0, "abandoned")
    assert done.quarantine > 0
