"""Shapes a measure's frame for drawing: which groups stand alone, which periods are missing, where a line breaks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd

from app.charts.colours import NAMED_THREE
from app.measures.result import Measured
from app.view import Grain, Grouping, Measure

BUCKETS = ("other", "undisclosed", "unattributed")
ALL_OTHERS = "all_others"
MOST_GROUPS = 10

_FREQUENCY = {Grain.DAY: "D", Grain.WEEK: "W-MON", Grain.MONTH: "MS"}
_FOLDED_NOUN = {
    Grouping.LAB: "labs",
    Grouping.COUNTRY: "countries",
    Grouping.MODEL: "models",
    Grouping.BLOC: "groups",
    Grouping.NAMED3: "groups",
}


def groups(measured: Measured) -> list[str]:
    """The groups of a frame in its own order: the known by their total value, then the unknown buckets."""
    return list(dict.fromkeys(measured.frame["group"]))


def drawn(measured: Measured, most: int = MOST_GROUPS) -> Measured:
    """What a chart shows of a measure: the largest known groups, the other known ones summed, every unknown bucket.

    The named three stand alone however small they are, and so does every group that the view selects by name. The
    sum's bounds are exact: all bounds of a day leave the same unknown part open, so the widths are equal.
    """
    if measured.view.measure is not Measure.SHARE:
        return measured
    known = [group for group in groups(measured) if group not in BUCKETS]
    kept = [g for at, g in enumerate(known) if at < most or g in measured.view.select or g in NAMED_THREE]
    folded = [group for group in known if group not in kept]
    if len(folded) < 2:
        return measured
    frame = measured.frame
    rest = frame[frame["group"].isin(folded)]
    width = (rest["share_high"] - rest["share_low"]).groupby(rest["date"]).max()
    summed = rest.groupby("date", as_index=False).agg(
        {
            name: ("sum" if name in ("value", "share", "share_low") else "first")
            for name in frame.columns
            if name != "date"
        }
    )
    summed["group"] = ALL_OTHERS
    summed["share_high"] = summed["share_low"] + summed["date"].map(width)
    order = {group: at for at, group in enumerate([*kept, ALL_OTHERS, *BUCKETS])}
    whole = pd.concat([frame[~frame["group"].isin(folded)], summed[frame.columns]], ignore_index=True)
    whole = whole.assign(_order=whole["group"].map(order)).sort_values(["date", "_order"], kind="stable")
    noun = _FOLDED_NOUN[measured.view.by]
    note = f"'All other {noun}' sums the {len(folded)} smaller {noun} of this window."
    return replace(
        measured,
        frame=whole.drop(columns="_order").reset_index(drop=True),
        labels=measured.labels | {ALL_OTHERS: f"All other {noun} ({len(folded)})"},
        notes=(*measured.notes, note),
    )


@dataclass(frozen=True, slots=True)
class Period:
    """The calendar of a chart: every period between the first and the last, and which of them hold anything."""

    index: pd.DatetimeIndex
    present: pd.Series  # bool by period
    complete: pd.Series  # bool by period; false where nothing is present
    width: pd.Timedelta  # of a day, a week or (about) a month

    @property
    def runs(self) -> list[pd.DatetimeIndex]:
        """Stretches of periods without a gap, oldest first."""
        held = self.index[self.present.to_numpy()]
        if held.empty:
            return []
        place = {moment: at for at, moment in enumerate(self.index)}
        cuts = [0, *(at + 1 for at, (a, b) in enumerate(pairwise(held)) if place[b] - place[a] > 1), len(held)]
        return [held[a:b] for a, b in pairwise(cuts)]


def calendar(measured: Measured) -> Period:
    """The periods of a frame, with the missing ones between them."""
    frame, grain = measured.frame, measured.view.grain
    dates = pd.DatetimeIndex(frame["date"]).unique().sort_values()
    index = pd.date_range(dates[0], dates[-1], freq=_FREQUENCY[grain]) if len(dates) else pd.DatetimeIndex([])
    index = index.union(dates)
    complete = frame.groupby("date")["complete"].all().reindex(index, fill_value=False).astype(bool)
    width = {Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 30}[grain]
    return Period(index, pd.Series(index.isin(dates), index=index), complete, pd.Timedelta(days=width))


def column(measured: Measured, group: str, name: str, periods: Period) -> pd.Series:
    """One group's column over all periods as floats; NaN where the group has no row."""
    rows = measured.frame[measured.frame["group"] == group]
    return rows.set_index("date")[name].astype(float).reindex(periods.index)
