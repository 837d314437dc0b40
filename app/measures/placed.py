"""Values by day with both their lab and their group, whole numbers as they were published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, cast, func, select, true

from app.measures.attribution import attributed
from app.measures.corrections import corrected, corrections
from app.measures.groups import OUTSIDE
from app.measures.models import BELONGS, hub_value
from app.measures.provenance import known_days
from app.measures.versions import known_versions
from app.store.tables import Kind, hub_model, hub_snapshot
from app.view import Grouping, View


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
    return _placed(connection, view, view)


def placed_models(connection: Connection, view: View) -> list[Placed]:
    """Every OpenRouter model of the view's window, variants folded; a tail row is an item without a name."""
    return _placed(connection, view, view.with_(by=Grouping.MODEL))


def _placed(connection: Connection, view: View, counted: View) -> list[Placed]:
    """The sums that the view `counted` reads, each with its lab and its group in `view`."""
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    present = [day.day for day in known_days(connection, view) if day.has_values]
    found = corrections(connection, counted, present)
    sums = corrected(counted, known, found)
    day, kind, name = sums.c.day, sums.c.kind, sums.c.account
    placed: list[dict[tuple[dt.date, str, str], tuple[str, int]]] = []
    for by in (Grouping.LAB, view.by):
        source, group = attributed(sums, day, by, view.platform, view.as_of, account=name, kind=kind)
        rows = select(day, kind, name, group, cast(func.sum(sums.c.value), BigInteger)).select_from(source)
        rows = rows.group_by(day, kind, name, group)
        rows = rows.having(func.sum(sums.c.value) != 0) if found else rows
        placed.append({(row[0], row[1], row[2]): (row[3], row[4]) for row in connection.execute(rows)})
    return _together(*placed)


def placed_repositories(connection: Connection, view: View, accounts: list[Placed]) -> list[Placed]:
    """Every Hub model of the accounts that belong to the groups in `accounts`, on the days of the view's window.

    Reads those days' snapshots, of these accounts alone: meant for single days. Daily downloads are differences
    against the day before. The name is the newest one that the Hub gave the model.
    """
    owners = {(each.day, each.item): each for each in accounts if each.item}
    if not owners:
        return []
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    value, source = hub_value(view, known)
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


def _together(
    labs: dict[tuple[dt.date, str, str], tuple[str, int]], groups: dict[tuple[dt.date, str, str], tuple[str, int]]
) -> list[Placed]:
    return [
        Placed(day, "" if kind == Kind.OTHER else item, lab, groups[day, kind, item][0], int(value))
        for (day, kind, item), (lab, value) in labs.items()
        if lab != OUTSIDE
    ]
