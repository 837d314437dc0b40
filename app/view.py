"""The `View`: the whole state of a chart, and its canonical query string."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode

from app.errors import ViewError
from collectors.contract import Platform as Platform  # the dashboard takes it from here


class Measure(StrEnum):
    SHARE = "share"
    RANK = "rank"
    CONTRIBUTION = "contribution"
    CROSSOVER = "crossover"
    CONCENTRATION = "concentration"
    SPREAD = "spread"
    LEDGER = "ledger"
    REFERENCE = "reference"
    CLAIM = "claim"
    VERDICT = "verdict"
    PLATFORMS = "platforms"
    FLYWHEEL = "flywheel"
    EFFICIENCY = "efficiency"
    EVENT_STUDY = "event_study"
    DISTORTION = "distortion"
    LEAD_LAG = "lead_lag"
    AGREEMENT = "agreement"
    DERIVATIVES = "derivatives"
    PRICES = "prices"
    FRONTIER = "frontier"
    RELEASES = "releases"
    EVENTS = "events"
    EVALUATION = "evaluation"


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


class Earlier(StrEnum):
    """Which earlier window stands beside the view's own."""

    NONE = "none"
    PREVIOUS = "previous"  # as long, and over before the view's own begins
    YEAR = "year"  # 52 weeks earlier, so that weekdays match; of months, 12 months


class EventKind(StrEnum):
    EXPORT_CONTROL = "export_control"
    US_POLICY = "us_policy"
    RELEASE = "release"
    REPORT = "report"
    COMPANY = "company"
    DATA_BREAK = "data_break"
    FLAG = "flag"  # what may distort the numbers: found in the data, and not kept in the registry


class Distortion(StrEnum):
    """The kinds of what is flagged."""

    FREE = "free_variant"
    PRICE_CUT = "price_cut"
    STEALTH = "stealth"
    SPIKE = "spike"
    FLAT = "flat"
    STEP = "step"
    FALLING = "falling_counters"


UNITS = {
    Platform.OPENROUTER: (Unit.TOKENS, Unit.LIST_USD),
    Platform.HUGGINGFACE: (Unit.DOWNLOADS_30D, Unit.DOWNLOADS_DAILY),
}
POPULATIONS = {
    Platform.OPENROUTER: (Population.ALL, Population.NAMED, Population.TOP10, Population.OPEN),
    Platform.HUGGINGFACE: (Population.ALL, Population.LANGUAGE, Population.ORIGINAL),
}
# What can be left out of each platform's shares. A price cut is no count, so there is nothing of it to leave out.
LEAVABLE = {
    Platform.OPENROUTER: (Distortion.FREE, Distortion.STEALTH, Distortion.FLAT, Distortion.STEP),
    Platform.HUGGINGFACE: (Distortion.SPIKE, Distortion.FLAT, Distortion.STEP, Distortion.FALLING),
}
FLOWS = frozenset({Unit.TOKENS, Unit.LIST_USD, Unit.DOWNLOADS_DAILY})

FIRST_DAY = dt.date(2000, 1, 1)
LAST_DAY = dt.date(2199, 12, 31)
MOST_TEXT = 4_000
MOST_NAMES = 60
MOST_NAME = 200
MOST_SMOOTHING = 365
MOST_WEEKS = 104
MOST_CLAIM = 400
MOST_TITLE = 120


@dataclass(frozen=True, slots=True)
class View:
    """The whole state of a chart. Every field has a default; the query string names only what differs from it.

    `unit` None means the platform's first unit. `since` and `until` are both inclusive UTC days. `select` is the
    groups to show, in order; empty means the measure's own choice. `as_of` redraws the view as it was known at the
    end of that UTC day. `registry` pins the registry by its hash. `smooth` is the periods of a trailing mean.
    `earlier` sets the same shares of an earlier window beside those of the view's own. `without` leaves out what is
    flagged as one of these kinds, and every title says so.
    `window_weeks` is how far a measure looks to both sides of a date. `claim` is the sentence that a claim check reads.
    `weights` and `scores` are an evaluation's, in its own words (`app.measures.evaluation_file`), and `title` is what
    the organisation calls it.
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
    earlier: Earlier = Earlier.NONE
    events: tuple[EventKind, ...] = ()
    as_of: dt.date | None = None
    registry: str | None = None
    window_weeks: int = 8
    claim: str | None = None
    without: tuple[Distortion, ...] = ()
    weights: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()
    title: str | None = None

    def __post_init__(self) -> None:
        """Fill the platform's default unit, put the kinds of events in their order, refuse what cannot be drawn."""
        if self.unit is None:
            object.__setattr__(self, "unit", UNITS[self.platform][0])
        object.__setattr__(self, "events", tuple(kind for kind in EventKind if kind in self.events))
        object.__setattr__(self, "without", tuple(kind for kind in Distortion if kind in self.without))
        if self.unit not in UNITS[self.platform]:
            raise ViewError(_not_on(self.platform, "unit", self.unit, UNITS[self.platform]))
        if self.population not in POPULATIONS[self.platform]:
            raise ViewError(_not_on(self.platform, "population", self.population, POPULATIONS[self.platform]))
        for kind in self.without:
            if kind not in LEAVABLE[self.platform]:
                raise ViewError(_not_on(self.platform, "flag to leave out called", kind, LEAVABLE[self.platform]))
        for key, day in (("from", self.since), ("to", self.until), ("as-of", self.as_of)):
            if day is not None and not FIRST_DAY <= day <= LAST_DAY:
                raise ViewError(f"{key} must lie between {FIRST_DAY} and {LAST_DAY}, and {day} does not.")
        if self.since and self.until and self.since > self.until:
            raise ViewError(f"The window starts on {self.since} after it ends on {self.until}. Swap the two dates.")
        if not 1 <= self.smooth <= MOST_SMOOTHING:
            raise ViewError(f"smooth must lie between 1 and {MOST_SMOOTHING} periods, and {self.smooth} does not.")
        if self.registry is not None and not re.fullmatch("[0-9a-f]{12}", self.registry):
            raise ViewError(f"registry is a hash of 12 hexadecimal digits, and not '{_show(self.registry)}'.")
        if not 1 <= self.window_weeks <= MOST_WEEKS:
            raise ViewError(f"weeks must lie between 1 and {MOST_WEEKS}, and {self.window_weeks} does not.")
        if self.claim is not None and not (0 < len(self.claim) <= MOST_CLAIM and self.claim.isprintable()):
            raise ViewError(f"claim is one line of at most {MOST_CLAIM} characters.")
        if self.title is not None:
            if self.measure is not Measure.EVALUATION:
                raise ViewError(f"Only an evaluation has a title of its own, and {self.measure} is none.")
            if not (0 < len(self.title) <= MOST_TITLE and self.title.isprintable()):
                raise ViewError(f"title is one line of at most {MOST_TITLE} characters.")
        for key in ("select", "weights", "scores"):
            _check_names(key, getattr(self, key))
        if len(self.query()) > MOST_TEXT:
            raise ViewError(f"This view needs more than {MOST_TEXT:,} characters. Select fewer groups.")

    @property
    def counted(self) -> Unit:
        """The unit, which is never None once a view stands."""
        assert self.unit is not None
        return self.unit

    def with_(self, **changes: Any) -> View:
        """The same view with some fields changed; what the new platform or measure lacks falls back."""
        if changes.get("measure", self.measure) is not self.measure:
            changes.setdefault("earlier", Earlier.NONE)
        platform = changes.get("platform", self.platform)
        if platform != self.platform:
            changes.setdefault("unit", None)
            if changes.get("population", self.population) not in POPULATIONS[platform]:
                changes["population"] = Population.ALL
            kept = changes.get("without", self.without)
            changes["without"] = tuple(kind for kind in kept if kind in LEAVABLE[platform])
        return replace(self, **changes)

    def query(self) -> str:
        """The canonical query string: fields in the order of the class, defaults left out, the platform always in."""
        values = {key: _write(getattr(self, name)) for key, name in _NAMES.items()}
        defaults = _DEFAULTS | {"unit": UNITS[self.platform][0].value}
        return urlencode([(key, text) for key, text in values.items() if key == "platform" or text != defaults[key]])

    @classmethod
    def parse(cls, query: str) -> View:
        """Read a query string (or a whole permalink); raise `ViewError` with the offending part and what is allowed."""
        if len(query) > MOST_TEXT:
            raise ViewError(f"This link has {len(query):,} characters; a view has at most {MOST_TEXT:,}.")
        text = query.strip().partition("#")[0]
        text = text.partition("?")[2] if "?" in text else text
        found: dict[str, Any] = {}
        for key, value in parse_qsl(text, keep_blank_values=True):
            name = _NAMES.get(key)
            if name is None:
                raise ViewError(f"A view has no '{_show(key)}'. It has: {', '.join(_NAMES)}.")
            if name in found:
                raise ViewError(f"'{key}' stands twice in this link. Keep one.")
            found[name] = _READERS[name](key, value)
        return cls(**found)


# --- one field: its text and back -----------------------------------------------------------------------------------

Reader = Callable[[str, str], Any]


def _one_of(kind: type[StrEnum]) -> Reader:
    def read(key: str, text: str) -> StrEnum:
        try:
            return kind(text)
        except ValueError:
            raise ViewError(f"{key} is one of: {', '.join(kind)}, and not '{_show(text)}'.") from None

    return read


def _several_of(kind: type[StrEnum]) -> Reader:
    def read(key: str, text: str) -> tuple[StrEnum, ...]:
        found = tuple(_one_of(kind)(key, part) for part in text.split(",")) if text else ()
        if len(set(found)) != len(found):
            raise ViewError(f"{key} holds a repeated kind. Name each kind once.")
        return found

    return read


def _or_none(one: Reader) -> Reader:
    return lambda key, text: one(key, text) if text else None


def _names(_key: str, text: str) -> tuple[str, ...]:
    return tuple(part.replace("%2C", ",").replace("%25", "%") for part in text.split(",")) if text else ()


def _day(key: str, text: str) -> dt.date:
    # fromisoformat alone would also take week dates and dates without dashes: two texts for one view.
    plain = re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text)
    try:
        return dt.date.fromisoformat(text if plain else "")
    except ValueError:
        raise ViewError(f"{key} is a date like 2026-07-14, and not '{_show(text)}'.") from None


def _whole(key: str, text: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", text):
        raise ViewError(f"{key} is a whole number, and not '{_show(text)}'.")
    return int(text)


def _switch(key: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise ViewError(f"{key} is 1 or 0, and not '{_show(text)}'.")
    return text == "1"


def _text(_key: str, text: str) -> str:
    return text


_READERS: dict[str, Reader] = {
    "measure": _one_of(Measure),
    "platform": _one_of(Platform),
    "unit": _or_none(_one_of(Unit)),
    "population": _one_of(Population),
    "by": _one_of(Grouping),
    "select": _names,
    "grain": _one_of(Grain),
    "since": _or_none(_day),
    "until": _or_none(_day),
    "scale": _one_of(Scale),
    "layout": _one_of(Layout),
    "align": _one_of(Align),
    "smooth": _whole,
    "band": _switch,
    "earlier": _one_of(Earlier),
    "events": _several_of(EventKind),
    "as_of": _or_none(_day),
    "registry": _or_none(_text),
    "window_weeks": _whole,
    "claim": _or_none(_text),
    "without": _several_of(Distortion),
    "weights": _names,
    "scores": _names,
    "title": _or_none(_text),
}


def _write(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return ",".join(str(part).replace("%", "%25").replace(",", "%2C") for part in value)
    return "" if value is None else str(value)


# The names that a reader sees in a link, and what each of them is by default, as text.
_SHOWN = {"since": "from", "until": "to", "as_of": "as-of", "window_weeks": "weeks"}
_NAMES = {_SHOWN.get(f.name, f.name): f.name for f in fields(View)}
_DEFAULTS = {key: _write(next(f.default for f in fields(View) if f.name == name)) for key, name in _NAMES.items()}


def _check_names(key: str, names: tuple[str, ...]) -> None:
    if len(names) > MOST_NAMES:
        raise ViewError(f"{key} holds at most {MOST_NAMES} groups, and {len(names)} were named.")
    if any(not name for name in names) or len(set(names)) != len(names):
        raise ViewError(f"{key} holds an empty or a repeated name. Name each once.")
    for name in names:
        if len(name) > MOST_NAME or not name.isprintable():
            raise ViewError(f"{key} holds a name that no group can have: '{_show(name)}'.")


def _not_on(platform: Platform, what: str, value: object, allowed: Iterable[StrEnum]) -> str:
    return f"{platform} has no {what} '{value}'. It has: {', '.join(allowed)}."


def _show(text: str) -> str:
    return text[:80].encode("unicode_escape").decode("ascii")
