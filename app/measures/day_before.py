"""What was in public the day before something was recorded of it: the days, their values, and what corrects them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, FromClause, func, select

from app.measures.corrections import Corrections, corrected
from app.measures.provenance import known_days
from app.measures.versions import known_versions
from app.store.tables import Kind
from app.view import Grain, Grouping, View


def asked_before(view: View, recorded: dt.date) -> View:
    """The view by day and lab, as known the day before `recorded`."""
    day_before = recorded - dt.timedelta(days=1)
    return view.with_(as_of=day_before, by=Grouping.LAB, grain=Grain.DAY, select=(), without=())


def public_days(connection: Connection, asked: View) -> dict[dt.date, dt.datetime]:
    """The view's days with rows, and since when each is known as it stands there."""
    return {each.day: each.known_at for each in known_days(connection, asked) if each.rows}


def public_sums(asked: View, state: Corrections) -> FromClause:
    """day, kind, account, value of what is known as of the view, without what may not belong to its population."""
    sums = corrected(asked, known_versions(asked.platform, asked.as_of, asked.since, asked.until), state)
    return (
        select(sums.c.day, sums.c.kind, sums.c.account, func.sum(sums.c.value).label("value"))
        .where(sums.c.kind != Kind.UNKNOWN)
        .group_by(sums.c.day, sums.c.kind, sums.c.account)
        .having(func.sum(sums.c.value) != 0)
        .subquery("public")
    )
