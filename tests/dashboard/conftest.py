"""A dashboard served by a real Streamlit process and driven in a real browser, or its pages run without one."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url
from streamlit.testing.v1 import AppTest

from app.collect import collect
from app.store.engine import READER, Database, database_at
from collectors.contract import Origin, Platform, TokenBatch, TokenDay, TokenRow
from tests.support import Planted, hub_model, midnight, plant_hub

MAIN = Path(__file__).parents[2] / "dashboard" / "main.py"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), None)
SCREENS = MAIN.parent / "screens"
NEWEST = dt.date(2026, 7, 19)
GAP = dt.date(2026, 7, 10)
# Streamlit asks below a page's own path first, is told "not here", and then asks at the root.
STREAMLITS_OWN = ("/_stcore/health", "/_stcore/host-config")
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def new_database(server: str) -> Iterator[Callable[[str], str]]:
    """Makes empty databases (migrated, with the registry) that last as long as the session."""
    made: list[str] = []
    with psycopg.connect(server, dbname="postgres", autocommit=True) as admin:

        def make(name: str) -> str:
            admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template").format(sql.Identifier(name)))
            made.append(name)
            return make_url(server).set(database=name).render_as_string(hide_password=False)

        yield make
        for name in made:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def opened(url: str) -> Database:
    return database_at(url, make_url(url).set(username=READER))


def tokens_on(day: dt.date) -> TokenDay:
    """A day whose shares are known: Alibaba 20 %, DeepSeek 30 %, Google 40 %, other 10 %, all growing."""
    size = 1_000_000 + 10_000 * (day - dt.date(2026, 1, 1)).days
    rows = (
        TokenRow("google/gemini-3", 4 * size),
        TokenRow("deepseek/deepseek-v4", 3 * size),
        TokenRow("qwen/qwen3.8", 2 * size),
    )
    return TokenDay(day, rows, size)


def plant_days(database: Database, first: dt.date, last: dt.date, *, synthetic: bool = False) -> None:
    """Publish OpenRouter's days from `first` to `last`, without GAP."""
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    moment = midnight(last) + dt.timedelta(hours=26)
    batch = TokenBatch(Origin.EXPORT, moment, tuple(tokens_on(day) for day in days if day != GAP))
    collect(database, Planted(Platform.OPENROUTER, [batch], synthetic=synthetic), now=lambda: moment)


@pytest.fixture(scope="session")
def planted_url(new_database: Callable[[str], str]) -> str:
    """120 days of OpenRouter with one missing, and two days of the Hub."""
    url = new_database("planted")
    database = opened(url)
    plant_days(database, NEWEST - dt.timedelta(days=119), NEWEST)
    for day, downloads in ((NEWEST - dt.timedelta(days=1), 900), (NEWEST, 1_000)):
        counts = {"Qwen/Qwen3-8B": downloads, "google/gemma": 700, "nobody/x": 300}
        models = [hub_model(name, count, downloads_all_time=9 * count) for name, count in counts.items()]
        plant_hub(database, day, models)
    database.dispose()
    return url


@pytest.fixture
def stored_url(planted_url: str) -> str:
    """The database that `open_page` reads: the planted days, unless a module has another of this name."""
    return planted_url


@pytest.fixture
def open_page(stored_url: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Runs a page over `stored_url` (or another database) with a query string."""

    def run(name: str, query: str = "", *, url: str = stored_url) -> AppTest:
        monkeypatch.setenv("DATABASE_URL", url)
        path = MAIN if name == "overview" else SCREENS / f"{name}.py"  # the entry opens the overview, and links need it
        page = AppTest.from_file(str(path), default_timeout=60)
        for key, value in parse_qsl(query, keep_blank_values=True):
            page.query_params[key] = value
        page.run()
        assert not page.exception
        return page

    return run


def written(page: AppTest) -> str:
    """All HTML of a page, in order."""
    return "\n".join(block.proto.body for block in page.get("html"))


@contextmanager
def served(url: str, folder: Path, secrets: Callable[[str], str] | None = None) -> Iterator[str]:
    """The address of a dashboard over the database at `url`; `secrets` writes its secrets.toml for an address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": url,
        "MODELSHARE_READER_URL": make_url(url).set(username=READER).render_as_string(hide_password=False),
        "HOME": str(folder),
    }
    if secrets is not None:
        (folder / ".streamlit").mkdir()
        (folder / ".streamlit" / "secrets.toml").write_text(secrets(f"http://127.0.0.1:{port}"))
    command = [sys.executable, "-m", "streamlit", "run", str(MAIN), f"--server.port={port}"]
    with (folder / "dashboard.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with suppress(httpx.HTTPError):
                if httpx.get(f"{address}/_stcore/health", trust_env=False).status_code == 200:
                    break
            assert process.poll() is None, (folder / "dashboard.log").read_text()
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Serves dashboards for one test. Ask for it before `reader`, so that every reader has left when they stop."""
    with ExitStack() as stack:
        yield lambda url, secrets=None: stack.enter_context(served(url, tmp_path_factory.mktemp("dashboard"), secrets))


@pytest.fixture(scope="session")
def dashboard(planted_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard over the planted days."""
    with served(planted_url, tmp_path_factory.mktemp("dashboard")) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running browser. Without Chromium the test is skipped, but on CI it fails."""
    if CHROMIUM is None and "CI" not in os.environ:
        pytest.skip("no Chromium or Chrome on this machine")
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "no Chromium or Chrome on this machine, and CI must have one"
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        yield browser
        browser.close()


@dataclass
class Reader:
    """One person at one screen; `complaints` is what the browser's console, network and page said was wrong."""

    page: Any
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        """Go there and wait until Streamlit has finished its run."""
        self.page.goto(address)
        self.settled()

    def turn(self, address: str) -> None:
        """Go to another page within this visit, as the browser's own Back does: nothing is loaded anew."""
        self.page.evaluate(
            """address => {
                document.querySelectorAll('.ms-title, .ms-empty, .ms-stop').forEach(e => e.dataset.left = 'yes');
                history.pushState({}, '', address);
                dispatchEvent(new PopStateEvent('popstate'));
            }""",
            address,
        )
        left = ":not([data-left])"
        self.page.wait_for_selector(f".ms-title{left}, .ms-empty{left}, .ms-stop{left}", timeout=60_000)
        self.settled()

    def settled(self) -> None:
        """Wait until the page shows something and no run is under way."""
        self.page.wait_for_selector(".ms-title, .ms-empty, .ms-stop", timeout=60_000)
        self.page.wait_for_function("!document.querySelector('[data-test-script-state=running]')", timeout=60_000)
        self.page.wait_for_timeout(150)

    def text(self) -> str:
        """Everything that is written on the page."""
        return str(self.page.inner_text("[data-testid=stMain]"))

    def chart(self) -> dict[str, Any]:
        """What the chart draws: names, times, values."""
        self.page.wait_for_selector(".js-plotly-plot .main-svg", timeout=60_000)
        script = """() => { const g = document.querySelector('.js-plotly-plot');
            return {title: document.querySelector('.ms-title').innerText,
                    traces: g.calcdata.map(c => [c[0].trace.name, c[0].trace.type, c.length, c.map(p => p.s ?? p.y)]),
                    ground: g._fullLayout.paper_bgcolor}; }"""
        drawn, before = dict(self.page.evaluate(script)), None
        for _ in range(40):  # the words change before the picture does: wait until nothing moves any more
            if drawn == before:
                break
            self.page.wait_for_timeout(350)
            drawn, before = dict(self.page.evaluate(script)), drawn
        return drawn


@pytest.fixture
def reader(chromium: Any) -> Iterator[Callable[..., Reader]]:
    """Opens fresh browser contexts; afterwards nobody may have seen an error."""
    readers: list[tuple[Any, Reader]] = []

    def new(**options: Any) -> Reader:
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        one = Reader(context.new_page())
        one.page.on("pageerror", lambda error: one.complaints.append(f"script: {error}"))
        one.page.on("requestfailed", lambda request: _miss(one, request))
        one.page.on("response", lambda response: _listen(one, response.status, response.url))
        one.page.on("console", lambda message: _hear(one, message))
        readers.append((context, one))
        return one

    yield new
    for context, one in readers:
        exceptions = one.page.locator("[data-testid=stException]").count()
        context.close()
        assert exceptions == 0
        assert one.complaints == []


def _miss(one: Reader, request: Any) -> None:
    if request.failure != "net::ERR_ABORTED":  # whoever leaves a page drops what was still on its way
        one.complaints.append(f"request failed: {request.url}")


def _listen(one: Reader, status: int, url: str) -> None:
    if status >= 400 and not url.endswith(STREAMLITS_OWN):
        one.complaints.append(f"{status} {url}")


def _hear(one: Reader, message: Any) -> None:
    own = message.location.get("url", "").endswith(STREAMLITS_OWN)
    if message.type == "error" and not own:
        one.complaints.append(f"console: {message.text}")
