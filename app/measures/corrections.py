"""The corrections of the stored sums that a view asks for: flags left out, and openness as it was known."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnClause,
    Connection,
    Date,
    FromClause,
    Text,
    and_,
    cast,
    column,
    func,
    select,
)

from app.measures.distortion_facts import ModelDay, model_days, repository_days
from app.measures.flags import FLAT_DAYS, Flag, flags
from app.measures.models import daily_models, kind_of
from app.measures.versions import known_versions
from app.store.tables import Kind, rollup
from app.view import FIRST_DAY, FLOWS, LAST_DAY, Distortion, Grouping, Population, View
from collectors.contract import Platform

ROLLING = 30  # a rise stays in the Hub's rolling count for so many days
AROUND = dt.timedelta(days=max(ROLLING, FLAT_DAYS) + 1)  # flags of the window do not hang on where the window ends
LEFT_OUT = {
    Distortion.FREE: "free variants",
    Distortion.STEALTH: "stealth models",
    Distortion.SPIKE: "single-day spikes",
    Distortion.FLAT: "flat patterns",
    Distortion.STEP: "platform-wide steps",
    Distortion.FALLING: "days of falling counters",
}
WHOLE_DAYS = frozenset((Distortion.STEP, Distortion.FALLING))
Key = tuple[dt.date, str, str]


@dataclass(frozen=True, slots=True)
class Corrections:
    """What is added to the stored sums, by day, kind and account (or model), and which days are left out whole.

    `flagged` counts the daily values that a reader left out, and `amount` is their sum in the view's unit.
    """

    rows: dict[Key, int] = field(default_factory=dict)
    days: frozenset[dt.date] = frozenset()
    flagged: int = 0
    amount: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows or self.days)


def corrections(connection: Connection, view: View, present: Collection[dt.date]) -> Corrections:
    """The corrections of the sums of `view` on its days with values."""
    rows: dict[Key, int] = defaultdict(int)
    if view.population is Population.OPEN and view.as_of and view.by is not Grouping.MODEL:
        rows |= moves(model_days(connection, view, changed=True), back=True)
    left = _Left(view, set(present))
    if view.without:
        _leave_out(connection, view, left)
    for key, value in left.values.items():
        rows[key] -= value
    kept = {key: value for key, value in rows.items() if value and key[0] in left.present}
    flagged = [value for (day, _, _), value in left.values.items() if day in left.present]
    return Corrections(kept, frozenset(left.days), len(flagged), sum(flagged))


def corrected(view: View, known: CTE, found: Corrections) -> FromClause:
    """day, kind, account (by model: the model), value of every stored sum of the view, and of what corrects them."""
    if view.by is Grouping.MODEL:
        models = daily_models(known, view.population, view.as_of)
        sums = select(models.c.day, kind_of(models.c["group"]).label("kind"), models.c["group"], models.c.value)
    else:
        here = and_(rollup.c.version_id == known.c.version_id, rollup.c.population == view.population)
        sums = select(known.c.day, rollup.c.kind, rollup.c.account, rollup.c.value).join_from(
            known, rollup, and_(here, rollup.c.unit == view.counted)
        )
    sums = sums.where(sums.selected_columns[0].not_in(found.days)) if found.days else sums
    added = {key: value for key, value in found.rows.items() if key[0] not in found.days}
    days, kinds, accounts = zip(*added, strict=True) if added else ((), (), ())
    lists = ((days, Date), (kinds, Text), (accounts, Text), (added.values(), BigInteger))
    names = ("day", "kind", "account", "value")
    columns: list[ColumnClause[Any]] = [column(name, kind) for name, (_, kind) in zip(names, lists, strict=True)]
    table = func.unnest(*(cast(list(each), ARRAY(kind)) for each, kind in lists)).table_valued(*columns)
    both = sums.union_all(select(*table.render_derived(name="correction").c)).subquery("corrected")
    named = (each.label(name) for each, name in zip(both.c, names, strict=True))
    return select(*named).subquery("counted")


# --- openness as it was known ----------------------------------------------------------------------------------------


def moves(found: Iterable[ModelDay], *, back: bool) -> dict[Key, int]:
    """What moves in the sums where models are taken from as open as they were to as they are told now, or `back`."""
    rows: dict[Key, int] = defaultdict(int)
    for each in found:
        for is_open, sign in ((each.open, 1 if back else -1), (each.open_now, -1 if back else 1)):
            for key, value in _places(each, is_open, by_model=False):
                rows[key] += sign * value
    return rows


def _places(each: ModelDay, is_open: bool | None, *, by_model: bool) -> Iterable[tuple[Key, int]]:
    """Where a model's value stands in the sums of the population open."""
    if is_open is False:
        return
    outside = (each.day, Kind.UNKNOWN.value, "unknown" if by_model else "")
    yield ((each.day, Kind.ACCOUNT.value, each.model), each.value) if is_open else (outside, each.value)
    if each.unpriced:
        yield outside, each.unpriced


# --- flags left out --------------------------------------------------------------------------------------------------


class _Left:
    """What is left out: values by their place in the sums, and whole days."""

    def __init__(self, view: View, present: set[dt.date]) -> None:
        self.view, self.present = view, present
        self.values: dict[Key, int] = defaultdict(int)
        self.days: set[dt.date] = set()


def _leave_out(connection: Connection, view: View, left: _Left) -> None:
    wide = view.with_(
        since=max(view.since - AROUND, FIRST_DAY) if view.since else None,
        until=min(view.until + AROUND, LAST_DAY) if view.until else None,
        without=(),
    )
    found = list(flags(connection, wide, view.without))
    left.days |= {day for each in found if each.kind in WHOLE_DAYS for day in _days(each) if day in left.present}
    single = [each for each in found if each.kind not in WHOLE_DAYS]
    if view.platform is Platform.OPENROUTER:
        _leave_models(connection, view, single, left)
    else:
        _leave_repositories(connection, view, single, left)


def _leave_models(connection: Connection, view: View, found: list[Flag], left: _Left) -> None:
    free = {(each.group, day) for each in found if each.kind is Distortion.FREE for day in _days(each)}
    whole = {(each.group, day) for each in found if each.kind is not Distortion.FREE for day in _days(each)}
    by_model = view.by is Grouping.MODEL
    for each in model_days(connection, view, models={group for group, _ in free | whole}):
        if (each.model, each.day) not in whole:
            if (each.model, each.day) not in free:
                continue
            each = each.only_free()
        if view.population is Population.TOP10 and each.place > 10:
            continue
        is_open = each.open if view.population is Population.OPEN else True
        for key, value in _places(each, is_open, by_model=by_model):
            left.values[key] += value


def _leave_repositories(connection: Connection, view: View, found: list[Flag], left: _Left) -> None:
    accounts = {(each.group, day) for each in found if each.kind is Distortion.FLAT for day in _days(each)}
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    rows = connection.execute(
        select(known.c.day, rollup.c.account, rollup.c.value)
        .join_from(known, rollup, rollup.c.version_id == known.c.version_id)
        .where(rollup.c.population == view.population, rollup.c.unit == view.counted)
        .where(rollup.c.kind == Kind.ACCOUNT, rollup.c.account.in_({account for account, _ in accounts}))
    )
    for day, account, value in rows:
        if (account, day) in accounts:
            left.values[day, Kind.ACCOUNT.value, account] += value
    lasting = ROLLING if view.counted not in FLOWS else 1
    spiked = {
        (each.group, each.date + dt.timedelta(days=past))
        for each in found
        if each.kind is Distortion.SPIKE
        for past in range(lasting)
    }
    for day, repository, account, value in repository_days(connection, view, {name for name, _ in spiked}):
        if (repository, day) in spiked and (account, day) not in accounts:
            left.values[day, Kind.ACCOUNT.value, account] += value


def _days(each: Flag) -> list[dt.date]:
    return [each.date + dt.timedelta(days=past) for past in range((each.until - each.date).days + 1)]
