"""The restatement ledger: every value that changed after it was first published, and what that moved."""

from __future__ import annotations

import datetime as dt
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd
from sqlalchemy import CTE, Connection, Select, func, literal, select

from app.measures.answer import answer
from app.measures.attribution import attributed
from app.measures.distortion_facts import model_values
from app.measures.dollars import in_dollars
from app.measures.groups import BUCKETS
from app.measures.labels import labels
from app.measures.reclassified import Reclassified, reclassified, recorded_changes
from app.measures.reopened import Reopened, Sums, reopened, words_on_openness
from app.measures.result import Definition, Measured
from app.measures.versions import was_known
from app.store.openness import holds, openness_spans
from app.store.tables import Kind, day_version, openrouter_row, rollup
from app.view import Grouping, Population, Unit, View

DEFINITION = Definition(
    name="ledger",
    version=2,
    title="Restatement ledger",
    formula=(
        "Each stored version of a day is set beside the version before it, in the order in which they became public. "
        "A row is a model, lab or country bloc whose value or share differs: value and share points are those of the "
        "later version minus the earlier one, in the population and unit of the view. Where the registry recorded a "
        "change, each account whose lab or country it changes on days that were public by then is a row too; its "
        "value stays, and its share of that day moves from one lab to another. In the population open, each model of "
        "which the catalogue or the registry said later whether its weights were open on that day is a row, and so is "
        "each lab and bloc whose value or share that changed. Each row is counted by what the registry said when it "
        "became public, so that a day's first published share and all rows of a lab or bloc add up to its share today."
    ),
    caveats=(
        "Only what changed between two retrievals of this installation can be seen; changes in between cannot.",
        "A lab's share can move although its own value did not, because the population's value did.",
        "Accounts that were added to the registry without a date of recording hold for all dates and are not listed.",
        "The Hub is stored once a day and keeps no history that could be restated: there the ledger knows the "
        "registry's changes alone.",
    ),
    source="The stored versions of each day, and the dated lines of the registry.",
    population="The view's population of the platform, such as all usage or open weights.",
)
COLUMNS = [
    *("date", "level", "group", "lab_before", "lab", "value_before", "value", "change", "share_points"),
    *("known_before", "known_at", "reason"),
]
SUMS = ("value_before", "value", "change")
MODEL, ACCOUNT, LAB, BLOC = "model", "account", "lab", "bloc"
LEVELS = (BLOC, LAB, ACCOUNT, MODEL)
UPSTREAM = "restated by the platform"
TAIL = "other"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of one day, one after the other."""

    day: dt.date
    before: int
    after: int
    known_before: dt.datetime
    known_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Values:
    """What one version says of one level: each item's value and lab, out of the population's value."""

    of: dict[str, tuple[int, str]]
    total: int

    def share(self, item: str) -> float:
        """The item's part of the population (0 to 1); 0 where it has no row."""
        return self.of.get(item, (0, ""))[0] / self.total if self.total > 0 else 0.0


def ledger(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a changed value, the newest change first.

    Frame: date (the day whose value changed), level (bloc, lab, account, model), group (the item; "other" is the
    platform's tail), lab_before, lab, value_before and value (missing where the item had no row), change,
    share_points (part of 1), known_before, known_at (UTC), reason. `as_of` leaves out what became known later.
    """
    pairs = _pairs(connection, view)
    changes, words = recorded_changes(connection, view), words_on_openness(connection, view)
    told = sorted({*(each.on for each in changes), *(day for day, _ in words)})
    rows = [row for pair, level, of in _versions(connection, view, pairs, told) for row in _changes(pair, level, *of)]
    rows += [row for each in reclassified(connection, view, changes) for row in _moves(each)]
    rows += [row for each in reopened(connection, view, words) for row in _openings(each)]
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"date": "datetime64[us]"})
    for name in ("known_before", "known_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    frame = in_dollars(frame, view.counted, *SUMS)
    frame["_level"] = frame["level"].map(LEVELS.index)
    frame["_size"] = -frame["share_points"].abs()
    order = ["known_at", "date", "_level", "_size", "group"]
    frame = frame.sort_values(order, ascending=[False, False, True, True, True], ignore_index=True)[COLUMNS]
    shown = set(frame["group"]) | set(frame["lab"].dropna()) | set(frame["lab_before"].dropna())
    named = labels(connection, view.with_(by=Grouping.LAB), shown) | _blocs(connection, view, frame)
    return answer(connection, view, frame, DEFINITION, read=[view], named=named)


def _pairs(connection: Connection, view: View) -> list[Pair]:
    version = day_version.c
    window = [version.day >= view.since] if view.since else []
    window += [version.day <= view.until] if view.until else []
    order = (version.known_at, version.version_id)
    steps = (
        select(
            version.day,
            func.lag(version.version_id).over(partition_by=version.day, order_by=order).label("before"),
            version.version_id.label("after"),
            func.lag(version.known_at).over(partition_by=version.day, order_by=order).label("known_before"),
            version.known_at,
        )
        .where(was_known(view.platform, view.as_of), *window)
        .subquery()
    )
    return [Pair(*row) for row in connection.execute(select(steps).where(steps.c.before.is_not(None)))]


def _versions(
    connection: Connection, view: View, pairs: list[Pair], told: list[dt.date]
) -> Iterator[tuple[Pair, str, tuple[Values, Values]]]:
    """Both versions of each pair, on every level that is kept; `told` are the days on which something was recorded."""
    for as_of, alike in _by_registry(pairs, told):
        wanted = sorted({number for pair in alike for number in (pair.before, pair.after)})
        then = view.with_(as_of=as_of)
        for level in LEVELS:
            if level in (LAB, BLOC):
                found = _sums(connection, then, wanted, Grouping.LAB if level == LAB else Grouping.BLOC)
            elif level == MODEL and view.counted is Unit.TOKENS:
                found = _models(connection, then, wanted)
            else:
                continue
            for pair in alike:
                empty = Values({}, 0)
                yield pair, level, (found.get(pair.before, empty), found.get(pair.after, empty))


def _by_registry(pairs: list[Pair], told: list[dt.date]) -> Iterator[tuple[dt.date, list[Pair]]]:
    """The pairs between which nothing was recorded, with the day of the last of them: as of it all are counted."""
    by_time = sorted(pairs, key=lambda pair: pair.known_at)
    for _, alike in groupby(by_time, key=lambda pair: bisect(told, pair.known_at.date())):
        kept = list(alike)
        yield kept[-1].known_at.date(), kept


def _sums(connection: Connection, view: View, versions: list[int], by: Grouping) -> dict[int, Values]:
    wanted = day_version.c.version_id.in_(versions)
    if view.population is Population.OPEN:  # what is stored goes by what is known of openness now
        known = select(day_version.c.version_id, day_version.c.day).where(wanted).cte("known_version")
        lines = _open_lines(known, view)
    else:
        counted = (rollup.c.version_id == day_version.c.version_id) & (rollup.c.population == view.population)
        lines = (
            select(day_version.c.version_id, day_version.c.day, rollup.c.kind, rollup.c.account, rollup.c.value)
            .join_from(day_version, rollup, counted & (rollup.c.unit == view.counted))
            .where(wanted, rollup.c.kind != Kind.UNKNOWN)
        )
    line = lines.subquery("line")
    source, group = attributed(
        line, line.c.day, by, view.platform, view.as_of, account=line.c.account, kind=line.c.kind
    )
    rows = connection.execute(
        select(line.c.version_id, group.label("item"), func.sum(line.c.value))
        .select_from(source)
        .group_by(line.c.version_id, "item")
    )
    return _by_version((version, item, item, int(value)) for version, item, value in rows)


def _open_lines(known: CTE, view: View) -> Select[Any]:
    """version_id, day, kind, account, value of each model whose weights were open as known, in the view's unit."""
    each = model_values(known, view.counted)
    told = openness_spans(each, view.as_of)
    return (
        select(
            each.c.version_id,
            each.c.day,
            literal(Kind.ACCOUNT.value).label("kind"),
            each.c.model.label("account"),
            each.c.value,
        )
        .join_from(each, told, holds(told, each.c.model, each.c.day))
        .where(told.c.open)
    )


def _models(connection: Connection, view: View, versions: list[int]) -> dict[int, Values]:
    """Every published row of the population as it stands, variants apart: a value is restated as it was published."""
    rows = day_version.join(openrouter_row, openrouter_row.c.version_id == day_version.c.version_id)
    name = func.coalesce(func.split_part(openrouter_row.c.permaslug, ":", 1), "")
    source, lab = attributed(
        rows, day_version.c.day, Grouping.LAB, view.platform, view.as_of, account=name, kind=openrouter_row.c.permaslug
    )
    wanted = day_version.c.version_id.in_(versions)
    told = openness_spans(select(name.label("model")).select_from(rows).where(wanted).subquery(), view.as_of)
    found = connection.execute(
        select(
            day_version.c.version_id,
            func.coalesce(openrouter_row.c.permaslug, TAIL),
            lab,
            openrouter_row.c.tokens,
            told.c.open,
        )
        .select_from(source.outerjoin(told, holds(told, name, day_version.c.day)))
        .where(wanted)
    )
    of_version: dict[int, list[tuple[str, str, int, bool | None]]] = defaultdict(list)
    for version, item, owner, value, is_open in found:
        of_version[version].append((item, owner, value, is_open))
    return _by_version(
        (version, item, TAIL if item == TAIL else owner, value)
        for version, lines in of_version.items()
        for item, owner, value in _counted(lines, view.population)
    )


def _counted(lines: list[tuple[str, str, int, bool | None]], population: Population) -> Iterator[tuple[str, str, int]]:
    """Item, lab and value of the rows of one version (with whether the weights are open) that the population counts."""
    folded: dict[str, int] = defaultdict(int)
    for item, _, value, _ in lines:
        folded[item.partition(":")[0]] += value * (item != TAIL)
    largest = sorted(folded, key=lambda model: (-folded[model], model))[:10]
    for item, owner, value, is_open in lines:
        counts = {
            Population.ALL: True,
            Population.NAMED: item != TAIL,
            Population.TOP10: item != TAIL and item.partition(":")[0] in largest,
            Population.OPEN: item != TAIL and is_open,
        }
        if counts[population]:
            yield item, owner, value


def _by_version(rows: Iterable[tuple[int, str, str, int]]) -> dict[int, Values]:
    found: dict[int, dict[str, tuple[int, str]]] = defaultdict(dict)
    for version, item, lab, value in rows:
        found[version][item] = (value, lab)
    return {version: Values(of, sum(value for value, _ in of.values())) for version, of in found.items()}


def _changes(
    pair: Pair, level: str, before: Values, after: Values, reason: Callable[[str], str] = lambda _: UPSTREAM
) -> Iterator[tuple[object, ...]]:
    """A row for each model whose value differs, and for each lab or bloc whose share does."""
    for item in sorted(before.of.keys() | after.of.keys()):
        old, new = before.of.get(item), after.of.get(item)
        points = after.share(item) - before.share(item)
        differs = (old and old[0]) != (new and new[0])
        if differs or (level != MODEL and points):
            lab = (new or old or (0, ""))[1] if level != BLOC else None
            yield (
                *(pair.day, level, item, lab, lab, old[0] if old else None, new[0] if new else None),
                *((new[0] if new else 0) - (old[0] if old else 0), points),
                *(pair.known_before, pair.known_at, reason(item)),
            )


def _moves(each: Reclassified) -> Iterator[tuple[object, ...]]:
    """A row for the account, and one for each lab and bloc that lost or won its value."""
    times = (each.known_before, each.known_at, each.reason)
    points = each.value / each.total if each.total > 0 else 0.0
    whose = (each.lab_before, each.lab)
    yield (each.day, ACCOUNT, each.account, *whose, each.value, each.value, 0, points, *times)
    for level, before, after in ((LAB, *whose), (BLOC, each.bloc_before, each.bloc)):
        if before != after:
            for item, sign in ((before, -1), (after, 1)):
                own = whose if level == LAB else (None, None)
                yield (each.day, level, item, *own, None, None, sign * each.value, sign * points, *times)


def _openings(each: Reopened) -> Iterator[tuple[object, ...]]:
    """A row for each model that entered or left the open ones, and for each lab and bloc that it moved."""
    pair = Pair(each.day, 0, 0, each.known_before, each.known_at)
    reasons = {each.reasons[model] for model in each.models}
    shared = reasons.pop() if len(reasons) == 1 else f"openness: {len(each.models)} models were told otherwise"
    for level, (before, after) in ((LAB, each.labs), (BLOC, each.blocs)):
        yield from _changes(pair, level, _values(before), _values(after), lambda _item: shared)
    before, after = each.labs
    was = {model: (day.value, each.owners[model]) for model, day in each.models.items() if day.open}
    now = {model: (day.value, each.owners[model]) for model, day in each.models.items() if day.open_now}
    yield from _changes(
        pair, MODEL, Values(was, before.total), Values(now, after.total), reason=each.reasons.__getitem__
    )


def _values(sums: Sums) -> Values:
    return Values({group: (value, group) for group, value in sums.of.items()}, sums.total)


def _blocs(connection: Connection, view: View, frame: pd.DataFrame) -> dict[str, str]:
    shown = set(frame.loc[frame["level"] == BLOC, "group"]) | set(BUCKETS)
    return labels(connection, view.with_(by=Grouping.BLOC), shown)
