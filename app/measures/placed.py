"""Values by day with both their lab and their group, whole numbers as they were published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import CTE, BigInteger, ColumnElement, Connection, FromClause, case, cast, select, true

from app.measures.attribution import attributed
from app.measures.groups import OUTSIDE, Bucket
from app.measures.models import daily_models
from app.measures.versions import known_versions
from app.store.tables import Kind, hub_model, hub_snapshot, rollup
from app.view import Grouping, Population, Unit, View

BELONGS = {Population.LANGUAGE: hub_snapshot.c.language, Population.ORIGINAL: hub_snapshot.c.original}


@dataclass(frozen=True, slots=True)
class Placed:
    """One item's value on one day: whose it is as the registry was known, by lab and by the view's grouping.

    `item` is the account or the model; empty for the platform's own tail and for summed small accounts.
    """

    day: dt.date
    item: str
    lab: str
    group: str
    value: int


def placed_accounts(connection: Connection, view: View) -> list[Placed]:
    """Every account of the view's window, its unit and population; the unknown kind of `open` is left out."""
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    counted = (rollup.c.version_id == known.c.version_id) & (rollup.c.population == view.population)
    sums = known.join(rollup, counted & (rollup.c.unit == view.counted))
    found: list[dict[tuple[dt.date, str, str], tuple[str, int]]] = []
    for by in (Grouping.LAB, view.by):
        source, group = attributed(sums, known.c.day, by, view.platform, view.as_of)
        rows = select(known.c.day, rollup.c.kind, rollup.c.account, group, rollup.c.value).select_from(source)
        found.append({(row[0], row[1], row[2]): (row[3], row[4]) for row in connection.execute(rows)})
    return _together(*found)


def placed_models(connection: Connection, view: View) -> list[Placed]:
    """Every OpenRouter model of the view's window, variants folded; a tail row is an item without a name."""
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    daily = daily_models(known, view.population)
    name = daily.c["group"]
    kind = case(
        (name == Bucket.OTHER.value, Kind.OTHER.value), (name == OUTSIDE, Kind.UNKNOWN.value), else_=Kind.ACCOUNT.value
    )
    found: list[dict[tuple[dt.date, str, str], tuple[str, int]]] = []
    for by in (Grouping.LAB, view.by):
        source, group = attributed(daily, daily.c.day, by, view.platform, view.as_of, account=name, kind=kind)
        rows = select(daily.c.day, kind, name, group, cast(daily.c.value, BigInteger)).select_from(source)
        found.append({(row[0], row[1], row[2]): (row[3], row[4]) for row in connection.execute(rows)})
    return _together(*found)


def placed_repositories(connection: Connection, view: View, accounts: list[Placed]) -> list[Placed]:
    """Every Hub model of the accounts that belong to the groups in `accounts`, on the days of the view's window.

    Reads those days' snapshots, of these accounts alone: meant for single days. Daily downloads are differences
    against the day before. The name is the newest one that the Hub gave the model.
    """
    owners = {(each.day, each.item): each for each in accounts if each.item}
    if not owners:
        return []
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    value, source = _hub_value(view, known)
    belongs = BELONGS.get(view.population, true())
    rows = connection.execute(
        select(known.c.day, hub_snapshot.c.account, hub_model.c.repo_id, value)
        .select_from(source.join(hub_model, hub_model.c.model == hub_snapshot.c.model))
        .where(hub_snapshot.c.account.in_({item for _, item in owners}), value.is_not(None), belongs)
    )
    return [
        Placed(day, repo_id, owners[day, account].lab, owners[day, account].group, count)
        for day, account, repo_id, count in rows
        if (day, account) in owners
    ]


def _hub_value(view: View, known: CTE) -> tuple[ColumnElement[int], FromClause]:
    source = known.join(hub_snapshot, hub_snapshot.c.day == known.c.day)
    if view.counted is not Unit.DOWNLOADS_DAILY:
        return hub_snapshot.c.downloads, source
    before = hub_snapshot.alias("before")
    yesterday = (before.c.model == hub_snapshot.c.model) & (before.c.day == known.c.day - dt.timedelta(days=1))
    return hub_snapshot.c.downloads_all_time - before.c.downloads_all_time, source.join(before, yesterday)


def _together(
    labs: dict[tuple[dt.date, str, str], tuple[str, int]], groups: dict[tuple[dt.date, str, str], tuple[str, int]]
) -> list[Placed]:
    return [
        Placed(day, "" if kind == Kind.OTHER else item, lab, groups[day, kind, item][0], int(value))
        for (day, kind, item), (lab, value) in labs.items()
        if lab != OUTSIDE
    ]
