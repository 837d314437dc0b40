"""What changed: the change of a share between two periods, split exactly by lab and by model."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd
from sqlalchemy import Connection

from app.errors import NotEnoughKnown, ViewError
from app.measures.answer import answer
from app.measures.dollars import in_dollars
from app.measures.exact import share_of, written
from app.measures.groups import BUCKETS
from app.measures.labels import labels
from app.measures.periods import period_start, previous_start
from app.measures.placed import Placed, placed_accounts, placed_models, placed_repositories
from app.measures.provenance import PLATFORM_NAMES, known_days, newest_day
from app.measures.result import Definition, Measured
from app.measures.ways import DEFAULT_GROUPS, Counted, asked_day, counted, of_period
from app.view import FLOWS, Grain, Grouping, Unit, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="contribution",
    version=1,
    title="What changed",
    formula=(
        "The contribution of a lab or model to the change of its group's share is v1 / D1 - v0 / D0: its own share of "
        "the population in the later period minus that in the earlier one (for weeks and months as the measure share "
        "forms them). All are fractions of whole counts; the labs' contributions, and the models', each sum to the "
        "change of the group exactly. Written figures are rounded so that they still do. An item continues, entered "
        "or left; it moved in or out where it stands in both periods and the registry gives it to another group. Every "
        "share has the bounds that the measure share would give it: nothing unknown belongs to it, or everything does."
    ),
    caveats=(
        "An arithmetic split and no cause: a lab whose usage grows loses share where the population grows faster.",
        "OpenRouter names about fifty models a day: one that entered or left may have been below the list before.",
        "Beyond the largest models the rest is one row. Hub models are split by day alone.",
    ),
    source="Own definition over the measure share.",
    population=(
        "The view's population, such as all usage, the named models or open weights; the unknown parts stay in it."
    ),
)
COLUMNS = [
    *("date_before", "date", "level", "group", "lab", "status", "value_before", "value", "share_before", "share"),
    *("contribution", "numerator", "denominator", "share_before_low", "share_before_high", "share_low", "share_high"),
]
BOUNDS = COLUMNS[-4:]
CHANGE, LAB, MODEL = "change", "lab", "model"
REST = "all_others"
MOST_MODELS = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One item in both periods: values by day, as far as it belongs to the selected groups."""

    item: str
    lab: str
    before: dict[dt.date, int]
    after: dict[dt.date, int]
    was_elsewhere: bool
    is_elsewhere: bool

    @property
    def status(self) -> str:
        if self.before and self.after:
            return "continuing"
        if self.after:
            return "moved_in" if self.was_elsewhere else "entered"
        return "moved_out" if self.is_elsewhere else "left"


def contribution(connection: Connection, view: View) -> Measured:
    """Split the change of a share S = v / D, whose value v is the sum of its items' values v_i, out of a population D.

    The literature on productivity (Foster, Haltiwanger and Krizan; Melitz and Polanec) splits an average of levels
    into what changes within, between, by entry and by exit, with a covariance or a reference level, because there
    shares weigh other numbers. Here the share itself is asked for, and no weights are: sum(v_i1) / D1 - sum(v_i0) / D0
    = sum(v_i1 / D1 - v_i0 / D0), with v_i0 = 0 for who entered and v_i1 = 0 for who left, so that nothing remains over
    and no reference has to be chosen. An item's part is its own change less its dilution by the population's:
    (v_i1 - v_i0) / D1 - (v_i0 / D0) * (D1 - D0) / D1.

    Answer `view` for the change from the period that holds `since` to the one that holds `until`.

    Left out, `until` is the newest day and `since` the period before (by day: a week before), or the nearest one with
    values where that has none. The change is that of the selected groups together. Frame: one row with level "change",
    one a lab, one a model (the 100 largest contributions and the rest; none where models are not kept for the unit):
    date_before, date (first days of the periods), level, group (the item), lab, status, value_before, value,
    share_before, share (0 to 1), contribution (percentage points), numerator and denominator (the exact contribution as
    a part of 1), and the bounds of both shares (missing for buckets of what is unknown). Raises `NotEnoughKnown` where
    a period has no values, `ViewError` where the two are one.
    """
    if view.by is Grouping.MODEL:
        raise ViewError("A change is split into labs and models. Group by lab, country, bloc or the named three.")
    if view.without and view.platform is Platform.HUGGINGFACE:
        raise ViewError("Single Hub models are split as they were published. Take 'without' out of the link.")
    earlier, later = _periods(connection, view)
    groups = view.select or DEFAULT_GROUPS[view.by]
    placed = (placed_accounts(connection, earlier), placed_accounts(connection, later))
    totals = (_totals(earlier, placed[0]), _totals(later, placed[1]))
    averaged = view.counted not in FLOWS and view.grain is not Grain.DAY
    split = _Split(earlier, later, *totals, averaged)
    labs = _parts(*placed, groups, by_lab=True)
    whole = _summed(labs, "+".join(groups), "")
    models = _largest(_parts(*_models(connection, earlier, later, placed, groups), groups, by_lab=False), whole, split)
    rows = [*split.rows(CHANGE, [whole]), *split.rows(LAB, labs), *split.rows(MODEL, models)]
    frame = pd.DataFrame(rows, columns=[name for name in COLUMNS if name not in BOUNDS])
    frame = frame.astype(dict.fromkeys(("date_before", "date"), "datetime64[us]"))
    frame = in_dollars(frame, view.counted, "value_before", "value")
    then, now = counted(connection, earlier), counted(connection, later)
    for name, period, found in (("share_before", earlier, then), ("share", later, now)):
        by_lab = found if view.by is Grouping.LAB else counted(connection, period.with_(by=Grouping.LAB))
        rooms = {CHANGE: _room(found), LAB: _room(by_lab)}
        rooms[MODEL] = _room_of_models(connection, period) if models else rooms[LAB]
        frame = _bounded(frame, name, rooms, unknown=set(groups) & set(BUCKETS))
    frame = frame[COLUMNS]
    return answer(
        connection,
        view,
        frame,
        DEFINITION,
        read=[earlier, later],
        unknown=float(now.frame["unknown"].iloc[0]) if now else None,
        named=_named(connection, view, groups, set(frame["group"])),
        notes=_below(view, frame),
    )


def _below(view: View, frame: pd.DataFrame) -> tuple[str, ...]:
    """What entering and leaving a list of the largest models can mean."""
    turned = frame["status"].isin(("entered", "left")).any()
    told = "A model that entered or left may have stood below OpenRouter's list of about fifty before or since."
    return (told,) if turned and view.platform is Platform.OPENROUTER else ()


def _periods(connection: Connection, view: View) -> tuple[View, View]:
    last = asked_day(connection, view)
    start = period_start(last, view.grain)
    first = view.since or _day_before(connection, view, start)
    if period_start(first, view.grain) >= start:
        raise ViewError(f"The two dates lie in one {view.grain}. Choose an earlier one to start from.")
    return of_period(view, first), of_period(view, last)


@dataclass(frozen=True, slots=True)
class _Room:
    """What the unknown leaves open in one period.

    A share keeps `kept` of itself where all that may or may not belong to the population does and is someone else's;
    its upper bound lies `unknown` above that (both 0 to 1).
    """

    kept: float
    unknown: float


def _room(found: Counted | None) -> _Room:
    if found is None:
        return _Room(math.nan, math.nan)
    known = found.frame[~found.frame["group"].isin(BUCKETS)]
    share = float(known["share"].sum())
    return _Room(float(known["share_low"].sum()) / share if share else 1.0, float(found.frame["unknown"].iloc[0]))


def _room_of_models(connection: Connection, view: View) -> _Room:
    """A single model may be among OpenRouter's unnamed ones; of a Hub model's own share nothing is unknown."""
    if view.platform is Platform.HUGGINGFACE:
        return _Room(1.0, 0.0)
    return _room(counted(connection, view.with_(by=Grouping.MODEL)))


def _bounded(frame: pd.DataFrame, name: str, rooms: dict[str, _Room], unknown: set[str]) -> pd.DataFrame:
    """The frame with the bounds of the share `name`; a bucket of what is unknown, or a sum with one, has none."""
    low = frame[name] * frame["level"].map({level: room.kept for level, room in rooms.items()})
    high = low + frame["level"].map({level: room.unknown for level, room in rooms.items()})
    held = ~frame["lab"].isin(BUCKETS) & ~((frame["level"] == CHANGE) & bool(unknown))
    return frame.assign(**{f"{name}_low": low.where(held), f"{name}_high": high.where(held)})


def _day_before(connection: Connection, view: View, start: dt.date) -> dt.date:
    """A day of the period to compare the one that begins on `start` with, where the view names none."""
    week_before, last = start - dt.timedelta(days=7), start - dt.timedelta(days=1)
    wanted = week_before if view.grain is Grain.DAY else previous_start(start, view.grain)
    near = [day.day for day in known_days(connection, view.with_(since=wanted, until=last)) if day.has_values]
    found = min(near) if near else newest_day(connection, view.with_(since=None, until=last))
    if found is None:
        daily = view.grain is Grain.DAY
        later = f"{start}" if daily else f"the {view.grain} of {start}"
        raise NotEnoughKnown(
            f"{PLATFORM_NAMES[view.platform]} has no values before {later} to compare with "
            f"({view.counted}, population {view.population}).",
            advice="Collect again on a later day." if daily else "Choose a shorter grain.",
        )
    return found


def _totals(view: View, rows: list[Placed]) -> dict[dt.date, int]:
    totals: dict[dt.date, int] = defaultdict(int)
    for each in rows:
        totals[each.day] += each.value
    if not totals or any(total <= 0 for total in totals.values()):
        window = f"{view.since}" if view.since == view.until else f"{view.since} to {view.until}"
        name, count = PLATFORM_NAMES[view.platform], f"{view.counted}, population {view.population}"
        raise NotEnoughKnown(
            f"{name} has no values to compare in {window} ({count}).",
            advice="Choose a day that is stored.",
        )
    return dict(totals)


def _models(
    connection: Connection,
    earlier: View,
    later: View,
    placed: tuple[list[Placed], list[Placed]],
    groups: tuple[str, ...],
) -> tuple[list[Placed], list[Placed]]:
    """The single models of both periods, where they are kept for the unit; else nothing."""
    if earlier.counted is Unit.TOKENS:
        return placed_models(connection, earlier), placed_models(connection, later)
    if earlier.platform is Platform.HUGGINGFACE and earlier.grain is Grain.DAY:
        mine = [[each for each in rows if each.group in groups] for rows in placed]
        return placed_repositories(connection, earlier, mine[0]), placed_repositories(connection, later, mine[1])
    return [], []


def _parts(earlier: list[Placed], later: list[Placed], groups: tuple[str, ...], *, by_lab: bool) -> list[Part]:
    """What belongs to the groups in either period, by lab or by model."""
    anywhere = tuple({each.lab if by_lab else each.item for each in rows} for rows in (earlier, later))
    values: dict[tuple[str, str], tuple[dict[dt.date, int], dict[dt.date, int]]] = {}
    for place, rows in enumerate((earlier, later)):
        for each in rows:
            if each.group in groups:
                item = each.lab if by_lab else each.item or each.lab
                days = values.setdefault((item, each.lab), ({}, {}))[place]
                days[each.day] = days.get(each.day, 0) + each.value
    return [
        Part(item, lab, *both, item in anywhere[0], item in anywhere[1]) for (item, lab), both in sorted(values.items())
    ]


def _summed(parts: Iterable[Part], item: str, lab: str) -> Part:
    before: dict[dt.date, int] = defaultdict(int)
    after: dict[dt.date, int] = defaultdict(int)
    for part in parts:
        for days, values in ((before, part.before), (after, part.after)):
            for day, value in values.items():
                days[day] += value
    return Part(item, lab, dict(before), dict(after), True, True)


def _largest(models: list[Part], whole: Part, split: _Split) -> list[Part]:
    """The models that contribute most, and one part for all the others, so that nothing is missing from the sum."""
    if not models:
        return []
    kept = sorted(models, key=lambda part: (-abs(split.change(part)), part.item))[:MOST_MODELS]
    listed = _summed(kept, "", "")
    before = {day: value - listed.before.get(day, 0) for day, value in whole.before.items()}
    after = {day: value - listed.after.get(day, 0) for day, value in whole.after.items()}
    rest = Part(REST, "", before, after, True, True)
    return [*kept, rest] if any(before.values()) or any(after.values()) else kept


@dataclass(frozen=True, slots=True)
class _Split:
    """The two periods between which a change is split."""

    earlier: View
    later: View
    totals_before: dict[dt.date, int]
    totals_after: dict[dt.date, int]
    averaged: bool

    def shares(self, part: Part) -> tuple[Fraction, Fraction]:
        """The part's share of the population in both periods."""
        return (
            share_of(part.before, self.totals_before, averaged=self.averaged),
            share_of(part.after, self.totals_after, averaged=self.averaged),
        )

    def change(self, part: Part) -> Fraction:
        """Its exact contribution, as a part of 1."""
        before, after = self.shares(part)
        return after - before

    def rows(self, level: str, parts: list[Part]) -> list[tuple[object, ...]]:
        """The rows of one level, largest contributions first."""
        ordered = sorted(parts, key=lambda part: (-abs(self.change(part)), part.item, part.lab))
        figures = written([100 * self.change(part) for part in ordered])
        return [self._row(level, part, figure) for part, figure in zip(ordered, figures, strict=True)]

    def _row(self, level: str, part: Part, figure: float) -> tuple[object, ...]:
        before, after = self.shares(part)
        exact = after - before
        counts = (self._value(part.before, self.totals_before), self._value(part.after, self.totals_after))
        return (
            *(self.earlier.since, self.later.since, level, part.item, part.lab, part.status, *counts),
            *(float(before), float(after), figure, str(exact.numerator), str(exact.denominator)),
        )

    def _value(self, values: dict[dt.date, int], totals: dict[dt.date, int]) -> float:
        total = sum(values.values())
        return total / len(totals) if self.averaged else total


def _named(connection: Connection, view: View, groups: tuple[str, ...], shown: set[str]) -> dict[str, str]:
    named = labels(connection, view.with_(by=Grouping.LAB), shown)
    models = {name for name in shown if "/" in name}
    if view.platform is Platform.OPENROUTER and models:
        named |= labels(connection, view.with_(by=Grouping.MODEL), models)
    together = " and ".join(labels(connection, view, groups).values())
    return named | {"+".join(groups): together, REST: "All other models"}
