"""The ways in which one question can be counted: each unit in each population of a platform, for one period."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from app.errors import NotEnoughKnown
from app.measures.groups import BUCKETS, NAMED_THREE, Bloc, Layer
from app.measures.periods import period_frame, period_start
from app.measures.provenance import known_days, newest_day
from app.view import POPULATIONS, UNITS, Grain, Grouping, View

DEFAULT_GROUPS: dict[Grouping, tuple[str, ...]] = {
    Grouping.BLOC: (Bloc.CN.value,),
    Grouping.COUNTRY: (Bloc.CN.value,),
    Grouping.NAMED3: (Layer.NAMED3.value,),
    Grouping.LAB: NAMED_THREE,
    Grouping.MODEL: (),
}


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one group stands in one period: share and bounds (0 to 1), and its rank among known groups."""

    value: float
    share: float
    low: float
    high: float
    rank: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """One way of counting that has values: the view that was read and its frame (as `period_frame` gives it)."""

    view: View
    frame: pd.DataFrame


def period_end(start: dt.date, grain: Grain) -> dt.date:
    """The last day of the period that begins on `start`."""
    if grain is Grain.WEEK:
        return start + dt.timedelta(days=6)
    return start.replace(day=monthrange(start.year, start.month)[1]) if grain is Grain.MONTH else start


def asked_day(connection: Connection, view: View) -> dt.date:
    """The last day that the view names, or else the newest that has values; raises `NotEnoughKnown` without any."""
    if view.until is not None:
        return view.until
    day = newest_day(connection, view.with_(since=None))
    if day is None:
        raise NotEnoughKnown(
            f"Nothing is stored of {view.platform} in {view.counted}, population {view.population}.",
            advice="Collect first: modelshare collect.",
        )
    return day


def of_period(view: View, day: dt.date) -> View:
    """The view cut to the period of its grain that holds `day`."""
    start = period_start(day, view.grain)
    return view.with_(since=start, until=period_end(start, view.grain))


def counted(connection: Connection, view: View) -> Counted | None:
    """The frame of one view; None where no day of its window has values in its unit and population."""
    present = [day.day for day in known_days(connection, view) if day.has_values]
    frame = period_frame(connection, view, present) if present else pd.DataFrame()
    return None if frame.empty else Counted(view, frame)  # days may hold values, and none of this population


def every_way(connection: Connection, view: View, *, units: Sequence[str] | None = None) -> Iterator[Counted]:
    """The frames of `view` in every unit and population of its platform that have values, in their fixed order."""
    for unit in UNITS[view.platform]:
        for population in POPULATIONS[view.platform]:
            if units is None or unit in units:
                found = counted(connection, view.with_(unit=unit, population=population))
                if found is not None:
                    yield found


def stands(period: pd.DataFrame) -> dict[str, Stand]:
    """The known groups of one period's rows by rank; equal values share a rank and the next one is skipped."""
    known = period[~period["group"].isin(BUCKETS)]
    ranks = known["value"].rank(method="min", ascending=False)
    rows = known.assign(rank=ranks).sort_values(["rank", "group"])
    return {
        row["group"]: Stand(row["value"], row["share"], row["share_low"], row["share_high"], int(row["rank"]))
        for row in rows.to_dict("records")
    }


def absent(period: pd.DataFrame) -> Stand:
    """Where a group stands that has no row in a period which has others: at nothing, but for what is unknown."""
    unknown = float(period["unknown"].iloc[0]) if len(period) else 0.0
    return Stand(0, 0.0, 0.0, unknown, None)
