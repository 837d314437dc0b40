"""A whole crawl, against a bare loop that fetches and parses the same pages and stores nothing."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks import world
from benchmarks.figures import Figure
from benchmarks.machine import peak_memory
from benchmarks.server import fresh, settle

SEVERAL = 4  # pages; how many bare parsers are tried on before the fastest is chosen


def measure(url: str, folder: Path, rows: int, small: int, runs: int, seed: int) -> list[Figure]:
    """Time against the bare loop on the first day and on the day after; peak memory against a smaller Hub."""
    hubs = world.made(folder, rows, seed)
    few, _ = world.made(folder, small, seed)
    size = sum(page.stat().st_size for page in hubs[0].json.iterdir())
    times: dict[str, list[list[float]]] = {"ours": [[], []], "bare": [[], []]}
    peaks: dict[str, list[float]] = {"all": [], "small": []}
    for _ in range(runs):
        with fresh(url) as database:
            address = database.url.render_as_string(hide_password=False)
            for day in (0, 1):
                with _serving(hubs[day].json) as hub:
                    settle(url)
                    times["bare"][day].append(_child("bare", hub)["seconds"])
                    told = _child("ours", hub, address, str(day))
                    times["ours"][day].append(told["seconds"])
                    if day == 0:
                        peaks["all"].append(told["peak"] / 2**20)
        with fresh(url) as database, _serving(few.json) as hub:
            address = database.url.render_as_string(hide_password=False)
            peaks["small"].append(_child("ours", hub, address, "0")["peak"] / 2**20)
    note = f"pages of {size / rows:,.0f} bytes a row"
    bare = f"httpx and {_fastest()[0]}, storing nothing"
    return [
        Figure(
            f"fetch, parse and publish {rows:,} rows, the day after",
            bare,
            2,
            times["ours"][1],
            times["bare"][1],
            note=note,
        ),
        Figure("the same, first day, empty database", bare, 2, times["ours"][0], times["bare"][0], note=note),
        Figure("peak memory of that collection", f"{small:,} rows", 1.3, peaks["all"], peaks["small"], unit="MB"),
    ]


def _child(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.crawl", *arguments]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)  # type: ignore[no-any-return]


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.crawl", "serve", str(folder)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def _serve(folder: Path) -> None:
    last = len(list(folder.glob("*.json")))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 20

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            number = int(parse_qs(urlsplit(self.path).query).get("cursor", ["1"])[0])
            body = (folder / f"{number}.json").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if number < last:
                following = f"http://{self.headers['Host']}/api/models?cursor={number + 1}"
                self.send_header("Link", f'<{following}>; rel="next"')
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)  # noqa: T201
    server.serve_forever()


def _fastest() -> tuple[str, Any]:
    """The fastest parser of JSON at hand, by a small trial."""
    import msgspec

    parsers: dict[str, Any] = {"msgspec": msgspec.json.decode, "json": json.loads}
    try:
        import orjson

        parsers["orjson"] = orjson.loads
    except ImportError:
        pass
    body = world.as_sent(next(world.pages(1_000, 0, 1)))

    def seconds(parse: Any) -> float:
        begun = time.perf_counter()
        for _ in range(SEVERAL):
            parse(body)
        return time.perf_counter() - begun

    name = min(parsers, key=lambda name: min(seconds(parsers[name]) for _ in range(3)))
    return name, parsers[name]


def _bare(hub: str) -> float:
    import httpx

    _, parse = _fastest()
    begun = time.perf_counter()
    with httpx.Client() as client:
        url: str | None = f"{hub}/api/models"
        while url:
            answer = client.get(url)
            parse(answer.content)
            url = answer.links.get("next", {}).get("url")
    return time.perf_counter() - begun


def _ours(hub: str, address: str, day: int) -> float:
    from app.collect import collect
    from app.store.engine import database_at
    from collectors.http import Client
    from collectors.huggingface import HubCollector

    moment = dt.datetime.combine(world.FIRST_DAY + dt.timedelta(days=day), dt.time(6), dt.UTC)
    database = database_at(address)
    begun = time.perf_counter()
    with Client(hub) as client:
        collector = HubCollector(client, organisations=[], stop_share=0, now=lambda: moment)
        outcome = collect(database, collector, now=lambda: moment)
    spent = time.perf_counter() - begun
    assert outcome.rows and not outcome.held, outcome
    return spent


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "serve":
        _serve(Path(rest[0]))
    else:
        spent = _bare(rest[0]) if what == "bare" else _ours(rest[0], rest[1], int(rest[2]))
        print(json.dumps({"seconds": spent, "peak": peak_memory()}))  # noqa: T201
