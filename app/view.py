"""The `View`: the whole state of a chart, and its canonical query string."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, get_args, get_type_hints
from urllib.parse import parse_qsl, urlencode

from app.errors import ViewError
from collectors.contract import Platform


class Measure(StrEnum):
    SHARE = "share"
    RANK = "rank"


class Unit(StrEnum):
    TOKENS = "tokens"
    LIST_USD = "list_usd"
    DOWNLOADS_30D = "downloads_30d"
    DOWNLOADS_DAILY = "downloads_daily"


class Population(StrEnum):
    ALL = "all"
    NAMED = "named"
    TOP10 = "top10"
    OPEN = "open"
    LANGUAGE = "language"
    ORIGINAL = "original"


class Grouping(StrEnum):
    LAB = "lab"
    COUNTRY = "country"
    BLOC = "bloc"
    NAMED3 = "named3"
    MODEL = "model"


class Grain(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Scale(StrEnum):
    STACKED = "stacked"
    LINES = "lines"
    ABSOLUTE = "absolute"
    LOG = "log"
    INDEX = "index"


class Layout(StrEnum):
    ONE = "one"
    MULTIPLES = "multiples"
    MULTIPLES_FREE = "multiples-free"


class Align(StrEnum):
    CALENDAR = "calendar"
    RELEASE = "release"


class EventKind(StrEnum):
    EXPORT_CONTROL = "export_control"
    US_POLICY = "us_policy"
    RELEASE = "release"
    REPORT = "report"
    COMPANY = "company"
    DATA_BREAK = "data_break"


UNITS = {
    Platform.OPENROUTER: (Unit.TOKENS, Unit.LIST_USD),
    Platform.HUGGINGFACE: (Unit.DOWNLOADS_30D, Unit.DOWNLOADS_DAILY),
}
POPULATIONS = {
    Platform.OPENROUTER: (Population.ALL, Population.NAMED, Population.TOP10, Population.OPEN),
    Platform.HUGGINGFACE: (Population.ALL, Population.LANGUAGE, Population.ORIGINAL),
}
FLOWS = frozenset({Unit.TOKENS, Unit.LIST_USD, Unit.DOWNLOADS_DAILY})

MOST_TEXT = 4_000
MOST_NAMES = 60
MOST_SMOOTHING = 365


@dataclass(frozen=True, slots=True)
class View:
    """The whole state of a chart. Every field has a default; the query string names only what differs from it.

    `unit` None means the platform's first unit. `since` and `until` are both inclusive UTC days. `select` is the
    groups to show, in order; empty means the measure's own choice. `as_of` redraws the view as it was known at the
    end of that UTC day. `registry` pins the registry by its hash. `smooth` is the periods of a trailing mean.
    """

    measure: Measure = Measure.SHARE
    platform: Platform = Platform.OPENROUTER
    unit: Unit | None = None
    population: Population = Population.ALL
    by: Grouping = Grouping.BLOC
    select: tuple[str, ...] = ()
    grain: Grain = Grain.DAY
    since: dt.date | None = None
    until: dt.date | None = None
    scale: Scale = Scale.STACKED
    layout: Layout = Layout.ONE
    align: Align = Align.CALENDAR
    smooth: int = 1
    band: bool = False
    events: tuple[EventKind, ...] = ()
    as_of: dt.date | None = None
    registry: str | None = None

    def __post_init__(self) -> None:
        """Fill the platform's default unit and refuse what cannot be drawn."""
        if self.unit is None:
            object.__setattr__(self, "unit", UNITS[self.platform][0])
        if self.unit not in UNITS[self.platform]:
            raise ViewError(_not_on(self.platform, "unit", self.unit, UNITS[self.platform]))
        if self.population not in POPULATIONS[self.platform]:
            raise ViewError(_not_on(self.platform, "population", self.population, POPULATIONS[self.platform]))
        if self.since and self.until and self.since > self.until:
            raise ViewError(f"The window starts on {self.since} after it ends on {self.until}. Swap the two dates.")
        if not 1 <= self.smooth <= MOST_SMOOTHING:
            raise ViewError(f"smooth must lie between 1 and {MOST_SMOOTHING} periods, and {self.smooth} does not.")
        if len(self.select) > MOST_NAMES:
            raise ViewError(f"A view selects at most {MOST_NAMES} groups, and {len(self.select)} were named.")
        if any(not name for name in self.select) or len(set(self.select)) != len(self.select):
            raise ViewError("select holds an empty or a repeated name. Name each group once.")
        if len(set(self.events)) != len(self.events):
            raise ViewError("events holds a repeated kind. Name each kind once.")

    @property
    def counted(self) -> Unit:
        """The unit, which is never None once a view stands."""
        assert self.unit is not None
        return self.unit

    def with_(self, **changes: Any) -> View:
        """The same view with some fields changed; a unit or population that the new platform lacks falls back."""
        platform = changes.get("platform", self.platform)
        if platform != self.platform:
            changes.setdefault("unit", None)
            if changes.get("population", self.population) not in POPULATIONS[platform]:
                changes["population"] = Population.ALL
        return replace(self, **changes)

    def query(self) -> str:
        """The canonical query string: fields in the order of the class, defaults left out."""
        plain = View(platform=self.platform)
        pairs = [
            (_KEYS[f.name], _write(getattr(self, f.name)))
            for f in fields(self)
            if getattr(self, f.name) != getattr(plain, f.name) or f.name == "platform"
        ]
        return urlencode(pairs)

    @classmethod
    def parse(cls, query: str) -> View:
        """Read a query string (or a whole permalink); raise `ViewError` with the offending part and what is allowed."""
        if len(query) > MOST_TEXT:
            raise ViewError(f"This link has {len(query):,} characters; a view has at most {MOST_TEXT:,}.")
        text = query.strip().partition("#")[0]
        text = text.partition("?")[2] if "?" in text else text
        found: dict[str, Any] = {}
        hints = get_type_hints(cls)
        for key, value in parse_qsl(text, keep_blank_values=True, max_num_fields=None):
            name = _NAMES.get(key)
            if name is None:
                raise ViewError(f"A view has no '{_show(key)}'. It has: {', '.join(_NAMES)}.")
            if name in found:
                raise ViewError(f"'{key}' stands twice in this link. Keep one.")
            found[name] = _read(key, value, hints[name])
        if text and not found:
            raise ViewError(f"'{_show(text)}' is not a view. A view reads like: {View().query()}&by=lab&grain=week.")
        return cls(**found)


_KEYS = {f.name: {"since": "from", "until": "to", "as_of": "as-of"}.get(f.name, f.name) for f in fields(View)}
_NAMES = {key: name for name, key in _KEYS.items()}


def _not_on(platform: Platform, what: str, value: object, allowed: tuple[StrEnum, ...]) -> str:
    return f"{platform} has no {what} '{value}'. It has: {', '.join(allowed)}."


def _show(text: str) -> str:
    return text[:80].encode("unicode_escape").decode("ascii")


def _write(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return ",".join(str(part).replace("%", "%25").replace(",", "%2C") for part in value)
    return "" if value is None else str(value)


def _read(key: str, value: str, hint: Any) -> Any:
    kinds = get_args(hint) or (hint,)
    if kinds[0] is str and Ellipsis in kinds:
        return tuple(part.replace("%2C", ",").replace("%25", "%") for part in value.split(",")) if value else ()
    if Ellipsis in kinds:
        return tuple(_one(key, part, kinds[0]) for part in value.split(",")) if value else ()
    if not value and type(None) in kinds:
        return None
    return _one(key, value, kinds[0])


def _one(key: str, value: str, kind: Any) -> Any:
    if kind is bool:
        if value not in ("0", "1"):
            raise ViewError(f"{key} is 1 or 0, and not '{_show(value)}'.")
        return value == "1"
    try:
        return dt.date.fromisoformat(value) if kind is dt.date else kind(value)
    except ValueError:
        if issubclass(kind, StrEnum):
            allowed = f"one of: {', '.join(kind)}"
        else:
            allowed = {dt.date: "a date like 2026-07-14", int: "a whole number"}.get(kind, "text")
        raise ViewError(f"{key} is {allowed}, and not '{_show(value)}'.") from None
