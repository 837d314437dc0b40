"""What can hardly be true is held: visible to nobody until the next run confirms it or an operator decides."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from app.errors import DataError, StoreError
from app.limits import Limits
from app.publish import discard, release
from app.store.engine import Database
from collectors.contract import Platform
from tests.collectors.exports import publish
from tests.faults.conftest import Collect
from tests.faults.world import Platforms, Row, assert_sound, counts, export_rows, facts, hub_rows, runs
from tests.processes import run

HUB, OPENROUTER = Platform.HUGGINGFACE, Platform.OPENROUTER
TODAY = dt.datetime.now(dt.UTC).replace(hour=6)
YESTERDAY = TODAY - dt.timedelta(days=1)


def one_account(rows: list[Row]) -> list[Row]:
    return [dict(row, downloads=10**9 if row["id"] == "Qwen/model-40" else row["downloads"]) for row in rows]


NONSENSE = {
    "rows": (lambda rows: rows[:100], "has 100 rows"),
    "total": (lambda rows: hub_rows(factor=10), "the total of"),
    "account": (one_account, "Qwen holds 98"),
}


@pytest.fixture
def known(gather: Collect) -> None:
    """Yesterday's Hub is stored."""
    gather(HUB, now=YESTERDAY)


@pytest.mark.parametrize("kind", NONSENSE)
def test_a_hub_that_can_hardly_be_true_is_held(
    database: Database, platforms: Platforms, gather: Collect, known: None, kind: str
) -> None:
    change, told = NONSENSE[kind]
    before = facts(database)
    platforms.hub = sorted(change(platforms.hub), key=lambda row: -row["downloads"])
    outcome = gather(HUB, now=TODAY)
    assert told in outcome.held
    assert facts(database) == before
    platform, status, reason = runs(database)[-1]
    assert (platform, status) == ("huggingface", "held")
    assert reason is not None
    assert told in reason
    assert_sound(database)


def test_the_next_run_confirms_what_it_shows_too(
    database: Database, platforms: Platforms, gather: Collect, known: None
) -> None:
    platforms.hub = platforms.hub[:100]
    assert gather(HUB, now=TODAY).held
    outcome = gather(HUB, now=TODAY + dt.timedelta(hours=6))
    assert (outcome.held, outcome.rows) == ("", 100)
    assert [status for _, status, _ in runs(database)] == ["complete", "discarded", "complete"]
    assert_sound(database)


def test_a_run_of_the_day_after_confirms_both_days(
    database: Database, platforms: Platforms, gather: Collect, known: None
) -> None:
    platforms.hub = platforms.hub[:100]
    assert gather(HUB, now=TODAY).held
    gather(HUB, now=TODAY + dt.timedelta(days=1))
    assert [status for _, status, _ in runs(database)] == ["complete", "complete", "complete"]
    with database.connect() as connection:
        days = connection.execute(text("SELECT day, rows FROM day_version ORDER BY day")).all()
    assert [tuple(day) for day in days] == [
        (YESTERDAY.date(), 250),
        (TODAY.date(), 100),
        ((TODAY + dt.timedelta(days=1)).date(), 100),
    ]
    assert_sound(database)


def test_a_sound_run_after_a_held_one_is_published_and_the_held_one_waits(
    database: Database, platforms: Platforms, gather: Collect, known: None
) -> None:
    whole = platforms.hub
    platforms.hub = whole[:100]
    assert gather(HUB, now=TODAY).held
    platforms.hub = whole
    assert gather(HUB, now=TODAY + dt.timedelta(hours=6)).rows == 250
    assert [status for _, status, _ in runs(database)] == ["complete", "held", "complete"]
    with pytest.raises(StoreError, match="has come in by another run"):
        release(database, 2)
    discard(database, 2)
    assert [status for _, status, _ in runs(database)] == ["complete", "discarded", "complete"]
    assert_sound(database)


def test_an_operator_releases_a_held_run(
    database: Database, platforms: Platforms, gather: Collect, known: None, env: dict[str, str], tmp_path: Path
) -> None:
    platforms.hub = platforms.hub[:100]
    gather(HUB, now=TODAY)
    shown = json.loads(run("status", "--format", "json", env=env, cwd=tmp_path).stdout)
    assert [held["run_id"] for source in shown["sources"] for held in source["held"]] == [2]
    assert "held" in run("runs", "list", env=env, cwd=tmp_path).stdout
    assert run("runs", "release", "2", env=env, cwd=tmp_path).returncode == 0
    assert run("runs", "release", "2", env=env, cwd=tmp_path).returncode == 1
    with database.connect() as connection:
        newest = connection.execute(text("SELECT rows FROM day_version ORDER BY day DESC LIMIT 1")).scalar_one()
        kept = connection.execute(text("SELECT count(*) FROM held_batch")).scalar_one()
    assert (newest, kept) == (100, 0)
    assert_sound(database)


@pytest.mark.parametrize("decision", ["confirm", "release"])
def test_openrouter_is_held_and_comes_in_whole(
    database: Database, platforms: Platforms, gather: Collect, decision: str
) -> None:
    gather(OPENROUTER)
    before = counts(database)
    platforms.publish_export(factor=20)
    outcome = gather(OPENROUTER)
    assert "the total of" in outcome.held
    assert counts(database) == before
    if decision == "confirm":
        assert gather(OPENROUTER).held == ""
    else:
        assert release(database, 2) > 0
    assert counts(database)["day_version"] == before["day_version"] + 5
    assert {status for _, status, _ in runs(database)} == {"complete"}
    assert_sound(database)


def test_a_restatement_to_half_of_the_rows_is_held(database: Database, platforms: Platforms, gather: Collect) -> None:
    gather(OPENROUTER)
    rows = [row for n, row in enumerate(export_rows(platforms.today)) if n % 31 < 12 or n % 31 == 30]
    publish(platforms, platforms.today, rows)
    assert "has 13 rows" in gather(OPENROUTER).held


def test_a_first_collection_has_nothing_to_be_compared_with(
    database: Database, platforms: Platforms, gather: Collect
) -> None:
    assert gather(OPENROUTER).held == ""
    assert gather(HUB).held == ""


def test_limits_are_settings(database: Database, platforms: Platforms, gather: Collect, known: None) -> None:
    platforms.hub = platforms.hub[:100]
    assert gather(HUB, now=TODAY, limits=Limits(gate_rows=0.3)).held == ""


# --- refused rows -------------------------------------------------------------------------------------------------


def spoil(platforms: Platforms, *places: int) -> None:
    """Make the download counts of these models (by their place in the list) negative."""
    ids = {platforms.hub[place]["_id"] for place in places}
    platforms.change_page = lambda _, rows: [dict(row, downloads=-1) if row["_id"] in ids else row for row in rows]


def test_a_bad_row_is_quarantined_and_the_good_rest_published(
    database: Database, platforms: Platforms, gather: Collect
) -> None:
    spoil(platforms, 120, 240)
    outcome = gather(HUB)
    assert (outcome.rows, outcome.rejected) == (248, 2)
    with database.connect() as connection:
        quarantined = connection.execute(text("SELECT reason, raw FROM rejected_row")).all()
    assert len(quarantined) == 2
    assert all("-1" in raw and reason for reason, raw in quarantined)
    assert_sound(database)


@pytest.mark.parametrize(
    ("places", "told"), [((10, 20, 30, 35), r"4 of 2\d\d rows"), ((0,), "% of the downloads")], ids=["rows", "value"]
)
def test_more_than_the_tolerance_is_not_published(
    database: Database, platforms: Platforms, gather: Collect, places: tuple[int, ...], told: str
) -> None:
    if places == (0,):
        platforms.hub[0]["downloads"] = platforms.hub[1]["downloads"] = platforms.hub[0]["downloads"] * 5
    spoil(platforms, *places)
    with pytest.raises(DataError, match=told):
        gather(HUB)
    assert set(counts(database).values()) == {0}
    _, status, reason = runs(database)[-1]
    assert status == "failed"
    assert reason is not None
    assert re.search(told, reason)
    with database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM rejected_row")).scalar_one() == len(places)
    platforms.change_page = lambda _, rows: rows
    gather(HUB)
    assert_sound(database)


@pytest.mark.parametrize(("place", "left_out"), [(0, True), (29, False), (30, True)], ids=["first", "last", "other"])
def test_a_day_that_lacks_too_much_is_left_out_and_told(
    database: Database, platforms: Platforms, gather: Collect, place: int, left_out: bool
) -> None:
    rows = export_rows(platforms.today)
    spoilt = 2 * 31 + place  # in the third of five days
    day = rows[spoilt].split(",")[0]
    fields = rows[spoilt].split(",")
    rows[spoilt] = ",".join([*fields[:3], "many", *fields[4:]])
    if place == 29:  # so small that its loss is within the tolerance
        for n in (28, 29):
            fields = rows[2 * 31 + n].split(",")
            rows[2 * 31 + n] = ",".join([*fields[:3], "1000" if n == 28 else "many", *fields[4:]])
    publish(platforms, platforms.today, rows)
    gather(OPENROUTER)
    with database.connect() as connection:
        days = set(connection.execute(text("SELECT day::text FROM day_version")).scalars())
        warnings = connection.execute(text("SELECT detail ->> 'warnings' FROM run")).scalar_one()
        gaps = set(connection.execute(text("SELECT day::text FROM gap")).scalars())
    assert (day not in days) is left_out
    assert len(days) == (4 if left_out else 5)
    assert (day in gaps) is left_out
    if left_out:
        assert f"{day} was left out" in warnings
    assert_sound(database)
    publish(platforms, platforms.today, export_rows(platforms.today))
    gather(OPENROUTER)
    with database.connect() as connection:
        assert day in set(connection.execute(text("SELECT day::text FROM day_version")).scalars())
        assert connection.execute(text("SELECT count(*) FROM gap")).scalar_one() == 0
