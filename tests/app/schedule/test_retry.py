"""What failed is tried again, neither at once nor for ever in the same rhythm."""

import datetime as dt
import signal
from pathlib import Path

import pytest
from sqlalchemy import text

from app.schedule.retry import next_try
from app.store.engine import Database
from collectors.contract import Platform
from tests.collectors.misbehaving import data
from tests.faults.world import Platforms, runs
from tests.processes import environment, running, until

FIRST = dt.timedelta(minutes=15)
ENDED = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("states", "minutes"),
    [
        ("failed", 15),
        ("failed failed", 30),
        ("failed complete failed failed failed", 60),
        ("failed " * 9, 240),
        ("abandoned", 0),
        ("failed abandoned", 15),
        ("complete abandoned abandoned", 15),
        ("failed complete", None),
        ("failed held", None),
        ("", None),
    ],
)
def test_the_wait_grows_with_each_failure_in_a_row(database: Database, states: str, minutes: int | None) -> None:
    with database.begin() as connection:
        for state in states.split():
            connection.execute(
                text(
                    "INSERT INTO run (platform, source, status, started_at, finished_at, error, licence_name,"
                    " licence_url, attribution, program_version)"
                    " VALUES ('huggingface', 'x', :state, :ended, :ended, 'x', '', '', '', '')"
                ),
                {"state": state, "ended": ENDED},
            )
        found = next_try(connection, Platform.HUGGINGFACE, FIRST)
    assert found == (None if minutes is None else ENDED + dt.timedelta(minutes=minutes))


def test_a_failed_first_collection_is_tried_again_later_and_not_at_each_start(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with Platforms() as platforms:
        far_away = f"{(dt.datetime.now(dt.UTC).hour + 12) % 24}:30"
        env = environment(
            database_url,
            HF_ENDPOINT=platforms.url,
            MODELSHARE_SCHEDULE_SOURCES="huggingface",
            MODELSHARE_SCHEDULE_HUGGINGFACE=far_away,
        )
        page = platforms.script["/api/models"]
        platforms.script["/api/models"] = data({"error": "no"}, status=401)
        for said in ("is tried again at", "was missed and is due at"):
            with running(("schedule",), env, log) as scheduler:
                until(lambda said=said: said in log.read_text(), 60, said)
                assert due(database) > dt.timedelta(minutes=10)
                scheduler.send_signal(signal.SIGTERM)
                assert scheduler.wait(40) == 0
        assert [status for _, status, _ in runs(database)] == ["failed"]
        soon = env | {"MODELSHARE_SCHEDULE_RETRY_MINUTES": "0.01"}
        with running(("schedule",), soon, log):
            until(lambda: len(runs(database)) > 2, 60, "trying again")
            platforms.script["/api/models"] = page
            until(lambda: runs(database)[-1][1] == "complete", 60, "the collection")
    assert {status for _, status, _ in runs(database)[:-1]} == {"failed"}


def due(database: Database) -> dt.timedelta:
    """How long until the first job of the Hub is due."""
    with database.connect() as connection:
        seconds = connection.execute(
            text(
                "SELECT min(next_run_time) - extract(epoch FROM clock_timestamp()) FROM scheduler_job"
                " WHERE id LIKE 'huggingface%'"
            )
        ).scalar_one()
    return dt.timedelta(seconds=float(seconds))
