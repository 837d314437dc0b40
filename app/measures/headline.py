"""The two shares that open the dashboard: the named three, and all Chinese labs, on the newest day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from app.measures.groups import Bloc, Layer
from app.measures.provenance import newest_day
from app.measures.result import Coverage, Definition, Measured, SourceLine
from app.measures.share import share
from app.view import FIRST_DAY, Grouping, Unit, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="headline",
    version=1,
    title="Headline shares",
    formula=(
        "The share of Alibaba, Moonshot AI and MiniMax together, and of all labs with headquarters in China, in all "
        "usage on the newest day with values; the changes are its difference in percentage points against exactly "
        "30 and 90 days before. Where the part that no lab can be given for is above a setting, the headline says "
        "that not enough is known in place of a share."
    ),
    caveats=(
        "A change is told only where that very day is stored: no other day stands in for it.",
        "30 and 90 days before are other days of the week, and weekends differ from working days on OpenRouter.",
    ),
    source="The measure share, with the population all.",
    population="All usage of the platform on that day, the unknown parts included.",
)
CHANGES = (30, 90)


@dataclass(frozen=True, slots=True)
class Standing:
    """One group's share (0 to 1) with its bounds, and its changes in percentage points, None where unknown."""

    group: str
    label: str
    value: int
    share: float
    low: float
    high: float
    change_30: float | None
    change_90: float | None


@dataclass(frozen=True, slots=True)
class Headline:
    """What one platform's newest day says; `day` and both standings are None where nothing is stored.

    `total` counts `unit` in the population all. `unknown_share` (0 to 1) is the part of it that no lab can be given
    for, and `enough_known` whether that is within the limit: where it is not, no share should be shown.
    """

    platform: Platform
    unit: Unit
    day: dt.date | None
    total: int | None
    named3: Standing | None
    chinese: Standing | None
    unknown_share: float | None
    unknown_limit: float
    enough_known: bool
    sources: tuple[SourceLine, ...]
    coverage: Coverage
    synthetic: bool
    registry_hash: str
    definition: Definition = DEFINITION


def headline(
    connection: Connection, platform: Platform, *, as_of: dt.date | None = None, unknown_limit: float
) -> Headline:
    """The headline of `platform` as it was known at the end of `as_of`; `unknown_limit` lies between 0 and 1."""
    view = View(platform=platform, as_of=as_of)
    day = newest_day(connection, view)
    if day is not None:
        view = view.with_(since=max(day - dt.timedelta(days=max(CHANGES)), FIRST_DAY), until=day)
    layers = share(connection, view.with_(by=Grouping.NAMED3))
    blocs = share(connection, view.with_(by=Grouping.BLOC))
    unknown = blocs.coverage.unknown_share
    newest = blocs.frame[blocs.frame["date"] == pd.Timestamp(day)] if day else blocs.frame
    return Headline(
        platform=platform,
        unit=view.counted,
        day=day,
        total=int(newest["total"].iloc[0]) if len(newest) else None,
        named3=_standing(layers, Layer.NAMED3, day),
        chinese=_standing(blocs, Bloc.CN, day),
        unknown_share=unknown,
        unknown_limit=unknown_limit,
        enough_known=unknown is not None and unknown <= unknown_limit,
        sources=blocs.sources,
        coverage=blocs.coverage,
        synthetic=blocs.synthetic,
        registry_hash=blocs.registry_hash,
    )


def _standing(measured: Measured, group: str, day: dt.date | None) -> Standing | None:
    """The group's place on `day`; a group without a row on a day that has others stands at nothing that day."""
    frame = measured.frame
    rows = {pd.Timestamp(str(date)).date(): rows for date, rows in frame.groupby("date")}
    if day is None or day not in rows:
        return None
    of_day = {date: of_date[of_date["group"] == group] for date, of_date in rows.items()}
    shares = {date: float(row["share"].iloc[0]) if len(row) else 0.0 for date, row in of_day.items()}
    changes = {days: _points(shares, day, days) for days in CHANGES}
    here = of_day[day]
    open_part = (rows[day]["share_high"] - rows[day]["share_low"]).max()
    return Standing(
        group=group,
        label=measured.labels.get(group, group),
        value=int(here["value"].iloc[0]) if len(here) else 0,
        share=shares[day],
        low=float(here["share_low"].iloc[0]) if len(here) else 0.0,
        high=float(here["share_high"].iloc[0]) if len(here) else float(open_part),
        change_30=changes[30],
        change_90=changes[90],
    )


def _points(shares: dict[dt.date, float], day: dt.date, days: int) -> float | None:
    earlier = shares.get(day - dt.timedelta(days=days))
    return None if earlier is None else 100 * (shares[day] - earlier)
