"""Takes a picture of every page of the sample in both themes and three widths: `make screenshots`."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.processes import running

ROOT = Path(__file__).parents[2]
OUT = ROOT / "screenshots"
README = ROOT / "docs" / "pictures"
Size = tuple[int, int]
SIZES: tuple[Size, ...] = ((390, 844), (1280, 900), (1920, 1080))
THEMES = ("light", "dark")
TALLEST = 6_000  # pixels
STARTING = 240  # seconds
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
STATE = "[data-testid=stApp][data-test-script-state=notRunning]"


def pages() -> dict[str, str]:
    """Every page's name and path, as the navigation lists them."""
    text = (ROOT / "dashboard" / "main.py").read_text(encoding="utf-8")
    found = re.findall(r'st\.Page\("screens/([a-z_]+)\.py"[^)]*?(?:url_path="([a-z_-]+)"|default=True)', text)
    return {name: path or "" for name, path in found}


@contextmanager
def demo() -> Iterator[str]:
    """The address of a sample of its own, in a folder that is removed afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="modelshare-"))
    environment = os.environ | {"MODELSHARE_DATA_DIR": str(folder / "data")}
    try:
        with running(("demo", "--port", str(port)), environment, folder / "log") as process:
            address = f"http://127.0.0.1:{port}"
            end = time.monotonic() + STARTING
            while not _answers(address):
                assert process.poll() is None and time.monotonic() < end, (folder / "log").read_text()
                time.sleep(1)
            yield address
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def take(browser: Any, address: str, files: Mapping[Size, Path], theme: str, *, whole: bool = True) -> None:
    """One page at each of the sizes, loaded once, as tall as it is unless `whole` is false."""
    context = browser.new_context(color_scheme=theme)
    page = context.new_page()
    for at, ((width, height), file) in enumerate(files.items()):
        page.set_viewport_size({"width": width, "height": height})
        if at == 0:
            page.goto(address)
            page.wait_for_selector(STATE, timeout=90_000)
        page.wait_for_timeout(1_500)
        tall = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
        if whole and tall > height:
            page.set_viewport_size({"width": width, "height": min(tall + 60, TALLEST)})
            page.wait_for_timeout(1_000)
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file)
    context.close()


def main() -> None:
    """Take them all, or only the README's two."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--address", help="a dashboard that is served already; else a sample is started")
    options.add_argument("--readme", action="store_true", help="only the two pictures of the README")
    asked = options.parse_args()
    executable = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if executable is None:
        sys.exit("Install Chromium or Chrome first.")
    if asked.address:
        _take_all(asked.address.rstrip("/"), executable, readme=asked.readme)
        return
    with demo() as address:
        _take_all(address, executable, readme=asked.readme)


def _take_all(address: str, executable: str, *, readme: bool) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=executable, args=sandbox)
        if readme:
            for name, query in (("overview", ""), ("share", "share?platform=openrouter&by=lab&grain=week")):
                take(browser, f"{address}/{query}", {(1280, 960): README / f"{name}.png"}, "light", whole=False)
        else:
            for name, path in pages().items():
                for theme in THEMES:
                    files = {size: OUT / f"{name}-{theme}-{size[0]}.png" for size in SIZES}
                    take(browser, f"{address}/{path}", files, theme)
                sys.stdout.write(f"{name}\n")
        browser.close()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/_stcore/health", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    main()
