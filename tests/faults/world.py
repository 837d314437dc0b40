"""Both platforms in small, on a real server that can misbehave or hold an answer back."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from app.store.checks import broken_invariants
from app.store.engine import Database
from tests.collectors.exports import lines, publish
from tests.collectors.misbehaving import Answer, Misbehaving, Request, data

MODELS = 250
PAGE = 50
ACCOUNTS = [f"account-{n}" for n in range(40)] + ["Qwen", "moonshotai", "openai"]
AUTHORS = ("qwen", "openai", "google", "moonshotai", "x-ai")
FACTS = ("day_version", "openrouter_row", "openrouter_export", "hub_snapshot", "hub_model", "rollup")
Row = dict[str, Any]


def hub_rows(count: int = MODELS, factor: int = 1) -> list[Row]:
    """A Hub of `count` models, the most downloaded first."""
    rows = []
    for n in range(count):
        account = ACCOUNTS[n % len(ACCOUNTS)]
        rows.append(
            {
                "_id": hashlib.sha256(f"model {n}".encode()).hexdigest()[:24],
                "id": f"{account}/model-{n}",
                "downloads": (100_000 - 300 * n) * factor,
                "downloadsAllTime": (1_000_000 - 300 * n) * factor,
                "likes": n,
                "tags": ["license:apache-2.0"],
                "pipeline_tag": "text-generation",
            }
        )
    return rows


def export_rows(snapshot: dt.date, days: int = 5, factor: int = 1) -> list[str]:
    """The rows of a dated export: `days` complete days before it, 30 models and a tail each."""
    rows = []
    for back in range(days, 0, -1):
        day = snapshot - dt.timedelta(days=back)
        for n in range(30):
            rows.append((day, f"{AUTHORS[n % len(AUTHORS)]}/model-{n}", (9_000_000 - 100_000 * n + day.day) * factor))
        rows.append((day, "other", 5_000_000 * factor))
    return lines(rows)


class Platforms(Misbehaving):
    """OpenRouter and the Hub behind one address; `hub` is what the Hub lists."""

    def __init__(self, today: dt.date | None = None) -> None:
        super().__init__()
        self.today = today or dt.datetime.now(dt.UTC).date()
        self.hub = hub_rows()
        self.change_page: Callable[[int, list[Row]], list[Row]] = lambda number, rows: rows
        self.script["/api/models"] = self._page
        self._held: dict[str, tuple[threading.Event, threading.Event]] = {}

    def publish_export(self, factor: int = 1, **changes: Any) -> None:
        """Let OpenRouter publish today's export."""
        publish(self, self.today, export_rows(self.today, factor=factor), **changes)

    @contextmanager
    def holding(self, part: str) -> Iterator[threading.Event]:
        """Hold back the answer to the first request whose address has `part`; yields what tells that it came."""
        came, go = threading.Event(), threading.Event()
        self._held[part] = (came, go)
        try:
            yield came
        finally:
            self._held.pop(part, None)
            go.set()

    def let_go(self, part: str) -> None:
        """Give the answer that is held back."""
        self._held[part][1].set()

    def answer_to(self, target: str, headers: Any) -> Answer:
        for part, (came, go) in list(self._held.items()):
            if part in target and not came.is_set():
                came.set()
                go.wait(30)
        return super().answer_to(target, headers)

    def _page(self, request: Request) -> Answer:
        query = dict(request.query)
        rows = self.hub
        if author := query.get("author"):
            rows = [row for row in rows if row["id"].startswith(f"{author}/")]
        start = int(query.get("cursor", "0"))
        page = self.change_page(start // PAGE + 1, [dict(row) for row in rows[start : start + PAGE]])
        following: dict[str, str] = {}
        if start + PAGE < len(rows):
            address = f"{self.url}/api/models?limit={PAGE}&cursor={start + PAGE}"
            if author:
                address += f"&author={author}"
            following = {"Link": f'<{address}>; rel="next"'}
        return data(page, headers=following)


def facts(database: Database) -> dict[str, Any]:
    """What is stored of the platforms, without the numbers and times of runs."""
    with database.connect() as connection:
        return {
            "openrouter": connection.execute(
                text(
                    "SELECT day, permaslug, tokens FROM openrouter_row JOIN day_version USING (version_id)"
                    " ORDER BY day, version_id, position"
                )
            ).all(),
            "hub": connection.execute(
                text("SELECT day, model, account, downloads, downloads_all_time FROM hub_snapshot ORDER BY day, model")
            ).all(),
            "models": connection.execute(text("SELECT model, repo_id FROM hub_model ORDER BY model")).all(),
            "rollups": connection.execute(
                text(
                    "SELECT platform, day, population, unit, kind, account, value FROM rollup"
                    " JOIN day_version USING (version_id) ORDER BY 1, 2, version_id, 3, 4, 5, 6"
                )
            ).all(),
        }


def counts(database: Database) -> dict[str, int]:
    """How many rows each table of observations has."""
    with database.connect() as connection:
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in FACTS}


def runs(database: Database) -> list[tuple[str, str, str | None]]:
    """platform, status and reason of every run, oldest first."""
    with database.connect() as connection:
        found = connection.execute(text("SELECT platform, status, error FROM run ORDER BY run_id"))
        return [tuple(row) for row in found]


def assert_sound(database: Database, *, running: bool = False) -> None:
    """Every invariant of the store holds; a run that was just killed may still say that it is running."""
    with database.connect() as connection:
        broken = broken_invariants(connection)
    if running:
        broken = [each for each in broken if each.invariant != "every run that says it is running has a process"]
    assert broken == []
