"""Makes pictures of figures and prints pages, with one browser kept running for many."""

from __future__ import annotations

import asyncio
import atexit
import base64
import os
import re
import shutil
import sys
import threading
from collections.abc import Callable, Coroutine
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import ConfigurationError, ModelshareError

if TYPE_CHECKING:
    import plotly.graph_objects as go

SECONDS = 60.0  # for one picture, the browser's start included
INSTALL = (
    "Install Chromium or Chrome (Debian and Ubuntu: apt-get install chromium; macOS: brew install --cask chromium), "
    "or set BROWSER_PATH to one. CSV and metadata need no browser, and neither do pptx, xlsx, parquet and html."
)
_OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
_PICTURES_READY = "Promise.all([...document.images].map(each => each.decode().catch(() => null))).then(() => true)"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


class PictureFormat(StrEnum):
    """The formats that the browser draws."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


class PictureError(ModelshareError):
    """The browser was there and did not give a picture."""


def picture(figure: go.Figure, kind: PictureFormat, *, scale: float = 2.0) -> bytes:
    """The figure as a file's bytes, as large as its layout says; `scale` multiplies the pixels of a PNG.

    The same figure gives the same SVG to the byte. Raises `ConfigurationError` where no browser is found and
    `PictureError` where the browser fails or takes more than a minute.
    """
    path = find_browser()
    if path is None:
        raise ConfigurationError("No Chromium or Chrome was found, and pictures are drawn with one.", advice=INSTALL)
    layout = figure.layout
    options = {
        "format": kind.value,
        "width": layout.width or 1280,
        "height": layout.height or 720,
        "scale": scale if kind is PictureFormat.PNG else 1,
    }
    made = _studio.draw(path, figure.to_dict(), options)
    return _settled(made) if kind is PictureFormat.SVG else made


def print_page(page: str) -> bytes:
    """A PDF of an HTML page, as large as its @page rule says. No script in it runs and nothing is fetched for it.

    Raises what `picture` raises.
    """
    path = find_browser()
    if path is None:
        raise ConfigurationError("No Chromium or Chrome was found, and PDF is printed with one.", advice=INSTALL)
    return _studio.print(path, page)


def find_browser() -> str | None:
    """The Chromium or Chrome of this machine: BROWSER_PATH, the search path, or Kaleido's own copy."""
    told = os.environ.get("BROWSER_PATH")
    if told:
        return told if Path(told).is_file() else None
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if not found and sys.platform == "darwin":
        found = next((path for path in _MAC if Path(path).is_file()), None)
    if not found:
        from choreographer.browsers.chromium import Chromium

        found = Chromium.find_browser(skip_local=False)
    return found


def close_browser() -> None:
    """Stop the browser that was kept for the next picture; the next one starts it again."""
    _studio.close()


class _Studio:
    """One browser on an event loop of its own; pictures are drawn one after another, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kaleido: Any = None

    def draw(self, path: str, figure: dict[str, Any], options: dict[str, Any]) -> bytes:
        return self._do(path, lambda: self._draw(path, figure, options))

    def print(self, path: str, page: str) -> bytes:
        return self._do(path, lambda: self._print(path, page))

    def _do(self, path: str, work: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
        with self._lock:
            try:
                return bytes(self._run(work()))
            except ModelshareError:
                raise
            except Exception as error:
                self._drop()
                raise PictureError(
                    f"The browser at {path} did not draw the picture: {type(error).__name__}: {error}.",
                    advice="Try again; a new browser will be started.",
                ) from error

    def close(self) -> None:
        with self._lock:
            self._drop()

    async def _draw(self, path: str, figure: dict[str, Any], options: dict[str, Any]) -> bytes:
        browser = await self._started(path)
        return bytes(await browser.calc_fig(figure, opts=options))

    async def _print(self, path: str, page: str) -> bytes:
        browser = await self._started(path)
        tab = await browser.create_tab("about:blank")
        try:
            await _told(tab, "Page.enable")
            await _told(tab, "Network.enable")
            await _told(tab, "Network.emulateNetworkConditions", _OFFLINE)
            frame = (await _told(tab, "Page.getFrameTree"))["frameTree"]["frame"]["id"]
            await _told(tab, "Page.setDocumentContent", {"frameId": frame, "html": page})
            await _told(tab, "Runtime.evaluate", {"expression": _PICTURES_READY, "awaitPromise": True})
            printed = await _told(tab, "Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})
            return base64.b64decode(printed["data"])
        finally:
            await tab.close()

    async def _started(self, path: str) -> Any:
        if self._kaleido is None:
            from kaleido import Kaleido

            # MathJax off: it would be fetched from the network, and would read formulas in names from upstream.
            browser = Kaleido(n=1, path=path, mathjax=False, timeout=SECONDS)
            await browser.open()
            self._kaleido = browser
        return self._kaleido

    def _run(self, work: Any) -> Any:
        if self._loop is None:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, daemon=True, name="pictures").start()
            self._loop = loop
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(SECONDS)
        except TimeoutError:
            future.cancel()
            raise

    def _drop(self) -> None:
        browser, loop, self._kaleido, self._loop = self._kaleido, self._loop, None, None
        if loop is None:
            return
        try:
            if browser is not None:
                asyncio.run_coroutine_threadsafe(browser.close(), loop).result(10)
        finally:
            loop.call_soon_threadsafe(loop.stop)


async def _told(tab: Any, command: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
    """The browser's answer to a command of its DevTools protocol."""
    answer = await tab.send_command(command, params=parameters)
    if "error" in answer:
        raise PictureError(f"The browser refused {command}: {answer['error'].get('message')}.")
    result: dict[str, Any] = answer["result"]
    return result


_studio = _Studio()
atexit.register(_studio.close)


def _settled(svg: bytes) -> bytes:
    """The SVG with the id that Plotly draws by lot for every figure replaced by a fixed one."""
    text = svg.decode()
    lot = re.search(r'id="defs-([0-9a-f]{6})"', text)
    return re.sub(rf"(?<=[a-z-]){lot[1]}", "000000", text).encode() if lot else svg
