"""The dashboard in a real browser: its first paint against an empty Streamlit page, ten readers against one."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx

import dashboard
from app.store.engine import Database
from app.view import View
from benchmarks.figures import Figure
from benchmarks.histories import Histories
from benchmarks.history import QUESTION
from benchmarks.readers import Reader

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DRAWN = "document.querySelector('.js-plotly-plot .cartesianlayer .trace path') !== null"
PATIENCE = 300_000  # milliseconds
CHANGES = ("Day", "Month", "Week")  # the grains that each reader chooses in turn
ROUNDS = 2  # times a run: the last twentieth of few changes would be one alone
EMPTY = """
import plotly.graph_objects as go
import streamlit as st

st.set_page_config(layout="wide")
st.plotly_chart(go.Figure(go.Scatter(x=list(range(100)), y=[n % 7 for n in range(100)])))
"""


def measure(
    histories: Histories, folder: Path, rows: int, people: int, runs: int, tell: Callable[[str], None]
) -> list[Figure]:
    """The page "Share over time" on `rows` snapshot rows, warm; without a browser it says so and measures nothing."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        tell("no Chromium on the PATH: the dashboard was not measured")
        return []
    empty = folder / "empty.py"
    empty.write_text(EMPTY)
    main = Path(dashboard.__file__).parent / "main.py"
    database = histories.of(rows)
    if database is None:
        return []
    with _streamlit(main, database) as page, _streamlit(empty, None) as bare:
        return asyncio.run(_measure(program, f"{page}/share?{QUESTION}", bare, rows, people, runs, tell))


async def _measure(
    program: str, page: str, bare: str, rows: int, people: int, runs: int, tell: Callable[[str], None]
) -> list[Figure]:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for warm in (page, bare):
            await _paint(browser, warm)
        ours, theirs = [], []
        for _ in range(runs):
            theirs.append(await _paint(browser, bare))
            ours.append(await _paint(browser, page))
            tell(f"first paint: {ours[-1]:.1f} s, of the empty page {theirs[-1]:.1f} s")
        painted = Figure(
            f"first useful paint of Share over time at {rows:,} rows",
            "an empty Streamlit page with one Plotly chart",
            2,
            ours,
            theirs,
        )
        changed = await _changes(browser, page, people, runs * ROUNDS, tell)
        await browser.close()
    return [painted, *changed]


async def _changes(browser: Any, page: str, people: int, rounds: int, tell: Callable[[str], None]) -> list[Figure]:
    """All choose a grain at the same moment, and the next when everybody has the answer: against one reader alone.

    Once with a single browser beside readers who have theirs elsewhere, and once with a browser each on this machine.
    """
    tab = await _open(browser, page)
    await _choose_each([tab], [], 1)  # answers that are computed for the first time are no matter of how many ask
    alone = await _choose_each([tab], [], rounds)
    tell(f"changes of one reader: {_all(alone)}")
    async with AsyncExitStack() as stack:
        elsewhere = [await stack.enter_async_context(Reader.at(page)) for _ in range(people - 1)]
        beside = await _choose_each([tab], elsewhere, rounds)
    tell(f"changes in a browser while {people - 1} others change too: {_all(beside)}")
    tabs = [tab, *[await _open(browser, page) for _ in range(people - 1)]]
    together = await _choose_each(tabs, [], max(1, rounds // people))
    tell(f"changes in {people} browsers at once: {_all(together)}")
    for each in tabs:
        if await each.get_by_test_id("stException").count():
            raise RuntimeError("The page showed an error.")
        await each.context.close()
    what = f"{people} people changing the grain at once, 95th percentile"
    return [
        Figure(f"{what} {whose}", "one", 3, [_late(found)], [_late(alone)], note=f"{len(found)} changes, no error")
        for whose, found in (("of one in a browser", beside), ("with all browsers on these cores", together))
    ]


async def _choose_each(tabs: list[Any], elsewhere: list[Reader], rounds: int) -> list[float]:
    """Seconds of each change in the tabs."""
    times: list[float] = []
    for _ in range(rounds):
        for grain in CHANGES:
            others = [each.choose("Grain", grain) for each in elsewhere]
            found = await asyncio.gather(*(_choose(tab, grain) for tab in tabs), *others)
            times += found[: len(tabs)]
    return times


def _late(times: list[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1]


def _all(times: list[float]) -> str:
    return f"{', '.join(f'{seconds:.2f}' for seconds in times)} s"


async def _paint(browser: Any, url: str) -> float:
    """Seconds from asking a fresh browser context for the page to the first drawn trace."""
    begun = time.perf_counter()
    tab = await _open(browser, url)
    spent = time.perf_counter() - begun
    await tab.context.close()
    return spent


async def _open(browser: Any, url: str) -> Any:
    """The page in a tab of a fresh browser context, drawn."""
    tab = await (await browser.new_context()).new_page()
    await tab.goto(url, wait_until="commit", timeout=PATIENCE)
    await tab.wait_for_function(DRAWN, timeout=PATIENCE)
    return tab


async def _choose(tab: Any, grain: str) -> float:
    """Choose a grain; seconds until the page has answered it whole."""
    begun = time.perf_counter()
    await tab.get_by_role("radiogroup", name="Grain").get_by_text(grain, exact=True).click(timeout=PATIENCE)
    await tab.wait_for_function(
        "([grain, own]) => (new URLSearchParams(location.search).get('grain') ?? own) === grain"
        " && !document.querySelector('[data-test-script-state=running]')"
        f" && {DRAWN}",
        arg=[grain.lower(), View().grain.value],
        timeout=PATIENCE,
    )
    return time.perf_counter() - begun


@contextmanager
def _streamlit(script: Path, database: Database | None) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    if database is not None:
        environment["DATABASE_URL"] = database.url.render_as_string(hide_password=False)
        environment["PYTHONPATH"] = str(script.parents[1])
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    command += ["--server.headless=true", "--server.address=127.0.0.1"]
    server = subprocess.Popen(command, cwd=script.parent, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(server, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(server: subprocess.Popen[bytes], address: str) -> None:
    """Wait for the server's first answer."""
    until = time.monotonic() + PATIENCE / 1_000
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{address}/_stcore/health", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("Streamlit did not start.")
