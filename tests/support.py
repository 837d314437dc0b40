"""Plants facts through the real way of publishing, few enough to check by hand, and reads the sums made of them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import text

from app.collect import Outcome, collect
from app.store.engine import Database
from collectors.contract import (
    Batch,
    HubModel,
    HubPage,
    HubTail,
    Licence,
    Origin,
    Platform,
    TokenBatch,
    TokenDay,
    TokenRow,
    Traffic,
)

LICENCES = {
    Platform.OPENROUTER: Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "Source: OpenRouter"),
    Platform.HUGGINGFACE: Licence("", "", "Source: Hugging Face Hub API"),
}


class Planted:
    """A collector that yields what it was given."""

    def __init__(self, platform: Platform, batches: Iterable[Batch], *, synthetic: bool = False) -> None:
        self.platform, self.source, self.licence = platform, "planted", LICENCES[platform]
        self.traffic = Traffic(synthetic=synthetic)
        self._batches = batches

    def collect(self) -> Iterator[Batch]:
        yield from self._batches


def plant_tokens(
    database: Database,
    day: dt.date,
    tokens: Mapping[str, int],
    *,
    other: int | None = None,
    known_at: dt.datetime | None = None,
) -> Outcome:
    """Publish one OpenRouter day, known at 02:00 UTC of the day after unless told otherwise."""
    rows = tuple(TokenRow(slug, count) for slug, count in tokens.items())
    moment = known_at or midnight(day) + dt.timedelta(hours=26)
    batch = TokenBatch(Origin.EXPORT, moment, (TokenDay(day, rows, other),))
    return collect(database, Planted(Platform.OPENROUTER, [batch]), now=lambda: moment)


def plant_hub(database: Database, day: dt.date, models: Sequence[HubModel], *, tail: int | None = None) -> Outcome:
    """Publish one Hub snapshot, taken at 06:00 UTC of its day."""
    moment = midnight(day) + dt.timedelta(hours=6)
    batches = [HubPage("downloads", 1, tuple(models), None), HubTail(tail)]
    return collect(database, Planted(Platform.HUGGINGFACE, batches), now=lambda: moment)


def hub_model(repo_id: str, downloads: int | None, **attributes: object) -> HubModel:
    """A Hub model whose _id follows from its name unless `model` is given."""
    model = attributes.pop("model", None) or hashlib.sha256(repo_id.encode()).hexdigest()[:24]
    account = repo_id.rpartition("/")[0]
    return HubModel(model=model, repo_id=repo_id, account=account, downloads=downloads, **attributes)  # type: ignore[arg-type]


def midnight(day: dt.date) -> dt.datetime:
    """The first moment of a UTC day."""
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def rollups(database: Database, unit: str, population: str = "all") -> dict[tuple[str, str], int]:
    """What is stored of all days in one unit and population, by kind and account."""
    with database.connect() as connection:
        rows = connection.execute(
            text("SELECT kind, account, value FROM rollup WHERE unit = :unit AND population = :population"),
            {"unit": unit, "population": population},
        )
        return {(row.kind, row.account): row.value for row in rows}
