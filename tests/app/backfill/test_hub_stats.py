"""Past days of the Hub come in as they stood, whatever their file is like, and never in the way of a crawl."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.backfill import Filled, backfill_file, backfill_hub
from app.errors import StoreError
from app.measures import ask
from app.publish import release
from app.store.checks import broken_invariants
from app.store.engine import Database
from app.view import View
from collectors.contract import Platform, UpstreamError
from collectors.http import Client
from collectors.hub_stats import Every, HubStats
from tests.app.backfill.stats_server import Dataset, model, parquet, serving
from tests.support import hub_model, plant_hub

DAY = dt.date(2025, 10, 6)  # a Monday
NOW = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)


def at(days: int, hour: int = 4) -> dt.datetime:
    return dt.datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=dt.UTC) + dt.timedelta(days=days)


@pytest.fixture
def dataset() -> Iterator[Dataset]:
    with serving(Dataset()) as running:
        yield running


def fill(database: Database, dataset: Dataset, since: dt.date = DAY, every: Every = Every.DAY) -> list[Filled]:
    with Client(dataset.url, token="hf_canary", attempts=2, sleep=lambda _: None) as client:
        return list(backfill_hub(database, HubStats(client, NOW), since, every=every, now=lambda: NOW))


def rows(database: Database, statement: str) -> list[tuple]:
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_each_day_comes_in_once_with_its_origin_and_the_time_it_stood_in_public(
    database: Database, dataset: Dataset
) -> None:
    for number in range(5):
        dataset.add(at(number), parquet([model("Qwen/a", 10 + number), model("b/b", 3)]))
    dataset.add(at(0, hour=1), parquet([model("Qwen/a", 1)]))  # an earlier revision of the first day
    filled = fill(database, dataset)
    assert [(each.day, each.rows, each.trouble) for each in filled] == [
        (DAY + dt.timedelta(days=n), 2, "") for n in range(5)
    ]
    versions = rows(database, "SELECT day, known_at, origin FROM day_version ORDER BY day")
    assert versions[0] == (DAY, at(0), "hub_stats")
    assert rows(
        database,
        "SELECT day, value FROM rollup JOIN day_version USING (version_id) WHERE account = 'Qwen'"
        " AND population = 'all' AND unit = 'downloads_daily' ORDER BY day",
    ) == [(DAY + dt.timedelta(days=n), 10) for n in range(1, 5)]
    assert fill(database, dataset) == []


def test_the_token_goes_to_the_platform_and_never_to_its_storage(database: Database, dataset: Dataset) -> None:
    dataset.add(at(0), parquet([model("a/a", 1)]))
    fill(database, dataset)
    sent = {url.startswith(dataset.url): headers.get("Authorization") for url, headers in dataset.asked}
    assert sent == {True: "Bearer hf_canary", False: None}


def test_only_the_needed_columns_are_read(database: Database, dataset: Dataset) -> None:
    many = [model(f"a/{n}", n, siblings=[os.urandom(500).hex()]) for n in range(6_000)]
    file = parquet(many, row_group_size=3_000)
    dataset.add(at(0), file)
    fill(database, dataset)
    assert dataset.sent < len(file) / 2


def test_attributes_are_read_from_tags_and_structures(database: Database, dataset: Dataset) -> None:
    tags = ["license:apache-2.0", "base_model:x/y", "base_model:quantized:x/y"]
    dataset.add(at(0), parquet([model("a/a", 1, tags=tags, gated="auto"), model("b/b", 2)]))
    fill(database, dataset)
    assert rows(
        database, "SELECT licence, gated, parameters, base_models, relation FROM hub_model WHERE repo_id = 'a/a'"
    ) == [("apache-2.0", "auto", 7, ["x/y"], "quantized")]


@pytest.mark.parametrize(
    "file",
    [
        parquet([model("a/a", 5)], without=["downloadsAllTime"]),
        parquet([model("a/a", 5, downloadsAllTime=0), model("b/b", 0, downloadsAllTime=0)]),
        parquet([model("a/a", 5, downloadsAllTime=None)]),
    ],
    ids=["no column", "nothing but zeros", "nothing but nulls"],
)
def test_an_early_file_has_no_all_time_counts_in_place_of_zeros(
    database: Database, dataset: Dataset, file: bytes
) -> None:
    dataset.add(at(0), file)
    dataset.add(at(1), parquet([model("a/a", 6, downloadsAllTime=1_000)]))
    assert [each.trouble for each in fill(database, dataset)] == ["", ""]
    assert rows(database, f"SELECT count(*) FROM hub_snapshot WHERE day = '{DAY}' AND downloads_all_time IS NOT NULL")[
        0
    ] == (0,)
    assert rows(database, "SELECT count(*) FROM rollup WHERE unit = 'downloads_daily'") == [(0,)]


def test_changed_column_types_are_read_or_told(database: Database, dataset: Dataset) -> None:
    odd = model(
        "a/a",
        5,
        downloadsAllTime="50",
        likes=3.0,
        createdAt="2024-01-02T03:04:05.000Z",
        tags='["license:mit", "base_model:x/y"]',
        safetensors='{"total": 9}',
        gated=True,
        library_name=[1, 2],
    )
    dataset.add(at(0), parquet([odd]))
    assert [each.trouble for each in fill(database, dataset)] == [""]
    assert rows(database, "SELECT downloads_all_time, likes FROM hub_snapshot") == [(50, 3)]
    assert rows(database, "SELECT created_at, licence, base_models, parameters, gated, library FROM hub_model") == [
        (dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC), "mit", ["x/y"], 9, "true", None)
    ]
    warnings = rows(database, "SELECT detail ->> 'warnings' FROM run")[0][0]
    assert "The column library_name" in warnings


def test_broken_files_and_days_that_were_not_written_anew_are_told_and_left_out(
    database: Database, dataset: Dataset
) -> None:
    whole = parquet([model(f"lab{n % 9}/{n}", n) for n in range(500)])
    dataset.add(at(0), whole)
    dataset.add(at(1), whole)
    dataset.add(at(2), whole[: len(whole) // 2])
    dataset.add(at(3), b"<html>gone</html>" * 10)
    dataset.add(at(4), parquet([model("a/a", 1)], without=["downloads"]))
    dataset.add(at(6), parquet([model(f"lab{n % 9}/{n}", n + 1) for n in range(400)]))
    filled = fill(database, dataset)
    assert [each.rows for each in filled] == [500, 0, 0, 0, 0, 400]
    troubles = [each.trouble for each in filled]
    assert "not written anew" in troubles[1]
    assert "cannot be read as parquet" in troubles[2]
    assert "no column downloads" in troubles[4]
    assert rows(database, "SELECT status, count(*) FROM run GROUP BY 1 ORDER BY 1") == [("complete", 2), ("failed", 4)]


def test_a_day_without_a_revision_is_told_and_the_source_line_says_by_which_way_days_came(
    database: Database, dataset: Dataset
) -> None:
    for number in (0, 1, 4):
        dataset.add(at(number), parquet([model("Qwen/a", 10 + number)]))
    with Client(dataset.url, attempts=2, sleep=lambda _: None) as client:
        list(backfill_hub(database, HubStats(client, NOW), DAY, now=lambda: NOW))
        (told,) = client.traffic.warnings
    assert told.startswith("The dataset has no revision of 2025-10-08, 2025-10-09:")
    with database.connect() as connection:
        measured = ask(connection, View(platform=Platform.HUGGINGFACE))
    assert [source.citation for source in measured.sources] == [
        "Source: Hugging Face Hub API (huggingface.co), past days by way of the dataset cfahlgren1/hub-stats,"
        " as of 2025-10-10 04:00 UTC."
    ]
    assert measured.coverage.missing == (DAY + dt.timedelta(days=2), DAY + dt.timedelta(days=3))


def many(models: int, more: int = 0) -> list[dict[str, Any]]:
    """So many models of nine labs."""
    return [model(f"lab{n % 9}/{n}", 1_000 + n + more) for n in range(models)]


def test_a_revision_that_can_hardly_be_true_is_held_until_somebody_decides(
    database: Database, dataset: Dataset
) -> None:
    for number, models in enumerate([300, 300, 100, 310, 310]):
        dataset.add(at(number), parquet(many(models, number)))
    filled = fill(database, dataset)
    assert [each.rows for each in filled] == [300, 300, 0, 310, 310]
    assert "has 100 rows" in filled[2].trouble
    assert [filled[2].held, *(each.held for each in filled if each.rows)] == [3, None, None, None, None]
    stored = [DAY + dt.timedelta(days=n) for n in (0, 1, 3, 4)]
    assert rows(database, "SELECT day FROM day_version ORDER BY day") == [(day,) for day in stored]
    assert fill(database, dataset) == [], "a revision is not read again to confirm itself"
    assert release(database, 3, now=lambda: NOW) == 100
    assert rows(database, f"SELECT known_at, origin FROM day_version WHERE day = '{DAY + dt.timedelta(days=2)}'") == [
        (at(2), "hub_stats")
    ]
    with database.connect() as connection:
        assert broken_invariants(connection) == []


def test_a_held_revision_is_confirmed_by_the_next_that_shows_the_same(database: Database, dataset: Dataset) -> None:
    for number, models in enumerate([300, 100, 102]):
        dataset.add(at(number), parquet(many(models, number), without=["_id"]))
    assert [each.held for each in fill(database, dataset)] == [None, 2, None]
    assert rows(database, "SELECT day, rows FROM day_version ORDER BY day") == [
        (DAY + dt.timedelta(days=n), count) for n, count in enumerate([300, 100, 102])
    ]
    with database.connect() as connection:
        assert broken_invariants(connection) == []


def test_the_rows_of_a_crawl_are_no_measure_for_a_file_of_the_whole_hub(database: Database, dataset: Dataset) -> None:
    plant_hub(database, DAY, [hub_model(f"lab{n % 9}/{n}", 1_000 + n) for n in range(100)])
    dataset.add(at(1), parquet(many(100) + [model(f"b/{n}", 0) for n in range(500)]))
    assert [(each.rows, each.trouble) for each in fill(database, dataset)] == [(600, "")]
    again = plant_hub(
        database, DAY + dt.timedelta(days=2), [hub_model(f"lab{n % 9}/{n}", 1_001 + n) for n in range(100)]
    )
    assert again.held == ""


def test_a_past_day_is_judged_by_the_day_after_where_nothing_is_known_before(
    database: Database, dataset: Dataset
) -> None:
    plant_hub(database, DAY + dt.timedelta(days=3), [hub_model(f"lab{n % 9}/{n}", 1_000 + n) for n in range(100)])
    dataset.add(at(1), parquet(many(100, 50_000)))
    assert "the total of" in fill(database, dataset)[0].trouble


def test_a_server_without_ranges_is_told(database: Database, dataset: Dataset) -> None:
    dataset.add(at(0), parquet([model("a/a", 1)]))
    dataset.ranges = False
    assert "does not serve parts" in fill(database, dataset)[0].trouble


def test_a_day_that_was_crawled_is_left_alone_and_weeks_take_their_first_day(
    database: Database, dataset: Dataset
) -> None:
    plant_hub(database, DAY + dt.timedelta(days=8), [hub_model("a/a", 99)])
    for number in range(1, 21):
        dataset.add(at(number), parquet([model("a/a", number)]))
    days = [each.day for each in fill(database, dataset, every=Every.WEEK)]
    assert days == [DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=14)]
    assert fill(database, dataset, every=Every.WEEK) == []
    assert len(fill(database, dataset)) == 20 - 3


def test_a_refused_row_is_kept_aside_and_the_rest_is_stored(database: Database, dataset: Dataset) -> None:
    good = many(200)
    dataset.add(at(0), parquet([*good, model("a/negative", -4)]))
    assert [(each.rows, each.refused) for each in fill(database, dataset)] == [(200, 1)]
    assert rows(database, "SELECT reason FROM rejected_row") == [("a count cannot be true: -4",)]


def test_a_file_without_keys_is_recognised_by_name(database: Database, dataset: Dataset) -> None:
    plant_hub(database, DAY + dt.timedelta(days=3), [hub_model("a/known", 9, model="f" * 24)])
    dataset.add(at(0), parquet([model("a/known", 5), model("a/gone", 4)], without=["_id"]))
    fill(database, dataset)
    keys = dict(rows(database, f"SELECT account || downloads, model FROM hub_snapshot WHERE day = '{DAY}'"))
    assert keys["a5"] == "f" * 24
    assert keys["a4"].startswith("name:")


def test_a_local_file_becomes_the_day_it_is_said_to_show(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "models.parquet"
    path.write_bytes(parquet([model("a/a", 5)]))
    assert backfill_file(database, path, DAY, now=lambda: NOW) == Filled(DAY, 1)
    assert rows(database, "SELECT day, known_at, origin FROM day_version") == [(DAY, NOW, "file")]
    with pytest.raises(StoreError, match="stored already"):
        backfill_file(database, path, DAY)


def test_a_platform_that_cannot_be_reached_ends_the_backfill(database: Database) -> None:
    with Client("http://127.0.0.1:9", attempts=1, sleep=lambda _: None) as client, pytest.raises(UpstreamError):
        list(backfill_hub(database, HubStats(client, NOW), DAY))
