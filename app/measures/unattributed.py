"""The largest accounts of the newest day that the registry does not know."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, Double, cast, func, select

from app.measures.attribution import attributed
from app.measures.groups import Bucket
from app.measures.provenance import newest_day
from app.measures.result import Definition
from app.measures.versions import known_versions
from app.store.tables import Kind, rollup
from app.view import Grouping, Unit, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="unattributed",
    version=1,
    title="Largest unattributed accounts",
    formula="The accounts that no lab claims, by value on the newest day, with their share of the population all.",
    caveats=("Small Hub accounts are stored as one sum and are not listed.",),
    source="Own definition over the rollups and the registry.",
    population="All usage of the platform on the newest day.",
)


@dataclass(frozen=True, slots=True)
class UnattributedAccount:
    """An account that no lab claims: `value` counts `unit` on `day`, `share` (0 to 1) is of the population all."""

    platform: Platform
    day: dt.date
    unit: Unit
    account: str
    value: int
    share: float


def largest_unattributed(connection: Connection, platform: Platform, limit: int = 15) -> list[UnattributedAccount]:
    """The `limit` largest such accounts of the platform's newest day, largest first; empty where there are none."""
    view = View(platform=platform)
    day = newest_day(connection, view)
    if day is None:
        return []
    known = known_versions(platform, None, day, day)
    source, lab = attributed(
        known.join(rollup, rollup.c.version_id == known.c.version_id), known.c.day, Grouping.LAB, platform, None
    )
    sums = (
        select(
            rollup.c.account,
            rollup.c.kind,
            rollup.c.value,
            lab.label("lab"),
            cast(func.sum(rollup.c.value).over(), Double).label("total"),
        )
        .select_from(source)
        .where(rollup.c.population == view.population, rollup.c.unit == view.counted)
        .subquery()
    )
    rows = connection.execute(
        select(sums.c.account, sums.c.value, cast(sums.c.value, Double) / func.nullif(sums.c.total, 0))
        .where(sums.c.kind == Kind.ACCOUNT, sums.c.lab == Bucket.UNATTRIBUTED.value)
        .order_by(sums.c.value.desc(), sums.c.account)
        .limit(limit)
    )
    return [
        UnattributedAccount(platform, day, view.counted, account, value, share or 0.0) for account, value, share in rows
    ]
