"""What the registry holds: labs with their accounts and countries over time, openness of weights, events."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from app.view import EventKind
from collectors.contract import Platform


class Confidence(StrEnum):
    """How well an event is established. What is only `known` waits for confirmation and is not shown to readers."""

    PRIMARY = "primary"
    REPORTED = "reported"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Lab:
    """An organisation that makes models."""

    lab_id: str
    name: str
    parent: str
    note: str


@dataclass(frozen=True, slots=True)
class LabAccount:
    """Whose an account is (`lab_id` None: undisclosed), from `valid_from` on (None: always).

    The registry knew it from `recorded_on` on (None: always); a correction holds for all dates once it is recorded.
    """

    platform: Platform
    account: str
    lab_id: str | None
    valid_from: dt.date | None
    recorded_on: dt.date | None
    correction: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class LabCountry:
    """Where a lab has its headquarters, dated like an account."""

    lab_id: str
    country: str
    valid_from: dt.date | None
    recorded_on: dt.date | None
    correction: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class Weights:
    """Whether the weights of the models whose permaslug starts with `prefix` are open; the longest prefix decides.

    It holds from `valid_from` on (None: always), dated like an account.
    """

    prefix: str
    open: bool
    valid_from: dt.date | None
    recorded_on: dt.date | None
    correction: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something dated that may explain a share, or a break in the data."""

    date: dt.date
    end_date: dt.date | None
    kind: EventKind
    title: str
    lab_id: str | None
    confidence: Confidence
    source: str


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything that gives accounts a meaning; `labs` keeps the order of its file."""

    labs: tuple[Lab, ...]
    accounts: tuple[LabAccount, ...]
    countries: tuple[LabCountry, ...]
    weights: tuple[Weights, ...]
    events: tuple[Event, ...]

    @property
    def hash(self) -> str:
        """The first 12 hexadecimal digits of the SHA-256 of the content; the order of lines does not change it."""
        tables = {name: sorted(json.dumps(row, default=str) for row in rows) for name, rows in asdict(self).items()}
        return hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()[:12]
