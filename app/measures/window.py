"""One group's share of a window of any length, from its days."""

from __future__ import annotations

import pandas as pd

from app.measures.groups import BUCKETS
from app.measures.ways import Stand
from app.view import FLOWS, Unit


def over_window(days: pd.DataFrame, group: str, unit: Unit) -> Stand | None:
    """The group's share and bounds over all the days of a daily frame (as `period_frame` gives it); None without any.

    A flow is sum over sum, the rolling count the mean of the days' shares: as the measure share forms a period.
    """
    by_day = days.groupby("date")[["total", "unknown"]].first()
    by_day = by_day[by_day["total"] > 0]
    if by_day.empty:
        return None
    rows = days[days["group"] == group].set_index("date")[["value", "share", "share_low", "share_high"]]
    mine = rows.reindex(by_day.index).astype(float)
    mine = mine.fillna({"value": 0.0, "share": 0.0, "share_low": 0.0, "share_high": by_day["unknown"]})
    if unit not in FLOWS:
        means = mine.mean()
        return Stand(means["value"], means["share"], means["share_low"], means["share_high"], None)
    known = days[days["share_low"] > 0]
    # A day's population with what may belong to it: every share_low has it below, so any group tells it.
    wide = (known["value"] / known["share_low"]).groupby(known["date"]).max().reindex(by_day.index)
    wide = wide.fillna(by_day["total"])
    value, whole = float(mine["value"].sum()), float(wide.sum())
    share = value / float(by_day["total"].sum())
    if group in BUCKETS:
        return Stand(value, share, share, share, None)
    low = value / whole
    high = low + float((by_day["unknown"] * wide).sum()) / whole
    return Stand(value, share, low, high, None)
