"""The values that a chart of shares draws, as rows: each group's change over the window, and every period."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from app.charts import wording
from app.charts.colours import colour_of
from app.charts.earlier_lines import earlier_tables
from app.charts.shape import Drawn, Period, calendar, groups, tables
from app.charts.spark import spark_address
from app.view import Grain, Scale

NUMBERS = ("value", "share", "share_low", "share_high")
CHANGE = ("name", "share_before", "share", "change", "band", "trend", "value_before", "value", "growth")
EARLIER = ("share_earlier", "since_earlier", "band_earlier")
PERIOD = ("period", "days")


@dataclass(frozen=True, slots=True)
class Values:
    """Both tables. `first` and `last` are the whole periods that are compared, or any where none is whole.

    `change` has the columns CHANGE, a group a row: shares in per cent, their change in points, the band of the last
    share as text, the trend as a data: address, values in the view's unit, their growth in per cent. `earlier` is the
    period beside the last one where an earlier window is drawn: then `change` has EARLIER too, the share in it in per
    cent, the points from there to the last share, and its band. `periods` has PERIOD and a column a group, newest
    first: shares in per cent, or values where the chart draws those. `names` are the groups'.
    """

    first: pd.Timestamp
    last: pd.Timestamp
    change: pd.DataFrame
    periods: pd.DataFrame
    names: dict[str, str]
    as_share: bool
    earlier: pd.Timestamp | None = None


def values_of(shown: Drawn) -> Values | None:
    """The tables of what a chart of shares draws; None where it draws nothing."""
    if shown.frame.empty:
        return None
    periods = calendar(shown)
    found = tables(shown, NUMBERS, periods)
    held = periods.index[(periods.complete if periods.complete.any() else periods.present).to_numpy()]
    first, last = held[0], held[-1]
    named = groups(shown)
    rows = [
        (wording.label(shown, group), *_change(found[group], first, last, colour_of(group, shown.view.by)))
        for group in named
    ]
    change = pd.DataFrame(rows, columns=list(CHANGE))
    if shown.earlier:
        beside = earlier_tables(shown, periods)
        before = [
            _before(beside.get(group), last, now)
            for group, now in zip(named, change["share"].astype(float), strict=True)
        ]
        change = change.join(pd.DataFrame(before, columns=list(EARLIER)))
    as_share = shown.view.scale in (Scale.STACKED, Scale.LINES)
    return Values(
        first,
        last,
        change,
        _every(shown, periods, {group: found[group] for group in named}, as_share=as_share),
        {group: wording.label(shown, group) for group in named},
        as_share,
        shown.earlier.beside(last) if shown.earlier else None,
    )


def _before(table: pd.DataFrame | None, last: pd.Timestamp, now: float) -> tuple[object, ...]:
    """EARLIER of a group whose last share is `now` per cent; nothing where the earlier period is gone or not whole."""
    if table is None or not bool(table["complete"].eq(True)[last]):
        return math.nan, math.nan, None
    share, low, high = (float(table[name][last]) for name in NUMBERS[1:])
    return share * 100, now - share * 100, wording.band(low, high) or None


def _change(table: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, colour: str) -> tuple[object, ...]:
    before, after = ({name: float(table[name][at]) for name in NUMBERS} for at in (first, last))
    growth = (after["value"] / before["value"] - 1) * 100 if before["value"] > 0 else math.nan
    return (
        before["share"] * 100,
        after["share"] * 100,
        (after["share"] - before["share"]) * 100,
        wording.band(after["share_low"], after["share_high"]) or None,
        spark_address(table, colour) or None,
        before["value"],
        after["value"],
        growth,
    )


def _every(shown: Drawn, periods: Period, found: dict[str, pd.DataFrame], *, as_share: bool) -> pd.DataFrame:
    of_period = shown.frame.drop_duplicates("date").set_index("date")[["days", "days_expected"]]
    said = {
        date: "whole" if row["days"] == row["days_expected"] else f"{row['days']} of {row['days_expected']} days"
        for date, row in of_period.to_dict("index").items()
    }
    form = "%Y-%m" if shown.view.grain is Grain.MONTH else "%Y-%m-%d"
    wide = {
        "period": [f"{date:{form}}" for date in periods.index],
        "days": [said.get(date, "not stored") for date in periods.index],
    }
    for group, table in found.items():
        wide[group] = list(table["share"] * 100 if as_share else table["value"])
    return pd.DataFrame(wide)[::-1].reset_index(drop=True)
