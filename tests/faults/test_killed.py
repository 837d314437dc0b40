"""A collecting process that is killed at any point leaves nothing half, and the next run completes the day."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from app.store.engine import Database
from collectors.contract import Platform
from tests.collectors.misbehaving import data
from tests.faults.conftest import Collect
from tests.faults.world import Platforms, assert_sound, facts, runs
from tests.processes import run, running, until

HUB, OPENROUTER = Platform.HUGGINGFACE, Platform.OPENROUTER

GATE = 4_711  # the advisory lock at which the test holds a transaction

# A trigger waits for the test's lock: the process is then in the middle of that statement, or of its commit.
STOPS_IN_THE_STORE = {
    "staging a page": ("crawl_page", "AFTER INSERT", HUB),
    "writing the snapshot": ("hub_model", "AFTER INSERT", HUB),
    "writing the version": ("day_version", "AFTER INSERT", HUB),
    "rolling up": ("rollup", "AFTER INSERT", HUB),
    "copying token rows": ("openrouter_row", "AFTER INSERT", OPENROUTER),
    "committing": ("openrouter_export", "AT COMMIT", OPENROUTER),
    "booking the start": ("run", "AFTER INSERT", OPENROUTER),
}
STOPS_ON_THE_WAY = {
    "before the first answer": ("/models", OPENROUTER),
    "between two documents": (".csv", OPENROUTER),
    "in the middle of the list": ("cursor=150", HUB),
    "among the organisations": ("author=Qwen", HUB),
}


@contextmanager
def store_held_at(database: Database, table: str, when: str) -> Iterator[None]:
    """Make whoever writes `table` wait until the end of this block."""
    timing = "AFTER INSERT" if when == "AT COMMIT" else when
    kind = "CONSTRAINT TRIGGER" if when == "AT COMMIT" else "TRIGGER"
    each = "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW" if when == "AT COMMIT" else "FOR EACH STATEMENT"
    with database.begin() as connection:
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN PERFORM pg_advisory_xact_lock_shared({GATE}); RETURN NULL; END $$"
            )
        )
        connection.execute(
            text(f"CREATE {kind} held_by_test {timing} ON {table} {each} EXECUTE FUNCTION wait_for_test()")
        )
    with database.owner.connect() as holder:
        holder.execute(text(f"SELECT pg_advisory_lock({GATE})"))
        try:
            yield
        finally:
            holder.execute(text(f"SELECT pg_advisory_unlock({GATE})"))
            holder.commit()
    until(lambda: not waiting(database) and backends(database) == 0, what="the end of the killed process's session")
    with database.begin() as connection:
        connection.execute(text(f"DROP TRIGGER held_by_test ON {table}"))


def waiting(database: Database) -> bool:
    """Whether some session waits at the test's lock."""
    with database.connect() as connection:
        return bool(
            connection.execute(
                text(f"SELECT EXISTS (SELECT FROM pg_locks WHERE objid = {GATE} AND NOT granted)")
            ).scalar_one()
        )


def backends(database: Database) -> int:
    """How many sessions of other processes are at work in the database."""
    with database.begin() as connection:
        return int(
            connection.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() AND state LIKE 'active%'"
                )
            ).scalar_one()
        )


def heals(database: Database, gather: Collect, env: dict[str, str], platform: Platform, folder: Path) -> None:
    """The next run is complete, and what is stored is what one unbroken run stores."""
    assert_sound(database, running=True)
    after = run("collect", platform, env=env, cwd=folder)
    assert after.returncode == 0, after.stderr
    assert_sound(database)
    states = [status for _, status, _ in runs(database)]
    assert states[-1] == "complete"
    assert set(states) <= {"complete", "abandoned"}
    assert all(reason for _, status, reason in runs(database) if status == "abandoned")
    stored = facts(database)
    with database.begin() as connection:
        connection.execute(text("TRUNCATE run, hub_snapshot, hub_model, gap CASCADE"))
    gather(platform)
    assert stored == facts(database)


@pytest.mark.parametrize("point", STOPS_IN_THE_STORE)
def test_killed_in_the_store(
    database: Database, gather: Collect, env: dict[str, str], log: Path, tmp_path: Path, point: str
) -> None:
    table, when, platform = STOPS_IN_THE_STORE[point]
    with running(("collect", platform.value), env, log) as process, store_held_at(database, table, when):
        until(lambda: waiting(database), 90, point)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with database.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM day_version")).scalar_one() == 0
    heals(database, gather, env, platform, tmp_path)


@pytest.mark.parametrize("point", STOPS_ON_THE_WAY)
def test_killed_on_the_way(
    database: Database,
    platforms: Platforms,
    gather: Collect,
    env: dict[str, str],
    log: Path,
    tmp_path: Path,
    point: str,
) -> None:
    part, platform = STOPS_ON_THE_WAY[point]
    with platforms.holding(part) as came, running(("collect", platform.value), env, log) as process:
        assert came.wait(30)
        process.send_signal(signal.SIGKILL)
        process.wait()
    platforms.requests.clear()
    heals(database, gather, env, platform, tmp_path)
    if part.startswith("cursor"):
        assert ("cursor", "150") in platforms.requests[0].query, "the next run goes on at that page"


def test_killed_while_it_waits_for_a_busy_platform(
    database: Database, platforms: Platforms, gather: Collect, env: dict[str, str], log: Path, tmp_path: Path
) -> None:
    index = platforms.script["/datasets/exports/index.json"]
    platforms.script["/datasets/exports/index.json"] = data({}, status=429, headers={"Retry-After": "600"})
    with running(("collect", "openrouter"), env, log) as process:
        until(lambda: any("index" in path for path in platforms.paths()), 90, "the wait")
        process.send_signal(signal.SIGKILL)
        process.wait()
    platforms.script["/datasets/exports/index.json"] = index
    heals(database, gather, env, OPENROUTER, tmp_path)


@pytest.mark.parametrize(("platform", "part"), [(HUB, "cursor=100"), (OPENROUTER, ".csv")])
def test_two_collectors_at_once_make_one_run(
    database: Database, platforms: Platforms, env: dict[str, str], log: Path, tmp_path: Path, platform: str, part: str
) -> None:
    with platforms.holding(part) as came, running(("collect", platform), env, log) as first:
        assert came.wait(30)
        second = run("collect", platform, env=env, cwd=tmp_path)
        assert second.returncode == 1
        assert f"Another process is collecting from {platform}" in second.stderr
        platforms.let_go(part)
        assert first.wait(60) == 0
    assert [status for _, status, _ in runs(database)] == ["complete"]
    assert_sound(database)


def test_a_stop_in_the_middle_is_booked_as_such(
    database: Database, platforms: Platforms, gather: Collect, env: dict[str, str], log: Path, tmp_path: Path
) -> None:
    with platforms.holding("cursor=100") as came, running(("collect", "huggingface"), env, log) as process:
        assert came.wait(30)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 143
    assert runs(database) == [("huggingface", "abandoned", "Stopped before it was done.")]
    heals(database, gather, env, HUB, tmp_path)
