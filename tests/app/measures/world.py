"""A week of facts that can be checked by hand, and short ways to ask about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from app.collect import collect
from app.limits import Limits
from app.measures.rank import rank
from app.measures.result import Measured
from app.measures.share import share
from app.prepare import make_current
from app.registry import read_registry
from app.store.engine import Database
from app.view import Grouping, View
from collectors.contract import HubModel, HubPage, HubTail, Origin, Platform, TokenBatch, TokenDay, TokenRow
from tests.app.registry.files import LINES, write_registry
from tests.support import Planted, midnight

MONDAY = dt.date(2026, 7, 6)

# 1,000 tokens in all, with `other`: 700 Chinese, 150 American, 50 French, 60 undisclosed, 10 of an account that
# nobody knows, 30 of the tail.
TOKENS = {
    "qwen/a": 300,
    "qwen/a:free": 100,
    "deepseek/d": 200,
    "openai/g": 150,
    "moonshotai/k": 100,
    "mistralai/m": 50,
    "stealth/x": 40,
    "~openai/latest": 20,
    "nobody/n": 10,
}
OTHER = 30


# A day of ten rows would be judged against its neighbours, and these days are unlike each other on purpose.
UNJUDGED = Limits(gate_least_rows=1_000)


def plant(
    database: Database,
    day: dt.date,
    tokens: Mapping[str, int],
    *,
    other: int | None = None,
    known_at: dt.datetime | None = None,
    synthetic: bool = False,
) -> None:
    """Publish one OpenRouter day, known at 02:00 UTC of the day after unless told otherwise."""
    moment = known_at or midnight(day) + dt.timedelta(hours=26)
    rows = tuple(TokenRow(slug, count) for slug, count in tokens.items())
    batch = TokenBatch(Origin.EXPORT, moment, (TokenDay(day, rows, other),))
    planted = Planted(Platform.OPENROUTER, [batch], synthetic=synthetic)
    assert not collect(database, planted, now=lambda: moment, limits=UNJUDGED).held


def plant_models(database: Database, day: dt.date, *models: HubModel) -> None:
    """Publish one Hub snapshot, taken at 06:00 UTC of its day."""
    moment = midnight(day) + dt.timedelta(hours=6)
    batches = [HubPage("downloads", 1, models, None), HubTail(None)]
    collect(database, Planted(Platform.HUGGINGFACE, batches), now=lambda: moment, limits=UNJUDGED)


def register(database: Database, folder: Path, **replaced: Iterable[str]) -> None:
    """Make the small registry current, with some files replaced, and bring the rollups up to it."""
    with database.begin() as connection:
        make_current(connection, read_registry(write_registry(folder, **replaced)))


def with_changes(*lines: str) -> dict[str, Iterable[str]]:
    """The small registry with dated changes."""
    return {"changes": [*LINES["changes.csv"], *lines]}


def ask_share(database: Database, **view: Any) -> Measured:
    """The share of a view, by lab unless told otherwise."""
    with database.connect() as connection:
        return share(connection, View(**{"by": Grouping.LAB, **view}))


def ask_rank(database: Database, **view: Any) -> Measured:
    """The rank of a view, by lab unless told otherwise."""
    with database.connect() as connection:
        return rank(connection, View(**{"by": Grouping.LAB, **view}))


def column(frame: pd.DataFrame, name: str, day: dt.date | None = None) -> dict[str, Any]:
    """One column of a period's rows by group; of the frame's only period where no day is given."""
    rows = frame if day is None else frame[frame["date"] == pd.Timestamp(day)]
    assert rows["group"].is_unique
    return dict(zip(rows["group"], rows[name], strict=True))


def day_after(day: dt.date, days: int = 1) -> dt.date:
    """The day some days later."""
    return day + dt.timedelta(days=days)
