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
from contextlib import contextmanager
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

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DRAWN = "document.querySelector('.js-plotly-plot .cartesianlayer .trace path') !== null"
PATIENCE = 300_000  # milliseconds
CHANGES = ("Day", "Month", "Week")  # the grains that each reader chooses in turn
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
        alone = [seconds for _ in range(runs) for seconds in await _change(await _open(browser, page))]
        tell(f"changes of one reader: {', '.join(f'{seconds:.1f}' for seconds in alone)} s")
        tabs = [await _open(browser, page) for _ in range(people)]
        together = [seconds for each in await asyncio.gather(*map(_change, tabs)) for seconds in each]
        await browser.close()
    slowest = [quantiles(each, n=20)[-1] for each in (together, alone)]
    return [
        Figure(
            f"first useful paint of Share over time at {rows:,} rows",
            "an empty Streamlit page with one Plotly chart",
            2,
            ours,
            theirs,
        ),
        Figure(
            f"{people} people changing controls at once, 95th percentile",
            "one",
            3,
            [slowest[0]],
            [slowest[1]],
            note=f"{len(together)} changes, no error",
        ),
    ]


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


async def _change(tab: Any) -> list[float]:
    """Choose each grain; seconds from each click until the page has answered it in the address. Closes the context."""
    times = []
    for grain in CHANGES:
        begun = time.perf_counter()
        await tab.get_by_role("radiogroup", name="Grain").get_by_text(grain, exact=True).click(timeout=PATIENCE)
        await tab.wait_for_function(
            "([grain, own]) => (new URLSearchParams(location.search).get('grain') ?? own) === grain"
            " && !document.querySelector('[data-test-script-state=running]')"
            f" && {DRAWN}",
            arg=[grain.lower(), View().grain.value],
            timeout=PATIENCE,
        )
        times.append(time.perf_counter() - begun)
    if await tab.get_by_test_id("stException").count():
        raise RuntimeError("The page showed an error.")
    await tab.context.close()
    return times


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
        for _ in range(300):
            try:
                if httpx.get(f"http://127.0.0.1:{port}/_stcore/health").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()
