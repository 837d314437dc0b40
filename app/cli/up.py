"""`modelshare up`, `demo`, `schedule` and `dashboard`: the commands that keep running."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Annotated

import typer

from app.cli.collect import collect_all
from app.cli.console import progress, say
from app.cli.signals import flagged_by_signals, stopped_by_signals
from app.errors import ConfigurationError
from app.logs import configure_logs
from app.metrics import metrics
from app.prepare import prepare
from app.registry import read_registry
from app.schedule import keep_collecting, wait_for
from app.settings import Settings
from app.sources import organisations
from app.store.access import reading_address
from app.store.engine import Database, open_database
from app.store.migrate import migrate, unmigrate

KEYS = (
    *("HF_TOKEN", "OPENROUTER_API_KEY", "DATABASE_URL", "MODELSHARE_READER_PASSWORD", "POSTGRES_PASSWORD"),
    *("MODELSHARE_ALERT_WEBHOOK", "MODELSHARE_SMTP_PASSWORD"),
)
SAMPLE_DATABASE = "modelshare_sample"

PortOption = Annotated[int | None, typer.Option("--port", min=1, max=65535, help="Where the dashboard listens.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("up", epilog="Example: [bold]modelshare up --port 8501[/]")(up_command)
    app.command("demo", epilog="Example: [bold]modelshare demo --fresh[/]")(demo_command)
    app.command("schedule", epilog="Example: [bold]modelshare schedule[/]")(schedule_command)
    app.command("dashboard", epilog="Example: [bold]modelshare dashboard --port 8502[/]")(dashboard_command)


def up_command(port: PortOption = None) -> None:
    """Start everything: database, a first collection, the schedule and the dashboard. Ctrl-C stops it all."""
    settings = _with_port(Settings.load(), port)
    with stopped_by_signals(), open_database(settings) as database:
        registry = prepare(database)
        with _dashboard(settings, database) as server:
            say(f"The dashboard stands at http://localhost:{settings.port} (Ctrl-C stops everything).")
            collect_all(settings, database, registry)
            configure_logs(settings)
            with metrics(settings, database), flagged_by_signals() as stopped:
                keep_collecting(settings, database, until=lambda: stopped() or server.poll() is not None)


def demo_command(
    port: PortOption = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make the sample anew, ending yesterday.")] = False,
) -> None:
    """Show the program with synthetic sample data: no network, a database of its own. Ctrl-C stops it."""
    from app.sample.demo import sample  # the sample world is for this command alone
    from app.sample.registry import with_plants

    plain = Settings.load().model_copy(update={"database_url": None, "reader_url": None})
    settings = _with_port(plain.model_copy(update={"database_name": SAMPLE_DATABASE}), port)
    with stopped_by_signals(), open_database(settings) as database:
        if fresh:
            unmigrate(database, "base")
        migrate(database)
        with sample(database) as filling:
            registry = prepare(database, with_plants(read_registry(), filling.world.plants))
            with progress("synthetic sample data") as report:
                filling.tokens(report)
                filling.recent_downloads(organisations(registry), report)
            with _dashboard(settings, database) as server:
                say(f"The dashboard, with synthetic sample data, is at http://localhost:{settings.port}.")
                with progress("synthetic sample data, earlier months") as report:
                    filling.earlier_downloads(report)
                say("The sample is complete: eighteen months of both platforms. Ctrl-C stops the dashboard.")
                server.wait()


def schedule_command() -> None:
    """Collect on schedule until stopped. Of several on one database one leads, and the others wait to take over."""
    settings = Settings.load()
    configure_logs(settings)
    with stopped_by_signals(), open_database(settings) as database, flagged_by_signals() as stopped:
        if wait_for(database, stopped):
            prepare(database)
            with metrics(settings, database):
                keep_collecting(settings, database, until=stopped)


def dashboard_command(port: PortOption = None) -> None:
    """Serve the dashboard alone."""
    settings = _with_port(Settings.load(), port)
    with stopped_by_signals(), open_database(settings) as database, _dashboard(settings, database) as server:
        say(f"The dashboard stands at http://localhost:{settings.port} (Ctrl-C stops it).")
        server.wait()


def _with_port(settings: Settings, port: int | None) -> Settings:
    return settings.model_copy(update={"port": port}) if port else settings


@contextmanager
def _dashboard(settings: Settings, database: Database) -> Iterator[subprocess.Popen[bytes]]:
    """Streamlit in a process of its own: it is told where it may read, and no key."""
    _refuse_taken_port(settings)
    folder = files("dashboard")
    password = settings.reader_password.get_secret_value() if settings.reader_password else None
    address = reading_address(database, password).render_as_string(hide_password=False)
    environment = {name: value for name, value in os.environ.items() if name not in KEYS} | {
        "DATABASE_URL": address,
        "MODELSHARE_READER_URL": address,
        "MODELSHARE_UNKNOWN_LIMIT_OPENROUTER": str(settings.unknown_limit_openrouter),  # it sees no .env
        "MODELSHARE_UNKNOWN_LIMIT_HUGGINGFACE": str(settings.unknown_limit_huggingface),
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(folder / "main.py")]
    command += [f"--server.port={settings.port}", f"--server.address={settings.host}", "--server.headless=true"]
    server = subprocess.Popen(
        command, cwd=str(folder), env=environment, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _refuse_taken_port(settings: Settings) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise ConfigurationError(
                f"The dashboard cannot listen on {settings.host}, port {settings.port}: {error.strerror}.",
                advice="Stop what listens there, or choose another port with --port.",
            ) from None
