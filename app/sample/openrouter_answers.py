"""Answers in the shape of OpenRouter's catalogue, Data API and daily exports."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.sample.answers import Answer, Query, answer, encoded, refusal
from app.sample.world import World

BASE = "/api/v1"
EXPORTS = f"{BASE}/datasets/exports"
DATASET = "rankings-daily"
LONGEST = 366
WINDOW = 30
KEPT = 60  # so many dated exports can be read; older ones are absent
ONE_DAY = dt.timedelta(days=1)
LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
ATTRIBUTION = "Synthetic sample data in the shape of OpenRouter's (openrouter.ai); nothing here was measured."
ABSENT = answer(404, {"error": {"message": "Export not found", "code": 404}})

_FILE = re.compile(rf"{DATASET}/(latest|\d{{4}}-\d\d-\d\d)\.(manifest\.json|csv)")


@dataclass(frozen=True, slots=True)
class Export:
    """One dated file."""

    body: bytes
    rows: int
    sha256: str


class OpenRouterAnswers:
    """Answers for any day of a world; what does not change is encoded once and kept."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._export = lru_cache(maxsize=2 * KEPT)(self._make_export)
        self._catalogue = lru_cache(maxsize=8)(self._make_catalogue)
        self._rows: dict[tuple[dt.date, int | None, int], bytes] = {}

    def catalogue(self, today: dt.date) -> Answer:
        """`GET /models`."""
        return Answer(200, self._catalogue(today))

    def rankings(self, query: Query, authorisation: str, today: dt.date) -> Answer:
        """`GET /datasets/rankings-daily`: completed days only, and not before the world's first."""
        if not re.fullmatch(r"Bearer \S+", authorisation):
            return refusal(401, "No auth credentials found")
        if query.get("period", ["day"])[0] != "day":
            return refusal(400, "The sample serves period=day only.")
        first, last = self._world.first, min(today - ONE_DAY, self._world.end)
        try:
            end = _date(query, "end_date") or last
            start = _date(query, "start_date") or end - dt.timedelta(days=WINDOW - 1)
        except ValueError:
            return refusal(400, "Invalid date: use YYYY-MM-DD.")
        if end < first:
            return refusal(400, f"Data is only available from {first} onward; end_date must be on or after that.")
        start, end = max(start, first), min(end, last)
        if start > end:
            return refusal(400, "start_date must be on or before end_date.")
        days = (end - start).days + 1
        if days > LONGEST:
            return refusal(400, f"Date range cannot exceed {LONGEST} days (requested {days}).")
        rows = b",".join(filter(None, (self._day(start + dt.timedelta(days=n), today) for n in range(days))))
        meta = {"as_of": _now(today), "version": "v1", "start_date": str(start), "end_date": str(end)}
        body = b'{"data":[' + rows + b'],"meta":' + encoded(meta) + b"}"
        return Answer(200, body, (("Cache-Control", "private, max-age=60"),))

    def export(self, name: str, today: dt.date, base: str) -> Answer:
        """A file under `/datasets/exports/`; `base` is the address that links begin with."""
        newest = min(today, self._world.end + ONE_DAY)
        if name == "index.json":
            return answer(200, self._index(newest, base))
        found = _FILE.fullmatch(name)
        if found is None:
            return ABSENT
        try:
            day = newest if found[1] == "latest" else dt.date.fromisoformat(found[1])
        except ValueError:
            return ABSENT
        if not max(newest - dt.timedelta(days=KEPT - 1), self._world.first + ONE_DAY) <= day <= newest:
            return ABSENT
        export = self._export(day)
        if found[2] == "csv":
            return Answer(200, export.body, (("Cache-Control", "public, max-age=300"),), "text/csv; charset=utf-8")
        return answer(200, _manifest(day, export, base))

    def _index(self, newest: dt.date, base: str) -> dict[str, Any]:
        dataset = {
            "id": DATASET,
            "title": "Synthetic sample data: model rankings, daily token share",
            "latest_snapshot_date": str(newest),
            "latest_manifest_url": f"{base}{EXPORTS}/{DATASET}/latest.manifest.json",
        }
        return {
            "schema_version": "v1",
            "updated_at": _retrieved_at(newest),
            "update_cadence": "daily",
            "license": LICENCE,
            "attribution": ATTRIBUTION,
            "datasets": [dataset] if newest > self._world.first else [],
        }

    def _day(self, day: dt.date, today: dt.date) -> bytes:
        """A day's rows as the Data API writes them."""
        found = self._world.token_day(day, today)
        version = (day, found.other, len(found.rows) and found.rows[0][1])
        if version not in self._rows:
            rows = [*found.rows, ("other", found.other)] if found.other is not None else found.rows
            self._rows[version] = ",".join(
                f'{{"date":"{day}","model_permaslug":"{slug}","total_tokens":"{tokens}"}}' for slug, tokens in rows
            ).encode()
        return self._rows[version]

    def _make_catalogue(self, today: dt.date) -> bytes:
        return encoded({"data": self._world.catalogue(today)})

    def _make_export(self, snapshot: dt.date) -> Export:
        lines = ["date,model_permaslug,rank,total_tokens,share_of_daily_tokens"]
        for back in range(WINDOW, 0, -1):
            day = snapshot - dt.timedelta(days=back)
            found = self._world.token_day(day, snapshot)
            lines += [
                f"{day},{slug},{rank},{tokens},{tokens / found.total}"
                for rank, (slug, tokens) in enumerate(found.rows, start=1)
            ]
            if found.other is not None:
                lines.append(f"{day},other,,{found.other},{found.other / found.total}")
        body = "".join(f"{line}\r\n" for line in lines).encode("ascii")
        return Export(body, len(lines) - 1, hashlib.sha256(body).hexdigest())


def _manifest(day: dt.date, export: Export, base: str) -> dict[str, Any]:
    file = {
        "url": f"{base}{EXPORTS}/{DATASET}/{day}.csv",
        "encoding_format": "text/csv",
        "bytes": len(export.body),
        "sha256": export.sha256,
    }
    return {
        "dataset": DATASET,
        "schema_version": "v1",
        "snapshot_date": str(day),
        "retrieved_at": _retrieved_at(day),
        "row_count": export.rows,
        "update_cadence": "daily",
        "license": LICENCE,
        "attribution": ATTRIBUTION,
        "readme_url": f"{base}{EXPORTS}/README.md",
        "files": {"csv": file},
    }


def _retrieved_at(day: dt.date) -> str:
    return f"{day}T01:46:15.433Z"


def _now(today: dt.date) -> str:
    """The time of the answer, on the day that the platform believes it is."""
    return dt.datetime.combine(today, dt.datetime.now(dt.UTC).time(), dt.UTC).isoformat()


def _date(query: Query, name: str) -> dt.date | None:
    return dt.date.fromisoformat(query[name][0]) if name in query else None
