"""Shapes a measure's frame for drawing: which groups stand alone, which periods are missing, where a line breaks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise

import pandas as pd

from app.charts.colours import NAMED_THREE
from app.measures.result import Measured
from app.view import FLOWS, Align, Grain, Grouping, Layout, Measure, Scale, View

BUCKETS = ("other", "undisclosed", "unattributed")
ALL_OTHERS = "all_others"
MOST_GROUPS = 10
MOST_BANDS = 3  # the bands of more groups, one over another, would be mud
STACKED = (Scale.STACKED, Scale.ABSOLUTE)
NUMBERS = ("value", "share", "share_low", "share_high")
SIDES = ("share", "share_low", "share_high", "hub_share", "hub_share_low", "hub_share_high")

_FREQUENCY = {Grain.DAY: "D", Grain.WEEK: "W-MON", Grain.MONTH: "MS"}
_FOLDED_NOUN = {
    Grouping.LAB: "labs",
    Grouping.COUNTRY: "countries",
    Grouping.MODEL: "models",
    Grouping.BLOC: "groups",
    Grouping.NAMED3: "groups",
}


def groups(measured: Measured) -> list[str]:
    """The groups of a frame: the selected ones, the known by their value over the window, the unknown buckets.

    The order in which groups first appear would put one that came late above the buckets.
    """
    sizes = measured.frame.groupby("group")["value"].sum()
    chosen = [group for group in measured.view.select if group in sizes.index and group not in BUCKETS]
    known = sorted(set(sizes.index) - {*chosen, ALL_OTHERS, *BUCKETS}, key=lambda group: (-sizes[group], group))
    return [*chosen, *known, *(group for group in (ALL_OTHERS, *BUCKETS) if group in sizes.index)]


class Drawn(Measured):
    """A measure's answer as a chart shows it; charts, legends, notes and files of one view read the same one."""

    __slots__ = ()


def drawn(measured: Measured, most: int = MOST_GROUPS) -> Drawn:
    """What a chart shows of a share: some known groups, the other known ones summed, every unknown bucket.

    The groups are those that the view selects, in its order, or else the largest of the window, the leaders of its
    newest periods, and the named three however small they are. The view's smoothing is applied. Where the view
    compares selected groups by lines, the rest is left out. Where sums are drawn and not shares, a first or last
    period that is not whole is left out: it would look like a fall. Of an earlier window stay the same groups and the
    periods beside those that are drawn; all of it is left out where the chart has no place for it.
    """
    if isinstance(measured, Drawn):
        return measured
    if measured.view.measure is Measure.PLATFORMS and len(measured.frame):
        return _as_drawn(_smoothed(measured, SIDES))
    if measured.view.measure is not Measure.SHARE or measured.frame.empty:
        return _as_drawn(measured)
    measured = _between_whole(measured)
    known = [group for group in groups(measured) if group not in BUCKETS]
    if measured.view.select:
        kept = [group for group in measured.view.select if group in known]
    else:
        alone = {*known[:most], *NAMED_THREE, *_leaders(measured)}
        kept = [group for group in known if group in alone]
    rest = [group for group in known if group not in kept]
    if rest and measured.view.select and measured.view.scale not in STACKED:
        measured = _without(measured, rest)
    elif len(rest) > 1 or measured.view.select:
        measured = _folded(measured, rest)
    return _as_drawn(_earlier_drawn(_smoothed(_ordered(measured, kept), NUMBERS)))


def aligned(view: View) -> bool:
    """Whether the view's chart is drawn over age: lines of models, in one plot."""
    lines = view.scale not in STACKED and view.layout is Layout.ONE
    return view.align is Align.RELEASE and view.by is Grouping.MODEL and view.measure is Measure.SHARE and lines


def has_room_for_earlier(view: View) -> bool:
    """Whether an earlier window can be drawn: each group is a line of its own, over the calendar, in its own unit."""
    lines = view.scale not in STACKED or view.layout is not Layout.ONE
    return view.measure is Measure.SHARE and lines and view.scale is not Scale.INDEX and not aligned(view)


def banded(shown: Drawn) -> list[str]:
    """The groups whose coverage band is drawn: all named ones where they are few, else the first one."""
    if not shown.view.band or shown.view.scale is not Scale.LINES or shown.view.measure is not Measure.SHARE:
        return []
    return few_bands([group for group in groups(shown) if group not in (*BUCKETS, ALL_OTHERS)])


def few_bands(named: list[str]) -> list[str]:
    """Those of the named groups whose bands are drawn: all where they are few, else the first one."""
    return named if len(named) <= MOST_BANDS else named[:1]


def _as_drawn(measured: Measured) -> Drawn:
    return Drawn(**{each.name: getattr(measured, each.name) for each in fields(measured)})


def _leaders(measured: Measured, places: int = 3) -> set[str]:
    """The first known groups of the newest period and of the newest complete one: nobody may lead unseen."""
    frame = measured.frame[~measured.frame["group"].isin(BUCKETS)]
    newest = {frame["date"].max(), frame.loc[frame["complete"].astype(bool), "date"].max()}
    return {group for date in newest for group in frame[frame["date"] == date].nlargest(places, "value")["group"]}


def _between_whole(measured: Measured) -> Measured:
    """The same without the sums of a first and of a last period that are not whole."""
    view, frame = measured.view, measured.frame
    whole = frame.loc[frame["complete"].astype(bool), "date"]
    summed = view.counted in FLOWS and view.scale in (Scale.ABSOLUTE, Scale.LOG, Scale.INDEX)
    if view.grain is Grain.DAY or not summed or whole.empty:
        return measured
    dates = sorted(set(frame["date"]))
    edges = {edge for edge in (dates[0], dates[-1]) if edge not in set(whole)}
    kept = ~frame["date"].isin(list(edges))
    gone = frame[~kept].drop_duplicates("date")
    if gone.empty:
        return measured
    told = " and ".join(
        f"{row['date']:%Y-%m-%d} ({int(row['days'])} of {int(row['days_expected'])} days)"
        for row in gone.to_dict("records")
    )
    plural = "s" if len(gone) > 1 else ""
    note = f"Left out, as their sums are not whole: the {view.grain}{plural} from {told}."
    return replace(measured, frame=frame[kept], notes=(note, *measured.notes))


def _without(measured: Measured, rest: list[str]) -> Measured:
    note = f"{len(rest)} other {_FOLDED_NOUN[measured.view.by]} are not drawn; shares are of the whole population."
    frame = measured.frame[~measured.frame["group"].isin(rest)]
    return replace(measured, frame=frame, notes=(*measured.notes, note))


def _folded(measured: Measured, rest: list[str]) -> Measured:
    """The rest as one group. Its bounds are exact: the unknown part, and so the bounds' width, is one for all."""
    frame = measured.frame
    others = frame[frame["group"].isin(rest)]
    if others.empty:
        return measured
    width = (others["share_high"] - others["share_low"]).groupby(others["date"]).max()
    added = ("value", "share", "share_low")
    how = {name: "sum" if name in added else "first" for name in frame.columns if name != "date"}
    summed = others.groupby("date", as_index=False).agg(how)
    summed["group"] = ALL_OTHERS
    summed["share_high"] = summed["share_low"] + summed["date"].map(width)
    whole = pd.concat([frame[~frame["group"].isin(rest)], summed[frame.columns]], ignore_index=True)
    noun = _FOLDED_NOUN[measured.view.by]
    return replace(
        measured,
        frame=whole,
        labels=measured.labels | {ALL_OTHERS: f"All other {noun} ({len(rest)})"},
        notes=(*measured.notes, f"'All other {noun}' sums the {len(rest)} {noun} that are not named in the chart."),
    )


def _earlier_drawn(measured: Measured) -> Measured:
    """The same, with its earlier window as it is drawn: folded and smoothed as the view's own, within itself."""
    window = measured.earlier
    if window is None or not has_room_for_earlier(measured.view):
        return replace(measured, earlier=None)
    answer, held = _between_whole(window.answer), set(measured.frame["group"])
    notes = answer.notes
    if ALL_OTHERS in held:
        answer = _folded(answer, [group for group in groups(answer) if group not in held and group not in BUCKETS])
    if len(answer.frame):
        answer = _smoothed(answer, NUMBERS)
    frame, first, last = answer.frame, measured.frame["date"].min(), measured.frame["date"].max()
    frame = frame[frame["group"].isin(held) & frame["drawn_at"].between(first, last)]
    return replace(measured, earlier=replace(window, answer=replace(answer, frame=frame, notes=notes)))


def _ordered(measured: Measured, kept: list[str]) -> Measured:
    place = {group: at for at, group in enumerate([*kept, ALL_OTHERS, *BUCKETS])}
    frame = measured.frame.assign(_place=measured.frame["group"].map(place))
    frame = frame.sort_values(["date", "_place"], kind="stable").drop(columns="_place").reset_index(drop=True)
    return replace(measured, frame=frame)


def _smoothed(measured: Measured, names: Sequence[str]) -> Measured:
    """The trailing mean over the periods that are there; a period that is missing stays missing."""
    length = measured.view.smooth
    if length == 1:
        return measured
    periods, frame = calendar(measured), measured.frame
    for name in names:
        wide = frame.pivot(index="date", columns="group", values=name).astype(float)
        there = wide.notna()
        mean: pd.DataFrame = wide.fillna(0).reindex(periods.index).rolling(length, min_periods=1).mean()
        kept = mean.where(there.reindex(periods.index, fill_value=False))
        long = pd.Series(kept.stack(), name=name)
        frame = frame.drop(columns=name).join(long, on=["date", "group"])
    note = f"Trailing mean of {length} {measured.view.grain}s, over those that are stored."
    return replace(measured, frame=frame[measured.frame.columns], notes=(*measured.notes, note))


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

    def newest(self, values: pd.Series) -> float:
        """What `values` hold in the newest whole period, or in the newest one where none is whole; else NaN."""
        held = values[self.complete] if self.complete.any() else values
        return float(held.iloc[-1]) if len(held) else math.nan


def calendar(measured: Measured) -> Period:
    """The periods of a frame, with the missing ones between them."""
    frame, grain = measured.frame, measured.view.grain
    dates = pd.DatetimeIndex(frame["date"]).unique().sort_values()
    index = pd.date_range(dates[0], dates[-1], freq=_FREQUENCY[grain]) if len(dates) else pd.DatetimeIndex([])
    index = index.union(dates)
    complete = frame.groupby("date")["complete"].all().reindex(index, fill_value=False).astype(bool)
    width = {Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 30}[grain]
    return Period(index, pd.Series(index.isin(dates), index=index), complete, pd.Timedelta(days=width))


def tables(measured: Measured, names: Sequence[str], periods: Period) -> dict[str, pd.DataFrame]:
    """Each group's columns over all periods as floats, in the frame's order; NaN where a group has no row."""
    narrow = measured.frame.set_index("date")[["group", *names]].astype(dict.fromkeys(names, float))
    return {str(group): rows[list(names)].reindex(periods.index) for group, rows in narrow.groupby("group", sort=False)}
