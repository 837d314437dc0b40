"""Collects from OpenRouter: the catalogue, the daily exports, and history from the Data API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

from collectors.contract import (
    Batch,
    BenchmarkBatch,
    Licence,
    Platform,
    Progress,
    Report,
    TokenBatch,
    UpstreamAbsent,
    UpstreamError,
    UpstreamMalformed,
    UpstreamRefused,
    silent,
)
from collectors.http import Client, Params
from collectors.openrouter_benchmarks import PATH as BENCHMARKS
from collectors.openrouter_benchmarks import parse_benchmarks
from collectors.openrouter_catalogue import PATH as CATALOGUE
from collectors.openrouter_catalogue import parse_catalogue
from collectors.openrouter_exports import (
    INDEX,
    Manifest,
    manifest_path,
    parse_export,
    parse_index,
    parse_manifest,
    terms_of,
)
from collectors.openrouter_history import (
    FIRST_DAY,
    LONGEST_WINDOW,
    SECONDS_APART,
    Window,
    check_window,
    parse_window,
    windows,
)
from collectors.openrouter_history import PATH as HISTORY

__all__ = ["FIRST_DAY", "LICENCE", "LONGEST_WINDOW", "OpenRouterCollector", "Window", "windows"]

T = TypeVar("T")

LICENCE = Licence(
    "CC BY 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
    "Source: OpenRouter (openrouter.ai), licensed under CC BY 4.0.",
)
PATIENT = 3  # so many absent dates in a row, older than everything known, end the walk back


def utcnow() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


class OpenRouterCollector:
    """Yields the catalogue, then each dated export that is not known yet, oldest first, then the windows.

    A broken export is left out with a warning where a newer one was read or is stored, and ends the run otherwise.

    `windows` are days of the Data API (both inclusive, at most 366 each; needs a key); `known_exports` are the
    checksums of the exports that are stored, which are not read again; `most_exports` bounds how many days the walk
    goes back from the newest; `benchmarks` asks for their figures too (needs a key). A `ValueError` tells of a window
    that the platform cannot serve.
    """

    platform = Platform.OPENROUTER
    source = "openrouter"

    def __init__(
        self,
        client: Client,
        *,
        windows: Sequence[Window] = (),
        known_exports: Mapping[dt.date, str] | None = None,
        most_exports: int = 400,
        benchmarks: bool = False,
        report: Report = silent,
        now: Callable[[], dt.datetime] = utcnow,
    ) -> None:
        self.licence = LICENCE
        self.traffic = client.traffic
        self._client = client
        self._windows = [check_window(window) for window in windows]
        self._known = dict(known_exports or {})
        self._most_exports = most_exports
        self._benchmarks = benchmarks
        self._report, self._now = report, now
        self._newest: dt.date | None = None  # snapshot that the index names: the days before it are over

    def collect(self) -> Iterator[Batch]:
        """Read everything once, in order; raise an `UpstreamError` where the contract is broken."""
        self._report(Progress("OpenRouter catalogue", 0, 1))
        yield self._get(CATALOGUE, lambda body: parse_catalogue(body, self._now()))
        self._report(Progress("OpenRouter catalogue", 1, 1))
        if self._benchmarks:
            yield from self._benchmark_figures()
        try:
            yield from self._exports()
        except UpstreamAbsent as error:
            if not (self._windows or self._benchmarks):  # without a key there is no other way to a day
                raise
            self._warn(f"No daily exports were read: {error.message}")
        yield from self._history()

    def _benchmark_figures(self) -> Iterator[BenchmarkBatch]:
        """The benchmarks, which are an extra: without them the run goes on and says so."""
        try:
            yield self._get(BENCHMARKS, lambda body: parse_benchmarks(body, self._now()))
        except UpstreamError as error:
            self._warn(f"Benchmarks were not collected: {error.message}")

    def _exports(self) -> Iterator[TokenBatch]:
        """The new exports, oldest first; read newest first, so that a newest one that is broken fails at once."""
        manifests = list(self._new_manifests())
        read: list[tuple[Manifest, TokenBatch]] = []
        for number, manifest in enumerate(manifests):
            self._report(Progress("OpenRouter daily exports", number, len(manifests)))
            try:
                batch = self._get(manifest.files.csv.url, partial(parse_export, manifest=manifest))
            except UpstreamAbsent:
                self._warn(f"The export of {manifest.snapshot_date} has a manifest and no file yet.")
            except UpstreamMalformed as error:
                self._skip(manifest.snapshot_date, error, newer=bool(read))
            else:
                read.append((manifest, batch))
        self._report(Progress("OpenRouter daily exports", len(manifests), len(manifests)))
        for manifest, batch in reversed(read):
            self.licence = terms_of(manifest, self.licence)
            yield batch

    def _new_manifests(self) -> Iterator[Manifest]:
        """Walk back from the newest snapshot, day by day, until the older ones are absent."""
        newest, index = self._get(INDEX, lambda body: parse_index(body, self._now().date()))
        self.licence, self._newest = terms_of(index, self.licence), newest
        oldest_known = min(self._known, default=dt.date.max)
        absent = found = 0
        for back in range(self._most_exports):
            day = newest - dt.timedelta(days=back)
            self._report(Progress("looking for OpenRouter's daily exports", back, None))
            if day in self._known and back > 0:
                absent = 0
                continue
            try:
                manifest = self._get(manifest_path(day), partial(self._manifest, day))
            except UpstreamAbsent:
                absent += 1
                if back == 0:
                    self._warn(f"The index names an export of {day} that is not there yet.")
                if absent >= PATIENT and day < oldest_known:
                    break
                continue
            except UpstreamMalformed as error:
                self._skip(day, error, newer=found > 0)
                absent = 0
                continue
            absent, found = 0, found + 1
            if self._known.get(day) != manifest.sha256:
                yield manifest
        if not found and not self._known:
            raise UpstreamAbsent(
                f"{self._client.host} has no daily export of {newest} nor of the days before.",
                advice="Run it again in an hour; exports are published at about 01:46 UTC.",
            )

    def _skip(self, day: dt.date, error: UpstreamMalformed, *, newer: bool) -> None:
        """Go on without a broken export where a newer one was read or is stored; it is asked for again each time."""
        if not newer and not any(known > day for known in self._known):
            raise error
        self._warn(f"The export of {day} was left out: {error.message}")

    def _manifest(self, day: dt.date, body: bytes) -> Manifest:
        return parse_manifest(body, day, self._now())

    def _history(self) -> Iterator[TokenBatch]:
        for number, window in enumerate(self._windows):
            self._report(Progress("OpenRouter history", number, len(self._windows)))
            if number:
                self._client.wait(SECONDS_APART, "the Data API takes 30 requests a minute")
            asked = [("start_date", window[0].isoformat()), ("end_date", window[1].isoformat())]
            try:
                yield self._get(HISTORY, partial(self._window, window), asked)
            except UpstreamRefused as error:
                if error.status != 400 or self._newest is None or window[0] < self._newest:
                    raise
                self._warn(f"The Data API has nothing yet of {window[0]} or later: {error.message}")
        if self._windows:
            self._report(Progress("OpenRouter history", len(self._windows), len(self._windows)))

    def _window(self, window: Window, body: bytes) -> TokenBatch:
        return parse_window(body, window, self._now())

    def _get(self, path: str, parse: Callable[[bytes], T], params: Params | None = None) -> T:
        try:
            return self._client.get(path, params, parse=parse).value
        except UpstreamRefused as error:
            if error.status not in (401, 403):
                raise
            advice = "Check OPENROUTER_API_KEY: the Data API needs a valid key, the daily exports need none."
            raise UpstreamRefused(error.message, advice=advice, status=error.status) from None

    def _warn(self, text: str) -> None:
        self.traffic.warnings.append(text)
