"""Keys are planted, everything is made to fail, and every output is searched for them."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import sys
import zipfile
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from app.logs import JsonLines, PlainLines, Redaction
from app.store.access import set_reader_password
from app.store.engine import Database
from tests.collectors.misbehaving import Answer, data
from tests.faults.world import Platforms
from tests.processes import run, running, until

CANARIES = {
    "HF_TOKEN": "hf_canaryA1b2C3d4E5f6",
    "OPENROUTER_API_KEY": "sk-or-v1-canary9Z8y7X6w5",
    "MODELSHARE_READER_PASSWORD": "canary-reader-0p1q2r",
}


def leaks(content: bytes) -> list[str]:
    return [name for name, value in CANARIES.items() if value.encode() in content]


def command_lines(marker: bytes) -> bytes:
    """The command lines of every process of this machine that has `marker` in it, or that is Postgres."""
    found = b""
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = process.read_bytes()
        except OSError:
            continue  # it has ended in the meantime
        if marker in line or b"postgres" in line:
            found += line
    return found


@pytest.fixture
def echoing(platforms: Platforms) -> Platforms:
    """Platforms that refuse everything, and quote the key that they were shown."""

    def quote(request: object) -> Answer:
        key = request.headers.get("Authorization", "")  # type: ignore[attr-defined]
        return data({"error": {"message": f"bad key {key}", "code": 401}}, status=401, headers={"X-Echo": key})

    platforms.script["/api/models"] = quote
    platforms.script["/datasets/rankings-daily"] = quote
    return platforms


def test_no_output_holds_a_key(
    database: Database, echoing: Platforms, env: dict[str, str], tmp_path: Path, log: Path
) -> None:
    env = env | CANARIES | {"MODELSHARE_LOG_FORMAT": "json", "MODELSHARE_LOG_LEVEL": "DEBUG"}
    said = {}
    for name, arguments in {
        "migrate": ("db", "migrate"),
        "collect": ("collect",),
        "status": ("status",),
        "status json": ("status", "--format", "json"),
        "runs": ("runs", "list"),
        "share": ("share", "--platform", "openrouter", "--format", "csv"),
        "rank": ("rank", "--platform", "openrouter", "--format", "json"),
        "check": ("db", "check"),
        "dump": ("db", "dump", str(tmp_path / "dump.zip")),
        "bad setting": ("collect", "nowhere"),
    }.items():
        done = run(*arguments, env=env, cwd=tmp_path)
        said[name] = (done.stdout + done.stderr).encode()
        if name == "collect":
            assert done.returncode == 1
            assert "401" in done.stderr, "the test proves nothing where nothing failed"
            assert all("message" in json.loads(line) for line in done.stderr.splitlines())
    wrong = run(
        "status", env=env | {"DATABASE_URL": "postgresql://me:canary-reader-0p1q2r@127.0.0.1:1/x"}, cwd=tmp_path
    )
    said["no database"] = (wrong.stdout + wrong.stderr).encode()
    assert wrong.returncode == 1
    assert any(each.headers.get("Authorization", "").endswith(CANARIES["HF_TOKEN"]) for each in echoing.requests)
    with zipfile.ZipFile(tmp_path / "dump.zip") as dump:
        said |= {f"dump {name}": dump.read(name) for name in dump.namelist()}
    with database.begin() as connection:
        said["server"] = str(connection.execute(text("SELECT json_agg(t)::text FROM run AS t")).scalar_one()).encode()
    assert {name: leaks(content) for name, content in said.items() if leaks(content)} == {}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_command_line_holds_a_key(platforms: Platforms, env: dict[str, str], log: Path) -> None:
    env = env | CANARIES
    with platforms.holding("cursor=100") as came, running(("schedule",), env, log) as scheduler:
        assert came.wait(60)
        lines = command_lines(b"app.cli")
        assert b"schedule" in lines
        assert b"collect" in lines, "the job runs in a process of its own"
        assert leaks(lines) == []
        scheduler.send_signal(signal.SIGTERM)
        scheduler.wait(40)
    assert leaks(log.read_bytes()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_dashboard_gets_no_key(env: dict[str, str], log: Path, tmp_path: Path) -> None:
    keys = [f"{name}={value}" for name, value in CANARIES.items() if name != "HF_TOKEN"]
    (tmp_path / ".env").write_text("\n".join([*keys, "MODELSHARE_UNKNOWN_LIMIT_OPENROUTER=0.11"]))
    env = env | {"HF_TOKEN": CANARIES["HF_TOKEN"]}
    with running(("dashboard", "--port", str(free_port())), env, log) as dashboard:
        started = lambda: any(b"streamlit" in cmdline(child) for child in children(dashboard.pid))  # noqa: E731
        until(started, 90, "the dashboard's process")
        for child in children(dashboard.pid):
            told = Path(f"/proc/{child}/environ").read_bytes()
            assert leaks(told) == []
            variables = dict(line.partition("=")[::2] for line in told.decode().split("\0"))
            assert variables["MODELSHARE_UNKNOWN_LIMIT_OPENROUTER"] == "0.11"
            assert_only_reads(variables)
        assert leaks(command_lines(b"streamlit")) == []
        dashboard.send_signal(signal.SIGTERM)
        assert dashboard.wait(30) == 0
    assert leaks(log.read_bytes()) == []


def cmdline(pid: int) -> bytes:
    """The command line of a process; a child has its parent's, and its environment, until it is on its own."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def assert_only_reads(environment: dict[str, str]) -> None:
    """No address that the dashboard's process knows lets it write, whatever it asks for."""
    addresses = {value for value in environment.values() if value.startswith("postgresql")}
    assert addresses
    for address in addresses:
        with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            assert connection.execute("SELECT count(*) FROM run").fetchone() == (0,)
            for statement in ("DELETE FROM run", "INSERT INTO gap VALUES ('x')", "CREATE TABLE mine (x int)"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("SET ROLE postgres")


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children(pid: int) -> list[int]:
    """The processes that `pid` has started."""
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()])
def test_a_log_line_is_one_line_without_keys_and_control_characters(
    formatter: JsonLines | PlainLines, capsys: pytest.CaptureFixture[str]
) -> None:
    logger, handler = logging.Logger("canary"), logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    handler.addFilter(Redaction(tuple(CANARIES.values())))
    logger.addHandler(handler)
    try:
        raise ValueError(f"failed with {CANARIES['HF_TOKEN']}")
    except ValueError:
        logger.exception(
            "a name \x1b[2J\u202e of %s", CANARIES["OPENROUTER_API_KEY"], extra={"key": "hf_canaryA1b2C3d4E5f6"}
        )
    told = capsys.readouterr().out
    assert "[redacted]" in told
    assert leaks(told.encode()) == []
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_the_reader_password_reaches_the_server_as_a_verifier_only(database: Database) -> None:
    set_reader_password(database, CANARIES["MODELSHARE_READER_PASSWORD"])
    with database.begin() as connection:
        kept = connection.execute(
            text("SELECT rolpassword FROM pg_authid WHERE rolname = 'modelshare_reader'")
        ).scalar_one()
        connection.execute(text("ALTER ROLE modelshare_reader PASSWORD NULL"))
    assert kept.startswith("SCRAM-SHA-256$")
    assert leaks(kept.encode()) == []


def test_this_process_has_no_key() -> None:
    assert not set(CANARIES) & set(os.environ)
