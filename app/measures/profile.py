"""One lab in figures: its shares and ranks on both platforms, its best models and its releases."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, func, select

from app.errors import DataError
from app.measures.attributes import lab_models
from app.measures.attribution import country_spans
from app.measures.lab_accounts import accounts_of_lab
from app.measures.lab_releases import Release, hub_releases, openrouter_releases
from app.measures.models import daily_models
from app.measures.provenance import newest_day
from app.measures.rank import rank
from app.measures.result import Definition, Measured
from app.measures.share import share
from app.measures.versions import known_versions
from app.store.tables import hub_snapshot, lab
from app.view import Grain, Grouping, Measure, Population, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="profile",
    version=1,
    title="Lab profile",
    formula=(
        "A lab's share of all usage and its rank among the labs, by day and by week, on each platform; its models "
        "of the newest day by value; its releases with the rank that each had in the whole list exactly 7, 30 and 90 "
        "days after it was created, and among all labs' releases of the same size class at the same age. Size "
        "classes go by total parameters: 1, 5, 12, 45, 120 and 400 billion divide them."
    ),
    caveats=(
        "Where the very day is not stored, or the release was not in the list, no place is given.",
        "A Hub release is a repository of one of the lab's accounts that declares no quantisation, adapter or merge; "
        "an OpenRouter release is a model of the lab that was ever among the named ones.",
        "Parameters are known for part of the models only.",
        "On the Hub the value is the rolling count of 30 days: on day 7 it holds the first week alone.",
    ),
    source="Own definition over the rollups, the daily rankings and the Hub's snapshots.",
    population="All usage of each platform; ranks are among all labs, and places of releases among all models.",
)
WINDOW = dt.timedelta(days=364)
RANKING = dt.timedelta(days=7 * 26)
MOST_MODELS = 12


@dataclass(frozen=True, slots=True)
class BestModel:
    """One of a lab's models on the newest day: its value, its part of the lab's value (0 to 1)."""

    name: str
    value: int
    part: float | None


@dataclass(frozen=True, slots=True)
class OnPlatform:
    """A lab on one platform. `day` None: nothing is stored.

    `shares` holds every lab's share by day over the last year, `ranks` every lab's rank by week over half a year;
    both views select the lab. `share` and `rank` are its own on the newest day and in the newest week, None where it
    has no row there; `change_30` and `change_90` are in percentage points against exactly that many days before.
    """

    platform: Platform
    day: dt.date | None
    accounts: tuple[str, ...]
    shares: Measured
    ranks: Measured
    share: float | None
    share_low: float | None
    share_high: float | None
    value: int | None
    rank: int | None
    change_30: float | None
    change_90: float | None
    best: tuple[BestModel, ...]
    releases: tuple[Release, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that the page of one lab shows."""

    lab_id: str
    name: str
    parent: str
    note: str
    country: str | None
    platforms: dict[Platform, OnPlatform]
    synthetic: bool
    registry_hash: str
    definition: Definition = DEFINITION


def labs(connection: Connection) -> dict[str, str]:
    """Every lab of the registry by its name, in the order of the names."""
    rows = connection.execute(select(lab.c.lab_id, lab.c.name).order_by(func.lower(lab.c.name), lab.c.lab_id))
    return dict(rows.all())


def profile(connection: Connection, lab_id: str, as_of: dt.date | None = None) -> Profile:
    """The profile of a lab as it was known at the end of `as_of`; raises `DataError` for a lab that nobody knows."""
    row = connection.execute(select(lab).where(lab.c.lab_id == lab_id)).one_or_none()
    if row is None:
        raise DataError(f"The registry has no lab '{lab_id[:60]}'.", advice="modelshare labs list shows them all.")
    found = {platform: _on(connection, platform, lab_id, as_of) for platform in Platform}
    return Profile(
        lab_id=lab_id,
        name=row.name,
        parent=row.parent,
        note=row.note,
        country=_country(connection, lab_id, as_of),
        platforms=found,
        synthetic=any(each.shares.synthetic for each in found.values()),
        registry_hash=found[Platform.OPENROUTER].shares.registry_hash,
    )


def _on(connection: Connection, platform: Platform, lab_id: str, as_of: dt.date | None) -> OnPlatform:
    view = View(platform=platform, by=Grouping.LAB, as_of=as_of, select=(lab_id,))
    day = newest_day(connection, view)
    shares = share(connection, view.with_(since=day - WINDOW if day else None))
    ranking = view.with_(measure=Measure.RANK, grain=Grain.WEEK, since=day - RANKING if day else None)
    ranks = rank(connection, ranking)
    own = shares.frame[shares.frame["group"] == lab_id].set_index("date")
    dates = [date.date() for date in pd.DatetimeIndex(own.index)]
    stood = {date: float(part) for date, part in zip(dates, own["share"], strict=True) if part == part}
    newest = own.loc[own.index == day.isoformat()].to_dict("records") if day else []
    here = newest[0] if newest else None
    accounts = accounts_of_lab(connection, platform, lab_id, as_of, day)
    value = int(here["value"]) if here else None
    releases = hub_releases if platform is Platform.HUGGINGFACE else openrouter_releases
    return OnPlatform(
        platform=platform,
        day=day,
        accounts=accounts,
        shares=shares,
        ranks=ranks,
        share=stood.get(day) if day else None,
        share_low=float(here["share_low"]) if here else None,
        share_high=float(here["share_high"]) if here else None,
        value=value,
        rank=_rank(ranks, lab_id),
        change_30=_points(stood, day, 30),
        change_90=_points(stood, day, 90),
        best=_best(connection, platform, accounts, day, as_of, value) if day else (),
        releases=tuple(releases(connection, accounts, as_of)),
    )


def _rank(ranks: Measured, lab_id: str) -> int | None:
    frame = ranks.frame
    newest = frame[(frame["date"] == frame["date"].max()) & (frame["group"] == lab_id)]["rank"].dropna()
    return int(newest.iloc[0]) if len(newest) else None


def _points(stood: dict[dt.date, float], day: dt.date | None, days: int) -> float | None:
    """The change in points; None where either of the two days has no value."""
    before = stood.get(day - dt.timedelta(days=days)) if day else None
    return None if day is None or before is None or day not in stood else 100 * (stood[day] - before)


def _best(
    connection: Connection,
    platform: Platform,
    accounts: tuple[str, ...],
    day: dt.date,
    as_of: dt.date | None,
    whole: int | None,
) -> tuple[BestModel, ...]:
    if platform is Platform.HUGGINGFACE:
        model = lab_models(as_of)
        here = (hub_snapshot.c.day == day) & (hub_snapshot.c.model == model.c.model)
        statement = (
            select(model.c.repo_id, hub_snapshot.c.downloads)
            .join_from(model, hub_snapshot, here)
            .where(model.c.account.in_(accounts), hub_snapshot.c.downloads > 0)
            .order_by(hub_snapshot.c.downloads.desc(), model.c.repo_id)
        )
    else:
        daily = daily_models(known_versions(platform, as_of, day, day), Population.NAMED)
        name = daily.c["group"]
        theirs = func.split_part(name, "/", 1).in_(accounts) | name.in_(accounts)
        statement = select(name, daily.c.value).where(theirs).order_by(daily.c.value.desc(), name)
    rows = connection.execute(statement.limit(MOST_MODELS))
    return tuple(BestModel(name, int(value), float(value) / whole if whole else None) for name, value in rows)


def _country(connection: Connection, lab_id: str, as_of: dt.date | None) -> str | None:
    span = country_spans(as_of)
    last = select(span.c.value).where(span.c.subject == lab_id).order_by(span.c.first_day.desc()).limit(1)
    return connection.execute(last).scalar()
