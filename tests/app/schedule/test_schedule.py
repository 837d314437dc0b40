"""The timetable, and two schedulers on one database."""

import datetime as dt
import json
import signal
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text

from app.collect import collect
from app.errors import ConfigurationError
from app.schedule.jobstore import TimetableStore
from app.schedule.leader import Leadership
from app.schedule.timetable import sources, timetable
from app.settings import Settings
from app.store.engine import Database
from app.store.gaps import note_gaps
from app.store.status import status
from app.store.tokens import is_settled
from collectors.contract import Origin, Platform, TokenBatch, TokenDay, TokenRow
from tests.faults.world import Platforms, assert_sound, runs
from tests.processes import run, running, until
from tests.support import Planted, hub_model, midnight, plant_hub, plant_tokens

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def lead_key(database: Database) -> int:
    """How many sessions hold the lock of the schedule."""
    with database.connect() as connection:
        return int(
            connection.execute(
                text(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                    " AND objid = 0 AND objsubid = 2"
                    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
            ).scalar_one()
        )


def test_the_timetable_follows_the_settings() -> None:
    entries = timetable(Settings(schedule_openrouter="01:50", schedule_huggingface="05:00, 17:30"))
    assert set(entries) == {
        "openrouter 1",
        "openrouter 1 again",
        "huggingface 1",
        "huggingface 2",
        "housekeeping 1",
    }
    assert entries["openrouter 1"].due_before(NOW) == dt.datetime(2026, 11, 24, 1, 50, tzinfo=dt.UTC)
    assert entries["openrouter 1 again"].due_before(NOW) == dt.datetime(2026, 11, 24, 7, 50, tzinfo=dt.UTC)
    assert entries["huggingface 2"].due_before(NOW) == dt.datetime(2026, 11, 23, 17, 30, tzinfo=dt.UTC)
    assert entries["housekeeping 1"].due_before(NOW) == dt.datetime(2026, 11, 22, 4, 0, tzinfo=dt.UTC)


def test_sources_are_a_setting() -> None:
    settings = Settings(schedule_sources="huggingface")
    assert sources(settings) == (Platform.HUGGINGFACE,)
    assert not any(name.startswith("openrouter") for name in timetable(settings))
    with pytest.raises(ConfigurationError, match="nowhere"):
        sources(Settings(schedule_sources="nowhere"))


@pytest.mark.parametrize("times", ["25:00", "2", "sunday 02:00", ""])
def test_a_time_that_is_none_is_told(times: str) -> None:
    with pytest.raises(ConfigurationError, match="not a time of day"):
        timetable(Settings(schedule_openrouter=times))


def test_a_second_one_waits_until_the_first_lets_go(database: Database) -> None:
    with Leadership(database.owner.url) as first, Leadership(database.owner.url) as second:
        assert first.lead()
        assert not second.lead()
        assert first.holds()
        first.step_down()
        assert not first.holds()
        assert second.lead()


def test_a_leader_whose_connection_breaks_leads_no_longer(database: Database) -> None:
    with Leadership(database.owner.url) as leader:
        assert leader.lead()
        with database.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'modelshare schedule'"
                )
            )
        until(lambda: not leader.holds(), what="stepping down")


def test_the_job_store_keeps_nothing_that_could_be_executed(database: Database, env: dict[str, str], log: Path) -> None:
    with running(("schedule",), env, log):
        until(lambda: jobs(database) != [], what="the jobs")
        for name, kept in jobs(database):
            assert json.loads(kept)["name"] == name


def jobs(database: Database) -> list[tuple[str, bytes]]:
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT id, job_state FROM scheduler_job ORDER BY id"))]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def complete(database: Database) -> set[str]:
    return {platform for platform, status, _ in runs(database) if status == "complete"}


def test_one_leads_and_the_other_takes_over_within_thirty_seconds(
    database: Database, env: dict[str, str], tmp_path: Path
) -> None:
    with (
        running(("schedule",), env, tmp_path / "one") as one,
        running(("schedule",), env, tmp_path / "two") as two,
    ):
        until(lambda: complete(database) == {"openrouter", "huggingface"}, 150, "the first collection")
        until(lambda: "another process leads" in both(tmp_path), what="waiting")
        assert both(tmp_path).count("this process leads") == 1
        leader, other = (one, two) if "this process leads" in (tmp_path / "one").read_text() else (two, one)
        leader.send_signal(signal.SIGKILL)
        died = time.monotonic()
        until(lambda: both(tmp_path).count("this process leads") == 2, 30, "taking over")
        assert time.monotonic() - died < 30
        other.send_signal(signal.SIGTERM)
        assert other.wait(30) == 0
    assert lead_key(database) == 0
    assert len(runs(database)) == 2, "the new leader collects nothing that was collected"


def both(folder: Path) -> str:
    return (folder / "one").read_text() + (folder / "two").read_text()


def test_a_stop_ends_a_run_cleanly(
    database: Database, platforms: Platforms, env: dict[str, str], log: Path, tmp_path: Path
) -> None:
    with platforms.holding("/api/models") as came, running(("schedule",), env, log) as scheduler:
        assert came.wait(30)
        until(lambda: ("openrouter", "complete", None) in runs(database), what="the other platform")
        scheduler.send_signal(signal.SIGTERM)
        assert scheduler.wait(30) == 0, log.read_text()
    assert ("huggingface", "abandoned", "Stopped before it was done.") in runs(database)
    assert_sound(database)
    platforms.requests.clear()
    assert run("collect", "huggingface", env=env, cwd=tmp_path).returncode == 0
    assert_sound(database)


def test_a_leader_that_loses_the_database_stops_and_leads_again(
    database: Database, env: dict[str, str], log: Path
) -> None:
    with running(("schedule",), env, log) as scheduler:
        until(lambda: complete(database) == {"openrouter", "huggingface"}, 150, "the first collection")
        with database.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'modelshare schedule'"
                )
            )
        until(lambda: log.read_text().count("this process leads") == 2, 30, "leading again")
        scheduler.send_signal(signal.SIGTERM)
        assert scheduler.wait(30) == 0, log.read_text()


def test_a_day_that_was_missed_is_caught_up_and_a_lost_one_is_a_gap(database: Database) -> None:
    days = [dt.date(2026, 11, day) for day in (18, 19, 21)]
    for day in days:
        plant_hub(database, day, [hub_model("Qwen/a", 5)])
    with database.begin() as connection:
        assert note_gaps(connection, Platform.HUGGINGFACE, NOW) == 3
        rows = connection.execute(text("SELECT day, reason FROM gap ORDER BY day")).all()
    assert [(row.day.day, row.reason) for row in rows] == [(n, "No run was made in time.") for n in (20, 22, 23)]
    plant_hub(database, dt.date(2026, 11, 20), [hub_model("Qwen/a", 5)])
    with database.begin() as connection:
        assert note_gaps(connection, Platform.HUGGINGFACE, NOW) == 2


def test_the_day_before_yesterday_has_settled_when_it_comes_a_second_time_as_it_was(database: Database) -> None:
    day = dt.date(2026, 11, 22)
    for number, tokens in ((1, 10), (2, 11), (3, 11)):
        known = midnight(day) + dt.timedelta(days=number, hours=2)
        batch = TokenBatch(
            Origin.EXPORT,
            known,
            (TokenDay(day, (TokenRow("qwen/a", tokens),), 1),),
            snapshot_date=known.date(),
            sha256=str(number) * 64,
        )
        collect(database, Planted(Platform.OPENROUTER, [batch]), now=lambda at=known: at)
        with database.connect() as connection:
            settled = is_settled(connection, Platform.OPENROUTER, NOW.date())
        assert settled is (number == 3)


# --- status -------------------------------------------------------------------------------------------------------


def test_the_status_tells_age_coverage_gaps_and_restatements(database: Database) -> None:
    plant_hub(database, dt.date(2026, 11, 22), [hub_model("Qwen/a", 5)])
    plant_tokens(database, dt.date(2026, 11, 20), {"qwen/a": 5})
    plant_tokens(database, dt.date(2026, 11, 20), {"qwen/a": 6}, known_at=NOW - dt.timedelta(days=2))
    plant_tokens(database, dt.date(2026, 11, 22), {"qwen/a": 5}, known_at=NOW - dt.timedelta(days=1))
    with database.begin() as connection:
        for platform in Platform:
            note_gaps(connection, platform, NOW)
        found = status(connection, tuple(Platform), 50, NOW)
    hub, openrouter = found.sources
    assert (hub.platform, hub.age_hours, hub.stale) == (Platform.HUGGINGFACE, 54.0, True)
    assert (openrouter.age_hours, openrouter.stale, openrouter.restatements) == (36.0, False, 1)
    assert openrouter.gaps == (dt.date(2026, 11, 21),)
    assert (openrouter.days, openrouter.days_due) == (2, 3)
    assert found.stale


def test_the_exit_code_follows_the_age(
    database: Database, env: dict[str, str], tmp_path: Path, platforms: Platforms
) -> None:
    assert run("status", env=env, cwd=tmp_path).returncode == 1
    assert run("collect", env=env, cwd=tmp_path).returncode == 0
    fresh = run("status", "--format", "json", env=env, cwd=tmp_path)
    assert fresh.returncode == 0, fresh.stdout
    assert json.loads(fresh.stdout)["stale"] is False
    assert run("status", env=env | {"MODELSHARE_STALE_AFTER_HOURS": "0.00001"}, cwd=tmp_path).returncode == 1


def test_metrics_are_off_by_default_and_on_localhost_where_asked(
    database: Database, env: dict[str, str], log: Path
) -> None:
    from app.metrics import metrics

    plant_hub(database, NOW.date(), [hub_model("Qwen/a", 5)])
    with metrics(Settings(), database) as port:
        assert port is None
    with metrics(Settings(metrics_port=0), database) as port:
        told = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    assert 'modelshare_days{platform="huggingface"} 1.0' in told
    assert "modelshare_up 1.0" in told


def test_a_job_store_without_its_table_is_not_made_by_the_library(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(text("DROP TABLE scheduler_job"))
    engine = create_engine(database.owner.url)
    TimetableStore(engine, {}, 1.0).start(object(), "default")
    with database.begin() as connection:
        assert connection.execute(text("SELECT to_regclass('scheduler_job')")).scalar_one() is None
    engine.dispose()
