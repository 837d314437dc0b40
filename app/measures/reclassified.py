"""What the registry's dated changes did to days that were public before: accounts whose lab or country changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from app.measures.attribution import attributed
from app.measures.versions import after, known_versions
from app.store.tables import Kind, lab_account, lab_country, rollup
from app.view import Grouping, View


@dataclass(frozen=True, slots=True)
class Reclassified:
    """One account on one day, credited to another lab or country since `known_at`.

    `value` counts the view's unit, out of `total`; both are what was known of the day when the change was recorded.
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


Credit = dict[tuple[dt.date, str], tuple[str, int, dt.datetime]]


def reclassified(connection: Connection, view: View) -> list[Reclassified]:
    """Every account and day of the view's window that a recorded change moved, oldest change first."""
    return [each for recorded in _recorded(connection, view) for each in _moved(connection, view, recorded)]


def _moved(connection: Connection, view: View, recorded: Recorded) -> Iterator[Reclassified]:
    day_before = recorded.on - dt.timedelta(days=1)
    labs, blocs = Grouping.LAB, Grouping.BLOC
    was, now = (_credited(connection, view, recorded, labs, as_of) for as_of in (day_before, recorded.on))
    was_in, now_in = (_credited(connection, view, recorded, blocs, as_of) for as_of in (day_before, recorded.on))
    moved = sorted(key for key in now if was[key][0] != now[key][0] or was_in[key][0] != now_in[key][0])
    totals = _totals(connection, view, recorded.on, {day for day, _ in moved})
    for day, account in moved:
        lab, value, known_before = now[day, account]
        reason = recorded.reasons.get(account) or recorded.reasons[account.partition("/")[0]]
        yield Reclassified(
            *(day, account, value, totals[day], was[day, account][0], lab),
            *(was_in[day, account][0], now_in[day, account][0], known_before, after(day_before), reason),
        )


def _recorded(connection: Connection, view: View) -> list[Recorded]:
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


def _credited(connection: Connection, view: View, recorded: Recorded, by: Grouping, as_of: dt.date) -> Credit:
    """Whose the concerned accounts were, as the registry was known on `as_of` and the days on the recording day."""
    known = known_versions(view.platform, recorded.on, view.since, view.until)
    counted = (rollup.c.version_id == known.c.version_id) & (rollup.c.population == view.population)
    sums = known.join(rollup, counted & (rollup.c.unit == view.counted))
    source, owner = attributed(sums, known.c.day, by, view.platform, as_of)
    concerned = or_(
        rollup.c.account.in_(recorded.reasons), func.split_part(rollup.c.account, "/", 1).in_(recorded.reasons)
    )
    rows = connection.execute(
        select(known.c.day, rollup.c.account, owner, rollup.c.value, known.c.known_at)
        .select_from(source)
        .where(rollup.c.kind == Kind.ACCOUNT, concerned)
    )
    return {(day, account): (credited, value, known_at) for day, account, credited, value, known_at in rows}


def _totals(connection: Connection, view: View, as_of: dt.date, days: set[dt.date]) -> dict[dt.date, int]:
    if not days:
        return {}
    known = known_versions(view.platform, as_of, min(days), max(days))
    rows = connection.execute(
        select(known.c.day, func.sum(rollup.c.value))
        .join_from(known, rollup, rollup.c.version_id == known.c.version_id)
        .where(rollup.c.population == view.population, rollup.c.unit == view.counted, rollup.c.kind != Kind.UNKNOWN)
        .group_by(known.c.day)
    )
    return {day: int(total) for day, total in rows}
