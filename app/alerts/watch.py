"""Finds what the rules watch for in the newest whole periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from app.alerts.rules import Kind, Rule
from app.charts import wording
from app.charts.shape import BUCKETS
from app.measures.freshness import Freshness
from app.measures.result import Measured
from app.view import View

Ask = Callable[[View], Measured]
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell. `key` names it for good: what has the same key has been told already."""

    key: str
    rule: str
    kind: Kind
    sentence: str
    query: str
    synthetic: bool


def watched(rules: Iterable[Rule], ask: Ask, fresh: Iterable[Freshness], now: dt.datetime) -> list[Alert]:
    """What every rule finds at `now`, in the order of the rules. Raises what `ask` raises."""
    standing = {each.platform: each for each in fresh}
    found: list[Alert] = []
    for rule in rules:
        if rule.kind is Kind.STALE:
            found += _stale(rule, standing[rule.view.platform], now)
            continue
        measured = ask(rule.view)
        find = {Kind.PASSES: _passes, Kind.MOVES: _moves, Kind.ENTERS: _enters}[rule.kind]
        found += find(rule, measured)
    return found


def _passes(rule: Rule, measured: Measured) -> Iterator[Alert]:
    pair = _newest_two(measured)
    if pair is None:
        return
    (_, before), (period, here) = pair
    now, then = (_shares(rows, (rule.group, rule.other)) for rows in (here, before))
    if now[0] > now[1] and then[0] <= then[1]:
        one, two = (wording.label(measured, group) for group in (rule.group, rule.other))
        yield _alert(
            rule,
            measured,
            period,
            rule.group,
            f"{one} passed {two}: {wording.percent(now[0])} to {wording.percent(now[1])} of {wording.usage(measured)}.",
        )


def _moves(rule: Rule, measured: Measured) -> Iterator[Alert]:
    pair = _newest_two(measured)
    if pair is None:
        return
    (_, before), (period, here) = pair
    known = [str(group) for group in here.index.union(before.index) if group not in BUCKETS]
    asked = (rule.group,) if rule.group else tuple(known)
    moved = [
        (group, now, (now - then) * 100)
        for group, now, then in zip(asked, _shares(here, asked), _shares(before, asked), strict=True)
    ]
    for group, now, points in sorted(moved, key=lambda each: (-abs(each[2]), each[0])):
        if round(abs(points), DIGITS) >= rule.points > 0:
            said = (
                f"{wording.label(measured, group)} moved by {wording.points(points)} to {wording.percent(now)} of "
                f"{wording.usage(measured)}."
            )
            yield _alert(rule, measured, period, group, said)


def _enters(rule: Rule, measured: Measured) -> Iterator[Alert]:
    frame = measured.frame[measured.frame["complete"].astype(bool)] if len(measured.frame) else measured.frame
    if frame.empty:
        return
    period = frame["date"].max()
    rows = frame[(frame["date"] == period) & frame["status"].notna()]
    held, was = rows["rank"].le(rule.places).fillna(False), rows["previous_rank"].le(rule.places).fillna(False)
    for row in rows[held & ~was].to_dict("records"):
        name = wording.label(measured, str(row["group"]))
        said = (
            f"{name} entered the top {rule.places} {wording.GROUPINGS[measured.view.by]}s by "
            f"{wording.usage(measured)} at {wording.ordinal(int(row['rank']))} with "
            f"{wording.percent(float(row['share']))}."
        )
        yield _alert(rule, measured, period, str(row["group"]), said)


def _stale(rule: Rule, found: Freshness, now: dt.datetime) -> Iterator[Alert]:
    if found.newest_day is None:
        return
    ended = dt.datetime.combine(found.newest_day, dt.time(), dt.UTC) + dt.timedelta(days=1)
    hours = (now - ended).total_seconds() / 3600
    if hours > rule.hours:
        platform = wording.PLATFORMS[found.platform]
        said = (
            f"{platform} data stand still: the newest day is {wording.day(found.newest_day)}, {hours:,.0f} hours ago."
        )
        key = f"{rule.kind}|{rule.name}|{found.newest_day}"
        yield Alert(key, rule.name, rule.kind, said, rule.view.query(), found.synthetic)


def _newest_two(measured: Measured) -> tuple[tuple[pd.Timestamp, pd.DataFrame], ...] | None:
    """The newest whole period and the one just before it in the data; None where there are not two."""
    frame = measured.frame
    if frame.empty:
        return None
    dates = sorted(frame.loc[frame["complete"].astype(bool), "date"].unique())[-2:]
    if len(dates) < 2:
        return None
    return tuple((pd.Timestamp(date), frame[frame["date"] == date].set_index("group")) for date in dates)


def _shares(rows: pd.DataFrame, groups: tuple[str, ...]) -> list[float]:
    """Shares as the CSV has them; a group without a row in a period with values stands at nothing."""
    shares = rows["share"].astype(float)
    return [round(float(shares.get(group, 0.0)), DIGITS) for group in groups]


def _alert(rule: Rule, measured: Measured, period: pd.Timestamp, group: str, said: str) -> Alert:
    when = wording.period(period, measured.view.grain)
    key = f"{rule.kind}|{rule.name}|{period.date()}|{group}"
    return Alert(key, rule.name, rule.kind, f"{when}: {said}", measured.view.query(), measured.synthetic)
