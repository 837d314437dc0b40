"""Values, shares and bounds by period and group: the one question that share, rank and headline all ask."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Double,
    Select,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from app.errors import ViewError
from app.measures.attribution import attributed
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
}


def period_frame(connection: Connection, view: View) -> pd.DataFrame:
    """One row a period and group, sorted by date, then known groups by their total value, then the buckets.

    Columns: date (first day of the period), group, value, share, share_low, share_high (0 to 1), total (the
    population's value), unknown (the part of the population that no lab can be given for, 0 to 1), days,
    days_expected, complete. Raises `ViewError` where the view asks for what is not stored.
    """
    if view.counted is Unit.LIST_USD:
        raise ViewError("list_usd is not measured yet. Use the unit tokens.")
    if view.by is Grouping.MODEL and view.platform is Platform.HUGGINGFACE:
        raise ViewError("Shares of single Hub models are not kept by day. Ask for their rank, or group by lab.")
    rows = connection.execute(period_statement(view)).all()
    frame = pd.DataFrame.from_records(rows, columns=list(COLUMNS)).astype(COLUMNS)
    if view.counted in FLOWS or view.grain is Grain.DAY:
        frame = frame.astype({"value": "int64", "total": "int64"})
    frame["days_expected"] = _days_expected(frame["date"], view.grain)
    frame["complete"] = frame["days"] == frame["days_expected"]
    return _sorted(frame)


def period_statement(view: View) -> Select[Any]:
    """The question in SQL: sums by day and group, the day's totals, then periods.

    A flow's period is sum over sum. The rolling count overlaps from day to day and is never summed: its period is
    the mean of the days present, of values and of shares. The band's width is the same for all groups of a day
    (unknown part over denominator with the outside part), so a period's upper bound is its lower bound plus that.
    """
    daily = _daily(view)
    group, day = daily.c["group"], daily.c.day
    totals = _totals(daily, view)
    per_period = (
        select(
            _first_day(totals.c.day, view.grain).label("date"),
            func.count().label("days"),
            *(func.sum(totals.c[name]).label(name) for name in ("total", "inside", "outside", "unknown")),
        )
        .group_by("date")
        .cte("per_period")
    )
    whole = per_period.c
    value: ColumnElement[Any] = func.sum(daily.c.value)
    total: ColumnElement[Any] = whole.total
    if view.counted in FLOWS:
        share = _over(value, whole.total)
        low = _over(value, whole.total + whole.outside)
        unknown = _over(whole.inside + whole.outside, whole.total + whole.outside)
        value, total = cast(value, BigInteger), cast(total, BigInteger)
    else:
        share = func.sum(_over(daily.c.value, totals.c.total)) / whole.days
        low = func.sum(_over(daily.c.value, totals.c.total + totals.c.outside)) / whole.days
        unknown = whole.unknown / whole.days
        value, total = _over(value, whole.days), _over(total, whole.days)
    is_bucket = group.in_(BUCKETS)
    return (
        select(
            whole.date,
            group,
            value.label("value"),
            share.label("share"),
            case((is_bucket, share), else_=low).label("share_low"),
            case((is_bucket, share), else_=low + unknown).label("share_high"),
            total.label("total"),
            unknown.label("unknown"),
            whole.days,
        )
        .select_from(
            daily.join(totals, totals.c.day == day).join(per_period, whole.date == _first_day(day, view.grain))
        )
        .where(group != OUTSIDE)
        .group_by(*whole, group)
    )


def period_start(day: dt.date, grain: Grain) -> dt.date:
    """The first day of the period that holds `day`: itself, its Monday, the first of its month."""
    if grain is Grain.WEEK:
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if grain is Grain.MONTH else day


def previous_start(start: dt.date, grain: Grain) -> dt.date:
    """The first day of the period before the one that begins on `start`."""
    return period_start(start - dt.timedelta(days=1), grain)


def _daily(view: View) -> CTE:
    """day, group, value: both platforms by the same statement over versions and rollups, models from their rows."""
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    if view.by is Grouping.MODEL:
        return daily_models(known, view.population)
    sums = known.join(rollup, rollup.c.version_id == known.c.version_id)
    source, group = attributed(sums, known.c.day, view.by, view.platform, view.as_of)
    return (
        select(known.c.day, group.label("group"), func.sum(rollup.c.value).label("value"))
        .select_from(source)
        .where(rollup.c.population == view.population, rollup.c.unit == view.counted)
        .group_by(known.c.day, "group")
        .cte("daily")
    )


def _totals(daily: CTE, view: View) -> CTE:
    """A day's denominator, and the unknown parts inside and outside it; a falling unknown widens no band."""
    group, value = daily.c["group"], daily.c.value
    total = func.coalesce(func.sum(value).filter(group != OUTSIDE), 0)
    inside = func.greatest(func.coalesce(func.sum(value).filter(group.in_(BUCKETS)), 0), 0)
    outside = func.coalesce(func.sum(value).filter(group == OUTSIDE), 0)
    statement = select(
        daily.c.day,
        total.label("total"),
        inside.label("inside"),
        outside.label("outside"),
        _over(inside + outside, total + outside).label("unknown"),
    ).group_by(daily.c.day)
    if view.counted not in FLOWS:
        statement = statement.having(total > 0)  # a mean of shares has no use for a day without a denominator
    return statement.cte("totals")


def _over(part: ColumnElement[Any], whole: ColumnElement[Any]) -> ColumnElement[Any]:
    """A quotient; NULL where the whole is not above 0, as the sum of differences may be."""
    return case((whole > 0, cast(part, Double) / cast(whole, Double)))


def _first_day(day: ColumnElement[dt.date], grain: Grain) -> ColumnElement[dt.date]:
    return day if grain is Grain.DAY else cast(func.date_trunc(grain.value, cast(day, TIMESTAMP)), Date)


def _days_expected(dates: pd.Series, grain: Grain) -> Any:
    if grain is Grain.MONTH:
        return dates.dt.days_in_month.astype("int64")
    return 7 if grain is Grain.WEEK else 1


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    size = frame.groupby("group")["value"].sum()
    known = sorted((group for group in size.index if group not in BUCKETS), key=lambda group: (-size[group], group))
    place = {group: number for number, group in enumerate([*known, *BUCKETS])}
    order = frame["group"].map(place)
    return frame.assign(_place=order).sort_values(["date", "_place"]).drop(columns="_place").reset_index(drop=True)
