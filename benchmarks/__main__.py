"""`make bench`: measures everything and prints one table. Sizes and parts are options."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from app.cli.signals import stopped_by_signals
from benchmarks import browser, crawl, history, publish
from benchmarks.figures import HEAD, Figure
from benchmarks.histories import Histories
from benchmarks.machine import describe
from benchmarks.server import server

PARTS = ("publish", "crawl", "history", "browser")


def main() -> None:
    """Measure the parts that were asked for; exit code 1 where a goal is not met and `--strict` is given."""
    options = _options()
    _say(describe())
    figures: list[Figure] = []
    with (
        tempfile.TemporaryDirectory(prefix="modelshare-bench-", dir=options.folder) as folder,
        server(Path(folder)) as url,
        Histories(Path(folder), options.histories, _say) as histories,
    ):
        Path(folder).chmod(0o755)
        for part in options.only:
            begun = time.perf_counter()
            found = _measure(part, url, histories, Path(folder), options)
            _say(f"{part}: {time.perf_counter() - begun:.0f} s")
            for figure in found:
                _say(figure.line())
            figures += found
    print(f"\n{HEAD}")  # noqa: T201
    for figure in figures:
        print(figure.line())  # noqa: T201
    if options.strict and not all(figure.met for figure in figures):
        raise SystemExit(1)


def _measure(part: str, url: str, histories: Histories, folder: Path, options: argparse.Namespace) -> list[Figure]:
    if part == "publish":
        return publish.measure(url, folder, options.rows, options.runs, options.seed)
    if part == "crawl":
        return crawl.measure(url, folder, options.rows, options.small, options.runs, options.seed)
    if part == "history":
        return history.measure(histories, options.history, options.runs, _say)
    return browser.measure(histories, folder, options.screen, options.people, options.runs, _say)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--rows", type=int, default=2_500_000, help="Hub models of one day")
    parser.add_argument("--small", type=int, default=250_000, help="the smaller Hub, for memory")
    parser.add_argument(
        "--history", nargs="+", type=int, default=[1_000_000, 10_000_000, 100_000_000], help="snapshot rows, rising"
    )
    parser.add_argument("--screen", type=int, default=100_000_000, help="snapshot rows under the dashboard")
    parser.add_argument("--histories", metavar="URL", help="a PostgreSQL that keeps those rows for the next session")
    parser.add_argument("--people", type=int, default=10, help="readers at once")
    parser.add_argument("--runs", type=int, default=5, help="runs of each measurement")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", help="where the server and the files go; removed at the end")
    parser.add_argument("--strict", action="store_true", help="exit with 1 where a goal is not met")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


with stopped_by_signals():  # a server and its folder would outlive this process otherwise
    main()
