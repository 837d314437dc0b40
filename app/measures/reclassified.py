"""What the registry's dated changes did to days that were public before: accounts whose lab or country changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, FromClause, func, or_, select

from app.measures.attribution import attributed
from app.measures.corrections import corrections
from app.measures.day_before import asked_before, public_days, public_sums
from app.measures.versions import after
from app.store.tables import Kind, lab_account, lab_country
from app.view import Grouping, View


@dataclass(frozen=True, slots=True)
class Reclassified:
    """One account on one day, credited to another lab or country since `known_at`.

    `value` counts the view's unit, out of `total`; both are what was known of the day before the change was recorded.
    """

    day: dt.date
    account: str
    value: int
    total: int
    lab_before: str
    lab: str
    bloc_before: str
    bloc: str
    known_before: dt.datetime
    known_at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """The lines of the registry that were recorded on one day: the accounts concerned, with the reason of each."""

    on: dt.date
    reasons: dict[str, str]


Credit = dict[tuple[dt.date, str], tuple[str, int]]


def reclassified(connection: Connection, view: View, changes: Iterable[Recorded]) -> list[Reclassified]:
    """Every account and day of the view's window that a recorded change moved, in the order of the changes."""
    return [each for recorded in changes for each in _moved(connection, view, recorded)]


def _moved(connection: Connection, view: View, recorded: Recorded) -> Iterator[Reclassified]:
    asked = asked_before(view, recorded.on)
    public = public_days(connection, asked)
    sums = public_sums(asked, corrections(connection, asked, public))
    was, now, was_in, now_in = (
        _credited(connection, sums, recorded, asked.with_(by=by, as_of=as_of))
        for by in (Grouping.LAB, Grouping.BLOC)
        for as_of in (asked.as_of, recorded.on)
    )
    since = after(recorded.on - dt.timedelta(days=1))
    moved = sorted(key for key in now if was[key][0] != now[key][0] or was_in[key][0] != now_in[key][0])
    totals = _totals(connection, sums, {day for day, _ in moved})
    for day, account in moved:
        lab, value = now[day, account]
        reason = recorded.reasons.get(account) or recorded.reasons[account.partition("/")[0]]
        yield Reclassified(
            *(day, account, value, totals[day], was[day, account][0], lab),
            *(was_in[day, account][0], now_in[day, account][0], public[day], since, reason),
        )


def recorded_changes(connection: Connection, view: View) -> list[Recorded]:
    """What the registry recorded of the view's platform by its as-of date, oldest first."""
    accounts = select(
        lab_account.c.recorded_on, lab_account.c.account, lab_account.c.correction, lab_account.c.evidence
    ).where(lab_account.c.platform == view.platform)
    countries = (
        select(lab_country.c.recorded_on, lab_account.c.account, lab_country.c.correction, lab_country.c.evidence)
        .join_from(lab_country, lab_account, lab_account.c.lab_id == lab_country.c.lab_id)
        .where(lab_account.c.platform == view.platform)
    )
    found: dict[dt.date, dict[str, str]] = {}
    for rows in (connection.execute(accounts), connection.execute(countries)):
        for on, account, correction, evidence in rows:
            if on and (view.as_of is None or on <= view.as_of):
                kind = "registry, corrected for all dates" if correction else "registry, reclassified from a date on"
                found.setdefault(on, {})[account] = f"{kind}: {evidence}"
    return [Recorded(on, reasons) for on, reasons in sorted(found.items())]


def _credited(connection: Connection, sums: FromClause, recorded: Recorded, view: View) -> Credit:
    """The groups of the view to which the concerned accounts belong as of it, and their values."""
    account = sums.c.account
    source, owner = attributed(sums, sums.c.day, view.by, view.platform, view.as_of, account=account, kind=sums.c.kind)
    concerned = or_(account.in_(recorded.reasons), func.split_part(account, "/", 1).in_(recorded.reasons))
    rows = connection.execute(
        select(sums.c.day, account, owner, sums.c.value)
        .select_from(source)
        .where(sums.c.kind == Kind.ACCOUNT, concerned)
    )
    return {(day, name): (credited, int(value)) for day, name, credited, value in rows}


def _totals(connection: Connection, sums: FromClause, days: set[dt.date]) -> dict[dt.date, int]:
    if not days:
        return {}
    rows = connection.execute(
        select(sums.c.day, func.sum(sums.c.value)).where(sums.c.day.in_(days)).group_by(sums.c.day)
    )
    return {day: int(total) for day, total in rows}
