"""What a source yields: the shapes, the `Collector` protocol and the errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

import msgspec


class Platform(StrEnum):
    """The two places whose usage is ranked."""

    HUGGINGFACE = "huggingface"
    OPENROUTER = "openrouter"


class Origin(StrEnum):
    """The way by which a day's values came in; shown in every source line."""

    EXPORT = "export"
    DATA_API = "data_api"
    HUB_API = "hub_api"
    HUB_STATS = "hub_stats"
    FILE = "file"


class Relation(StrEnum):
    """How a Hub model says it descends from its base."""

    FINETUNE = "finetune"
    ADAPTER = "adapter"
    QUANTIZED = "quantized"
    MERGE = "merge"


# --- errors ------------------------------------------------------------------------------------------------------


class ModelshareError(Exception):
    """Anything this program can explain: what happened, to what, and what to do."""

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(f"{message} {advice}".strip())
        self.message = message
        self.advice = advice


class UpstreamError(ModelshareError):
    """A platform did not give what its contract promises. `status` is its HTTP status, None where there was none."""

    def __init__(self, message: str, *, advice: str = "", status: int | None = None) -> None:
        super().__init__(message, advice=advice)
        self.status = status


class UpstreamUnreachable(UpstreamError):
    """No answer: refused, reset, timed out, a name or a certificate that does not resolve."""


class UpstreamBusy(UpstreamError):
    """The platform kept saying "not now" (429 or 5xx) until patience ran out."""


class UpstreamRefused(UpstreamError):
    """The platform said no (400, 401, 403) and asking again will not help."""


class UpstreamAbsent(UpstreamError):
    """The thing asked for does not exist there (404)."""


class UpstreamMalformed(UpstreamError):
    """An answer that is not what the contract says: a web page, half a body, another shape, a wrong checksum."""


# --- what collectors yield ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which terms a source's numbers may be republished, and how to cite it."""

    name: str
    url: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """One input row that was refused: where it stood, why, and its raw text (at most 2,000 characters).

    `lost` says that a row is missing for it, on `day` where the source has days; `value` is about what it would have
    counted, judged by its neighbours in a list that is sorted by value, and None where nothing tells.
    """

    where: str
    reason: str
    raw: str
    lost: bool = True
    day: dt.date | None = None
    value: int | None = None


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One model's tokens on one UTC day; the permaslug still carries its `:variant`."""

    permaslug: str
    tokens: int


@dataclass(frozen=True, slots=True)
class TokenDay:
    """A UTC day as one retrieval saw it. No rows means "covered, no rows": neither a zero nor a failure.

    `other` is the platform's own tail row, None where the day had none.
    """

    day: dt.date
    rows: tuple[TokenRow, ...]
    other: int | None


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """Days that one document gave: an immutable dated export, or one window of the Data API.

    `known_at` is when these values first stood in public in this form (an export's own retrieval time) or,
    where nothing proves an earlier time, when they were retrieved here. `snapshot_date` and `sha256` identify
    an export and are None for a window of the Data API.
    """

    origin: Origin
    known_at: dt.datetime
    days: tuple[TokenDay, ...]
    rejected: tuple[Rejected, ...] = ()
    snapshot_date: dt.date | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One model of OpenRouter's catalogue. Prices are USD per token, None where unknown or routed."""

    model_id: str
    permaslug: str
    name: str
    created_at: dt.datetime | None
    hugging_face_id: str | None
    context_length: int | None
    input_modalities: tuple[str, ...]
    output_modalities: tuple[str, ...]
    prompt_usd: Decimal | None
    completion_usd: Decimal | None


@dataclass(frozen=True, slots=True)
class CatalogueBatch:
    """The whole catalogue as it stood at `known_at`."""

    known_at: dt.datetime
    entries: tuple[CatalogueEntry, ...]
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class BenchmarkEntry:
    """One model's benchmark figures as one source gives them; None where it gives none."""

    source: str
    permaslug: str
    intelligence_index: float | None
    coding_index: float | None
    agentic_index: float | None


@dataclass(frozen=True, slots=True)
class BenchmarkBatch:
    """The benchmark figures as they stood at `known_at`."""

    known_at: dt.datetime
    entries: tuple[BenchmarkEntry, ...]
    rejected: tuple[Rejected, ...] = ()


class HubModel(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One Hub repository as one page showed it. Counts are None where the Hub left them out.

    `model` is the Hub's own `_id`, which survives renames; `account` is the part of `repo_id` before the slash
    (empty for the few repositories that have none). `downloads` is the rolling count of 30 days.
    """

    model: str
    repo_id: str
    account: str
    downloads: int | None = None
    downloads_all_time: int | None = None
    likes: int | None = None
    created_at: dt.datetime | None = None
    pipeline_tag: str | None = None
    library: str | None = None
    licence: str | None = None
    gated: str | None = None
    parameters: int | None = None
    base_models: tuple[str, ...] = ()
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class HubPage:
    """One page of the Hub's list. `section` is "downloads" or an organisation; `next_url` None ends the section."""

    section: str
    number: int
    models: tuple[HubModel, ...]
    next_url: str | None
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class HubTail:
    """What the walk by downloads left out: no missing model has more than `most_downloads`; None: nothing missing."""

    most_downloads: int | None


Batch = TokenBatch | CatalogueBatch | BenchmarkBatch | HubPage | HubTail


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a collection is: `done` of `total` steps of `phase`; `total` None where nobody knows."""

    phase: str
    done: int
    total: int | None


Report = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """The report that nobody reads."""


@dataclass(slots=True)
class Traffic:
    """What a client has exchanged so far. `synthetic` turns true when a server says that its data are made up."""

    requests: int = 0
    bytes: int = 0
    synthetic: bool = False
    warnings: list[str] = field(default_factory=list)


class Collector(Protocol):
    """One attempt to read one source, in order, exactly once."""

    platform: Platform
    source: str
    licence: Licence
    traffic: Traffic

    def collect(self) -> Iterator[Batch]:
        """Yield batches in the order of their `known_at`; raise an `UpstreamError` where the contract is broken."""
        ...
