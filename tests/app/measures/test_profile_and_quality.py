"""A lab's profile and a platform's quality, against a few rows that one can check by hand."""

import datetime as dt

import pytest

from app.collect import collect
from app.errors import DataError
from app.export.quality import quality_csv
from app.measures.profile import profile
from app.measures.quality import DayStatus, quality
from app.measures.size import SizeClass
from app.store.engine import Database
from collectors.contract import HubPage, Platform, Rejected, Relation
from tests.support import Planted, hub_model, midnight, plant_hub, plant_tokens

DAY = dt.date(2026, 7, 1)
WEEK = dt.timedelta(days=7)
HUB = Platform.HUGGINGFACE


def test_a_profile_names_shares_ranks_models_and_the_place_of_a_release_on_its_seventh_day(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/old": 30, "openai/b": 70})
    plant_tokens(database, DAY + WEEK, {"qwen/old": 20, "qwen/old:free": 5, "qwen/new": 35, "openai/b": 40})
    plant_tokens(database, DAY + 2 * WEEK, {"qwen/new": 80, "openai/b": 20})
    new = hub_model("Qwen/New", 60, created_at=midnight(DAY), parameters=8_000_000_000)
    plant_hub(database, DAY + WEEK, [new, hub_model("openai/B", 900), hub_model("nobody/C", 40)])
    with database.connect() as connection:
        found = profile(connection, "alibaba")
    tokens, downloads = found.platforms[Platform.OPENROUTER], found.platforms[Platform.HUGGINGFACE]
    assert (found.name, found.country) == ("Alibaba", "CN")
    assert (tokens.share, tokens.rank, tokens.value) == (0.8, 1, 80)
    assert [(each.name, each.value, each.part) for each in tokens.best] == [("qwen/new", 80, 1.0)]
    assert (downloads.share, downloads.rank, downloads.change_30) == (0.06, 2, None)
    by_name = {each.name: each for each in tokens.releases}
    assert (by_name["qwen/new"].day, by_name["qwen/new"].places[7].place) == (DAY + WEEK, 1)
    assert (by_name["qwen/old"].places[7].value, by_name["qwen/old"].places[7].place) == (25, 3)
    (release,) = downloads.releases
    assert (release.size, release.places[7].place, release.places[7].class_place) == (SizeClass.MEDIUM, 2, 1)


def test_a_release_is_told_as_its_model_was_known(database: Database) -> None:
    """Its name, its size, and whether it is a release at all, since a merge is none."""
    born, next_day = midnight(DAY), DAY + dt.timedelta(days=1)
    then = {"model": "a" * 24, "created_at": born}
    plant_hub(database, DAY, [hub_model("Qwen/Early", 9, parameters=3_000_000_000, **then), hub_model("Qwen/M", 5)])
    merged = hub_model("Qwen/M", 5, relation=Relation.MERGE, base_models=("x/y",))
    plant_hub(database, next_day, [hub_model("Qwen/Named", 9, parameters=90_000_000_000, **then), merged])
    with database.connect() as connection:
        by_day = {
            as_of: {each.name: each.size for each in profile(connection, "alibaba", as_of).platforms[HUB].releases}
            for as_of in (DAY, next_day, None)
        }
    assert by_day[DAY] == {"Qwen/Early": SizeClass.SMALL, "Qwen/M": SizeClass.UNKNOWN}
    assert by_day[next_day] == by_day[None] == {"Qwen/Named": SizeClass.VERY_LARGE}


def test_a_lab_that_nobody_knows_is_said_to_be_unknown(database: Database) -> None:
    with database.connect() as connection, pytest.raises(DataError, match="no lab 'nobody'"):
        profile(connection, "nobody")


def test_a_lab_without_any_data_has_an_empty_profile(database: Database) -> None:
    with database.connect() as connection:
        found = profile(connection, "alibaba")
    assert all(each.day is None and each.share is None and each.best == () for each in found.platforms.values())


def test_missing_empty_and_restated_days_are_told_apart(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 100})
    plant_tokens(database, DAY + dt.timedelta(days=1), {})
    plant_tokens(database, DAY + dt.timedelta(days=3), {"qwen/a": 100})
    plant_tokens(database, DAY, {"qwen/a": 103}, known_at=midnight(DAY) + WEEK)
    with database.connect() as connection:
        found = quality(connection, Platform.OPENROUTER)
    assert [each.status for each in found.days] == [
        DayStatus.RECEIVED,
        DayStatus.EMPTY,
        DayStatus.MISSING,
        DayStatus.RECEIVED,
    ]
    assert (found.expected, found.received, len(found.gaps), len(found.empty_days)) == (4, 2, 1, 1)
    (restated,) = found.restatements
    assert (restated.day, restated.first_total, restated.last_total) == (DAY, 100, 103)
    assert restated.change == pytest.approx(0.03)


def test_falling_counts_are_counted_by_day(database: Database) -> None:
    plant_hub(database, DAY, [hub_model("a/A", 9, downloads_all_time=100), hub_model("a/B", 9, downloads_all_time=50)])
    later = [hub_model("a/A", 9, downloads_all_time=90), hub_model("a/B", 9, downloads_all_time=60)]
    plant_hub(database, DAY + dt.timedelta(days=1), later)
    with database.connect() as connection:
        (day,) = quality(connection, Platform.HUGGINGFACE).falling_days
    assert (day.day, day.falling, day.measured) == (DAY + dt.timedelta(days=1), 1, 2)


def test_an_empty_database_has_no_days(database: Database) -> None:
    with database.connect() as connection:
        assert quality(connection, Platform.OPENROUTER).days == ()


def test_refused_rows_are_counted_by_their_reason(database: Database) -> None:
    refused = [Rejected(f"row {n}", "downloads is negative" if n else "no name", "<b>raw</b>") for n in range(3)]
    models = tuple(hub_model(f"lab{n}/a", 5) for n in range(400))
    page = HubPage("downloads", 1, models, None, tuple(refused))
    collect(database, Planted(Platform.HUGGINGFACE, [page]), now=lambda: midnight(DAY))
    with database.connect() as connection:
        found = quality(connection, Platform.HUGGINGFACE)
    assert (found.refused, found.refused_reasons) == (3, (("downloads is negative", 2), ("no name", 1)))
    lines = quality_csv(found).splitlines()
    assert lines[0].startswith("day,status,rows")
    assert lines[1].startswith(f"{DAY},received,400,1,")
