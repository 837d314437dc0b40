"""Values, shares and bounds by period and group: the one question that share, rank and headline all ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Double,
    Executable,
    FromClause,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from app.errors import ViewError
from app.measures.attribution import attributed
from app.measures.corrections import Corrections, corrected, corrections
from app.measures.groups import BUCKETS, OUTSIDE
from app.measures.models import daily_models
from app.measures.versions import known_versions
from app.store.tables import rollup
from app.view import FLOWS, Grain, Grouping, Unit, View
from collectors.contract import Platform

COLUMNS = {
    "date": "datetime64[us]",
    "group": "str",
    "value": "float64",
    "share": "float64",
    "share_low": "float64",
    "share_high": "float64",
    "total": "float64",
    "unknown": "float64",
    "days": "int64",
    "days_expected": "int64",
    "complete": "bool",
}


def period_frame(
    connection: Connection, view: View, present: Iterable[dt.date], found: Corrections | None = None
) -> pd.DataFrame:
    """One row a period and group, sorted by date, then known groups by their total value, then the buckets.

    `present` are the days of the view's window that have values, `found` the view's corrections where they are known
    already. Columns: date (first day of the period), group,
    value, share, share_low, share_high (0 to 1), total (the population's value), unknown (the part of the population
    that no lab can be given for, 0 to 1), days, days_expected, complete. Raises `ViewError` where the view asks for
    what is not stored.
    """
    if view.counted is Unit.LIST_USD and view.by is Grouping.MODEL:
        raise ViewError("list_usd is kept by account and not by model. Group by lab, or use the unit tokens.")
    if view.by is Grouping.MODEL and view.platform is Platform.HUGGINGFACE:
        raise ViewError("Shares of single Hub models are not kept by day. Ask for their rank, or group by lab.")
    averaged = view.counted not in FLOWS and view.grain is not Grain.DAY
    present = list(present)
    found = corrections(connection, view, present) if found is None else found
    statement = _means(view, found) if averaged else _sums(view, found)
    rows = connection.execute(statement).all()
    names = ("date", "group", "value", "share", "share_low")
    columns = dict(zip(names, zip(*rows, strict=True), strict=False)) if rows else dict.fromkeys(names, ())
    frame = pd.DataFrame({"group": pd.array(columns["group"], dtype="str"), "value": columns["value"]})
    frame.insert(0, "date", np.array(columns["date"], dtype="datetime64[D]").astype(COLUMNS["date"]))
    kept = [day for day in present if day not in found.days]
    days = pd.Series(np.array(kept, dtype="datetime64[D]"), dtype=COLUMNS["date"])
    frame["days"] = frame["date"].map(days.map(lambda day: _start(day, view.grain)).value_counts())
    if averaged:
        for name in ("share", "share_low"):
            frame[name] = np.array(columns[name], dtype="float64") / frame["days"]
        frame["value"] = frame["value"] / frame["days"]
    return _sorted(_with_bounds(frame, view.grain))


def period_start(day: dt.date, grain: Grain) -> dt.date:
    """The first day of the period that holds `day`: itself, its Monday, the first of its month."""
    if grain is Grain.WEEK:
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if grain is Grain.MONTH else day


def last_of_whole_week(day: dt.date) -> dt.date:
    """The newest Sunday that is not after `day`: a week begins on Monday."""
    return day - dt.timedelta(days=day.isoweekday() % 7)


def previous_start(start: dt.date, grain: Grain) -> dt.date:
    """The first day of the period before the one that begins on `start`."""
    return period_start(start - dt.timedelta(days=1), grain)


def _sums(view: View, found: Corrections) -> Executable:
    """date, group, value: a flow's sum over each period, or the count of each day."""
    source, day, group, value = _counted(view, found)
    first_day = _first_day(day, view.grain)
    statement = (
        select(first_day.label("date"), group.label("group"), cast(func.sum(value), BigInteger))
        .select_from(source)
        .group_by("date", "group")
    )
    # Who is left out altogether has no row; a millionth of a dollar may remain of rounding.
    return statement.having(func.abs(func.sum(value)) > 1) if found else statement


def _means(view: View, found: Corrections) -> Executable:
    """date, group, and sums over the period's days of value, share and lower bound, to be divided by those days.

    The rolling count overlaps from day to day and is never summed: a share is taken each day, then averaged.
    """
    source, day, group, value = _counted(view, found)
    daily = (
        select(day.label("day"), group.label("group"), cast(func.sum(value), Double).label("value"))
        .select_from(source)
        .group_by("day", "group")
        .cte("daily")
    )
    whole = func.sum(daily.c.value)
    totals = (
        select(daily.c.day, whole.filter(daily.c["group"] != OUTSIDE).label("total"), whole.label("with_outside"))
        .group_by(daily.c.day)
        .cte("totals")
    )
    first_day = _first_day(daily.c.day, view.grain)
    share = func.sum(case((totals.c.total > 0, daily.c.value / totals.c.total)))
    low = func.sum(case((totals.c.with_outside > 0, daily.c.value / totals.c.with_outside)))
    return (
        select(first_day.label("date"), daily.c["group"], func.sum(daily.c.value), share, low)
        .join_from(daily, totals, totals.c.day == daily.c.day)
        .group_by("date", daily.c["group"])
    )


def _counted(
    view: View, found: Corrections
) -> tuple[FromClause, ColumnElement[dt.date], ColumnElement[str], ColumnElement[int]]:
    """What is summed: rows with their day, group and value. Both platforms by versions and rollups, models by rows."""
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    if found:
        sums = corrected(view, known, found)
        if view.by is Grouping.MODEL:
            return sums, sums.c.day, sums.c.account, sums.c.value
        source, group = attributed(
            sums, sums.c.day, view.by, view.platform, view.as_of, account=sums.c.account, kind=sums.c.kind
        )
        return source, sums.c.day, group, sums.c.value
    if view.by is Grouping.MODEL:
        models = daily_models(known, view.population, view.as_of)
        return models, models.c.day, models.c["group"], models.c.value
    counted = (rollup.c.version_id == known.c.version_id) & (rollup.c.population == view.population)
    stored = known.join(rollup, counted & (rollup.c.unit == view.counted))
    source, group = attributed(stored, known.c.day, view.by, view.platform, view.as_of)
    return source, known.c.day, group, rollup.c.value


def _first_day(day: ColumnElement[dt.date], grain: Grain) -> ColumnElement[dt.date]:
    return day if grain is Grain.DAY else cast(func.date_trunc(grain.value, cast(day, TIMESTAMP)), Date)


def _start(day: pd.Timestamp, grain: Grain) -> pd.Timestamp:
    return pd.Timestamp(period_start(day.date(), grain))


def _with_bounds(frame: pd.DataFrame, grain: Grain) -> pd.DataFrame:
    """Add totals, shares and bounds; a share is missing where the population's value is not above 0.

    The unknown part leaves the same room to every group of a period, so the upper bound is the lower one plus it.
    What is unknown cannot be negative: a falling count among it widens no band.
    """
    inside, outside = frame["group"].isin(BUCKETS), frame["group"] == OUTSIDE
    dates = frame["date"]
    with_outside = frame["value"].groupby(dates).transform("sum")
    frame["total"] = with_outside - frame["value"].where(outside, 0).groupby(dates).transform("sum")
    if "share" not in frame:
        frame["share"] = (frame["value"] / frame["total"]).where(frame["total"] > 0)
        frame["share_low"] = (frame["value"] / with_outside).where(with_outside > 0)
    unknown = frame["share_low"].where(inside | outside, 0).groupby(dates).transform("sum").clip(lower=0)
    frame["unknown"] = unknown.where(with_outside > 0)
    frame["share_high"] = (frame["share_low"] + frame["unknown"]).where(~inside, frame["share"])
    frame["share_low"] = frame["share_low"].where(~inside, frame["share"])
    frame["days_expected"] = dates.dt.days_in_month if grain is Grain.MONTH else 7 if grain is Grain.WEEK else 1
    frame["complete"] = frame["days"] == frame["days_expected"]
    value = {name: "int64" for name in ("value", "total") if pd.api.types.is_integer_dtype(frame[name])}
    return frame.loc[~outside, list(COLUMNS)].astype(COLUMNS | value)


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    size = frame.groupby("group")["value"].sum()
    known = sorted((group for group in size.index if group not in BUCKETS), key=lambda group: (-size[group], group))
    place = {group: number for number, group in enumerate([*known, *BUCKETS])}
    order = frame["group"].map(place)
    return frame.assign(_place=order).sort_values(["date", "_place"]).drop(columns="_place").reset_index(drop=True)
