"""A history travels as parquet: everything observed arrives, once, as known when it was."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import text

from app.errors import DataError
from app.store.engine import Database
from app.store.parquet_export import export_parquet
from app.store.parquet_import import import_parquet
from tests.databases import fresh, opened
from tests.support import hub_model, midnight, plant_hub, plant_tokens

DAY = dt.date(2026, 7, 30)
NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
OBSERVED = {
    "versions": "SELECT platform, day, known_at, origin, content_hash, rows FROM day_version ORDER BY 1, 2, 3",
    "tokens": "SELECT day, known_at, position, permaslug, tokens FROM openrouter_row JOIN day_version"
    " USING (version_id) ORDER BY 1, 2, 3",
    "snapshots": "SELECT * FROM hub_snapshot ORDER BY day, model",
    "models": "SELECT * FROM hub_model ORDER BY model",
    "former words": "SELECT * FROM hub_former_attributes ORDER BY model, first_day",
    "descent": "SELECT * FROM hub_descent ORDER BY model, first_day",
    "new derivatives": "SELECT * FROM derivative_new ORDER BY week, publisher, base",
    "names": "SELECT * FROM hub_former_name ORDER BY model",
    "rollups": "SELECT platform, day, known_at, population, unit, kind, account, value, models, negatives"
    " FROM rollup JOIN day_version USING (version_id) ORDER BY 1, 2, 3, 4, 5, 6, 7",
    "labs' models": "SELECT * FROM lab_model ORDER BY model",
    "releases": "SELECT * FROM release_standing ORDER BY model, age",
    "rises": "SELECT day, model, downloads_before, downloads FROM hub_jump JOIN day_version USING (version_id)"
    " ORDER BY day, model",
    "derivatives": "SELECT day, publisher, base, root, relation, own, language, value, models"
    " FROM derivative_day JOIN day_version USING (version_id) ORDER BY 1, 2, 3, 4, 5, 6, 7",
    "terms": "SELECT DISTINCT platform, source, licence_name, attribution, synthetic FROM run"
    " JOIN day_version USING (run_id, platform) ORDER BY 1",
}


def observed(database: Database) -> dict[str, list[tuple]]:
    with database.connect() as connection:
        return {name: [tuple(row) for row in connection.execute(text(each))] for name, each in OBSERVED.items()}


@pytest.fixture
def other(server: str) -> Iterator[Database]:
    """A second database of the same server, without observations."""
    with fresh(server) as url, opened(url) as database:
        yield database


def plant(database: Database) -> None:
    for number in range(4):  # two days in each of two months
        day = DAY + dt.timedelta(days=number)
        plant_tokens(database, day, {"qwen/a": 10 + number, "stealth/x:free": 3}, other=4)
        models = [
            hub_model("Qwen/a" if number else "Ali/a", 5 + number, model="a" * 24, downloads_all_time=100 * number),
            hub_model('odd/"name", with', None, model="b" * 24, licence="", base_models=("x/y", "v w/z")),
            hub_model("none", 0, model="c" * 24, created_at=midnight(DAY)),
            hub_model(
                "Qwen/week-old",
                20_000 * 100**number,
                base_models=("Qwen/a",),
                created_at=midnight(DAY - dt.timedelta(days=6)),
            ),
        ]
        plant_hub(database, day, models)
    plant_tokens(database, DAY, {"qwen/a": 11}, known_at=midnight(DAY) + dt.timedelta(days=9))
    plant_tokens(database, DAY - dt.timedelta(days=1), {})


def test_a_history_arrives_whole_and_a_second_time_changes_nothing(
    database: Database, other: Database, tmp_path: Path
) -> None:
    plant(database)
    paths = export_parquet(database, tmp_path)
    assert sorted(path.name for path in paths) == [
        "huggingface-2026-07.parquet",
        "huggingface-2026-08.parquet",
        "huggingface-former-attributes.parquet",
        "huggingface-models.parquet",
        "openrouter-2026-07.parquet",
        "openrouter-2026-08.parquet",
    ]
    assert sum(taken.versions for taken in import_parquet(other, tmp_path, NOW)) == 10
    before = observed(database)
    assert observed(other) == before
    assert all(before.values())
    assert sum(taken.versions for taken in import_parquet(other, tmp_path, NOW)) == 0
    assert sum(taken.versions for taken in import_parquet(database, tmp_path, NOW)) == 0
    assert observed(other) == observed(database) == before


def test_a_day_that_is_stored_stays_as_it_is(database: Database, other: Database, tmp_path: Path) -> None:
    plant_hub(database, DAY, [hub_model("Qwen/a", 5)])
    plant_hub(database, DAY + dt.timedelta(days=1), [hub_model("Qwen/a", 6)])
    plant_hub(other, DAY, [hub_model("Qwen/a", 7)])
    export_parquet(database, tmp_path)
    list(import_parquet(other, tmp_path, NOW))
    assert [row[3] for row in observed(other)["snapshots"]] == [7, 6]


@pytest.mark.parametrize("platform", ["huggingface", "openrouter"])
def test_rows_that_are_not_what_the_checksum_tells_are_refused_and_nothing_of_the_file_is_stored(
    database: Database, other: Database, tmp_path: Path, platform: str
) -> None:
    plant_hub(database, DAY, [hub_model("Qwen/a", 5)])
    plant_tokens(database, DAY, {"qwen/a": 5})
    export_parquet(database, tmp_path)
    path = tmp_path / f"{platform}-2026-07.parquet"
    table = pq.read_table(path)
    column = "downloads" if platform == "huggingface" else "tokens"
    place = table.schema.get_field_index(column)
    forged = table.set_column(place, table.schema.field(place), [[6]])
    pq.write_table(forged, path)
    with pytest.raises(DataError, match="not what its checksum tells"):
        list(import_parquet(other, tmp_path, NOW))
    assert [row for row in observed(other)["versions"] if row[0] == platform] == []


def test_a_foreign_or_broken_file_is_told(database: Database, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no parquet file"):
        list(import_parquet(database, tmp_path, NOW))
    path = tmp_path / "openrouter-2026-07.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(DataError, match="cannot be read"):
        list(import_parquet(database, tmp_path, NOW))
    pq.write_table(pa.table({"a": [1]}), path)
    with pytest.raises(DataError, match="not written by this program"):
        list(import_parquet(database, tmp_path, NOW))
