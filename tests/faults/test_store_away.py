"""The database goes away at the worst moments, its disk is full, or the clock steps back."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.collect import collect
from app.errors import StoreError
from app.prepare import prepare
from app.store.engine import READER, Database, database_at
from collectors.contract import Batch, Origin, Platform, TokenBatch, TokenDay, TokenRow
from tests.faults.conftest import Collect
from tests.faults.world import Platforms, assert_sound, counts, runs
from tests.processes import Server, environment, own_server, run, running, until
from tests.support import Planted, hub_model, midnight, plant_hub, plant_tokens

DAY = dt.date(2026, 7, 1)
NOON = midnight(DAY) + dt.timedelta(hours=36)


@pytest.fixture(scope="module")
def own() -> Iterator[Server]:
    """A server of this module alone, which its tests stop and start."""
    with own_server() as running:
        yield running


@pytest.fixture
def store(own: Server) -> Iterator[Database]:
    """The server's database, ready and empty."""
    database = database_at(own.url, make_url(own.url).set(username=READER))
    prepare(database)
    with database.begin() as connection:
        connection.execute(text("TRUNCATE run, hub_snapshot, hub_model, openrouter_model, openrouter_price CASCADE"))
        connection.execute(text("TRUNCATE hub_staging, crawl_page, gap"))
    yield database
    database.dispose()


class Interrupting(Planted):
    """Yields its batches, and does something between two of them."""

    def __init__(self, platform: Platform, batches: list[Batch], deed: object, *, before: int) -> None:
        super().__init__(platform, batches)
        self._deed, self._before = deed, before

    def collect(self) -> Iterator[Batch]:
        for place, batch in enumerate(super().collect()):
            if place == self._before:
                self._deed()  # type: ignore[operator]
            yield batch


def batch(tokens: int = 5, rows: int = 30) -> TokenBatch:
    found = tuple(TokenRow(f"qwen/m{n}", tokens + n) for n in range(rows))
    return TokenBatch(Origin.EXPORT, NOON, (TokenDay(DAY, found, 1),))


def pages() -> list[Batch]:
    from collectors.contract import HubPage, HubTail

    first = tuple(hub_model(f"lab{n}/a", 1000 - n) for n in range(20))
    second = tuple(hub_model(f"lab{n}/b", 500 - n) for n in range(20))
    return [HubPage("downloads", 1, first, "next"), HubPage("downloads", 2, second, None), HubTail(None)]


def test_away_at_the_start(own: Server, store: Database, tmp_path: Path) -> None:
    own.stop("fast")
    try:
        with pytest.raises(StoreError, match="does not answer"):
            collect(store, Planted(Platform.OPENROUTER, [batch()]), now=lambda: NOON)
        told = run("collect", "openrouter", env=environment(own.url), cwd=tmp_path)
        assert told.returncode == 1
        assert "does not answer" in told.stderr
        assert "Traceback" not in told.stderr
    finally:
        own.start()
    plant_tokens(store, DAY, {"qwen/a": 5})
    assert_sound(store)


def test_a_schedule_that_starts_before_the_database_waits_for_it(own: Server, store: Database, tmp_path: Path) -> None:
    log = tmp_path / "log"
    env = environment(own.url, MODELSHARE_SCHEDULE_SOURCES="huggingface", HF_ENDPOINT="http://127.0.0.1:9")
    own.stop("fast")
    with running(("schedule",), env, log) as scheduler:
        try:
            until(lambda: "does not answer" in log.read_text(), 60, "the waiting")
        finally:
            own.start()
        until(lambda: "this process leads" in log.read_text(), 60, "leading")
        scheduler.send_signal(signal.SIGTERM)
        assert scheduler.wait(60) == 0, log.read_text()
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize("how", ["immediate", "fast"])
def test_away_between_two_pages(own: Server, store: Database, how: str) -> None:
    """The lock went with the server, so this process must not go on as if it still held it."""

    def restart() -> None:
        own.stop(how)
        own.start()

    collector = Interrupting(Platform.HUGGINGFACE, pages(), restart, before=1)
    with pytest.raises(StoreError):
        collect(store, collector, now=lambda: NOON)
    assert set(counts(store).values()) == {0}
    assert collect(store, Planted(Platform.HUGGINGFACE, pages()), now=lambda: NOON).rows == 40
    assert [status for _, status, _ in runs(store)] == ["failed", "complete"]
    assert_sound(store)


@pytest.mark.parametrize(
    ("table", "kind"),
    [("openrouter_row", "TRIGGER"), ("day_version", "TRIGGER"), ("openrouter_row", "CONSTRAINT TRIGGER")],
    ids=["in the middle of COPY", "while publishing", "at commit"],
)
def test_away_in_the_middle(own: Server, store: Database, table: str, kind: str) -> None:
    """A trigger ends the session of whoever writes the table: at that row, or when it commits."""
    deferred = "DEFERRABLE INITIALLY DEFERRED" if kind == "CONSTRAINT TRIGGER" else ""
    with store.begin() as connection:
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION go_away() RETURNS trigger LANGUAGE plpgsql AS $$"
                " BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$"
            )
        )
        connection.execute(
            text(f"CREATE {kind} gone AFTER INSERT ON {table} {deferred} FOR EACH ROW EXECUTE FUNCTION go_away()")
        )
    with pytest.raises(StoreError, match="does not answer"):
        collect(store, Planted(Platform.OPENROUTER, [batch()]), now=lambda: NOON)
    with store.begin() as connection:
        connection.execute(text(f"DROP TRIGGER gone ON {table}"))
    assert set(counts(store).values()) == {0}
    _, status, reason = runs(store)[-1]
    assert status == "failed"
    assert reason is not None
    assert "does not answer" in reason
    assert collect(store, Planted(Platform.OPENROUTER, [batch()]), now=lambda: NOON).rows == 31
    assert_sound(store)


def test_stopped_while_it_publishes(own: Server, store: Database) -> None:
    """The whole server crashes inside the transaction that publishes; nobody can book the end until it is back."""
    with store.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS slow (x int)"))

    class Crashing(Planted):
        def collect(self) -> Iterator[Batch]:
            yield from super().collect()
            own.stop("immediate")

    with pytest.raises(StoreError) as caught:
        collect(store, Crashing(Platform.OPENROUTER, [batch()]), now=lambda: NOON)
    own.start()
    assert any("could not be booked" in note for note in caught.value.__notes__)
    assert_sound(store, running=True)
    assert collect(store, Planted(Platform.OPENROUTER, [batch()]), now=lambda: NOON).rows == 31
    assert [(status, reason) for _, status, reason in runs(store)] == [
        ("abandoned", "The process ended before the run did."),
        ("complete", None),
    ]
    with store.begin() as connection:
        connection.execute(text("DROP TABLE slow"))
    assert_sound(store)


@pytest.fixture
def small_disk(own: Server, tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB that the server can write to."""
    folder = Path("/tmp") / f"modelshare-small-{os.getpid()}"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=777", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("this user may not mount a small file system")
    space = folder / "space"
    space.mkdir()
    owner = own.folder.stat()
    os.chown(space, owner.st_uid, owner.st_gid)
    space.chmod(0o700)
    try:
        yield space
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        folder.rmdir()


def test_a_full_disk_publishes_nothing_and_says_so(own: Server, store: Database, small_disk: Path) -> None:
    with psycopg.connect(own.url, autocommit=True) as admin:
        admin.execute(f"CREATE TABLESPACE small LOCATION '{small_disk}'")
        admin.execute("ALTER TABLE openrouter_row SET TABLESPACE small")
    try:
        days = tuple(
            TokenDay(DAY - dt.timedelta(days=n), tuple(TokenRow(f"{'q' * 400}/m{k}", 9 + k) for k in range(60)), 1)
            for n in range(600)
        )
        with pytest.raises(StoreError, match="disk is full"):
            collect(store, Planted(Platform.OPENROUTER, [TokenBatch(Origin.EXPORT, NOON, days)]), now=lambda: NOON)
        assert set(counts(store).values()) == {0}
        _, status, reason = runs(store)[-1]
        assert status == "failed"
        assert reason is not None
        assert "disk is full" in reason
    finally:
        with psycopg.connect(own.url, autocommit=True) as admin:
            admin.execute("TRUNCATE openrouter_row")
            admin.execute("ALTER TABLE openrouter_row SET TABLESPACE pg_default")
            admin.execute("DROP TABLESPACE small")
    assert collect(store, Planted(Platform.OPENROUTER, [batch()]), now=lambda: NOON).rows == 31
    assert_sound(store)


# --- the clock ----------------------------------------------------------------------------------------------------


def test_a_clock_that_stepped_back_makes_no_snapshot_of_a_day_that_is_over(database: Database) -> None:
    plant_hub(database, DAY, [hub_model("Qwen/a", 5)])
    wrong = midnight(DAY) - dt.timedelta(days=3)
    with pytest.raises(StoreError, match="The clock says"):
        collect(database, Planted(Platform.HUGGINGFACE, pages()), now=lambda: wrong, check_time=True)
    assert runs(database)[-1][1] == "failed"
    assert counts(database)["day_version"] == 1
    collect(database, Planted(Platform.HUGGINGFACE, pages()), now=lambda: NOON, check_time=True)
    assert counts(database)["day_version"] == 2


def test_a_clock_that_steps_back_during_a_run_keeps_the_day_on_which_it_began(database: Database) -> None:
    ticks = iter([NOON, NOON])
    collect(
        database,
        Planted(Platform.HUGGINGFACE, pages()),
        now=lambda: next(ticks, NOON - dt.timedelta(days=2)),
        check_time=True,
    )
    with database.connect() as connection:
        assert connection.execute(text("SELECT day FROM day_version")).scalars().all() == [NOON.date()]


def test_a_clock_that_was_wrong_before_can_be_overruled(
    database: Database, platforms: Platforms, env: dict[str, str], gather: Collect, tmp_path: Path
) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=20)
    plant_tokens(database, DAY, {"qwen/a": 5}, known_at=later)
    refused = run("collect", "openrouter", env=env, cwd=tmp_path)
    assert refused.returncode == 1
    assert "--trust-clock" in refused.stderr
    assert run("collect", "openrouter", "--trust-clock", env=env, cwd=tmp_path).returncode == 0
    assert run("collect", "openrouter", env=env, cwd=tmp_path).returncode == 0
