"""Says in sentences what charts of derivatives show."""

from __future__ import annotations

import pandas as pd

from app.charts import wording
from app.charts.shape import BUCKETS, Drawn
from app.sentences.fact import About, Fact, Figure
from app.sentences.parts import chosen, no_change, row_cell, settled, small


def of_flywheel(shown: Drawn) -> tuple[Fact, ...]:
    """The derivatives of one group's models in the newest whole week, beside the week before, and its place."""
    frame = settled(shown.frame)
    if frame.empty:
        return ()
    dates = sorted(set(frame["date"]))
    newest = dates[-1]
    sizes = _sizes(frame, newest, "value")
    if sizes.empty:
        return ()
    group = chosen(shown, sizes)
    count, share = (_sum(frame, newest, group, column) for column in ("value", "share"))
    name, noun = wording.label(shown, group), "derivative" if count.value == 1 else "derivatives"
    level = Fact(
        About.LEVEL,
        f"Week of {wording.day(newest)}: {count.written} new {noun} of {name} models, {share.written} of all.",
        (count, share),
    )
    change = no_change(shown)
    if len(dates) > 1:
        earlier = _sum(frame, dates[-2], group, "value")
        since = f"the week of {wording.day(dates[-2])}"
        change = (
            Fact(About.CHANGE, f"{_way_from(count, earlier)} {earlier.written} in {since}.", (earlier,))
            if earlier.cells
            else Fact(About.CHANGE, f"None in {since}.")
        )
    return level, change, _place(shown, frame, newest, group, sizes, "value")


def of_derivatives(shown: Drawn) -> tuple[Fact, ...]:
    """The downloads that one group's descendants take in the newest whole period, since the first, and by whom."""
    frame = settled(shown.frame)
    if frame.empty:
        return ()
    newest, first = frame["date"].max(), frame["date"].min()
    sizes = _sizes(frame, newest, "share")
    if sizes.empty:
        return ()
    group = chosen(shown, sizes)
    share, others = (_sum(frame, newest, group, column) for column in ("share", "others_share"))
    name = wording.label(shown, group)
    level = Fact(
        About.LEVEL,
        f"{wording.period(newest, shown.view.grain)}: models that descend from {name} take at least {share.written} "
        f"of {wording.hub_downloads(shown)}.",
        (share,),
    )
    earlier = _sum(frame, first, group, "share")
    since = small(wording.period(first, shown.view.grain))
    change = (
        no_change(shown)
        if first == newest or not earlier.cells
        else Fact(About.CHANGE, f"{_way_from(share, earlier)} {earlier.written} in {since}.", (earlier,))
    )
    said = f"{others.written} of {wording.hub_downloads(shown)} go to those of them that others than {name} publish."
    return level, change, Fact(About.OTHERS, said, (others,))


def _sum(frame: pd.DataFrame, date: pd.Timestamp, group: str, column: str) -> Figure:
    """A group's number over all relations, each of which is a row."""
    rows = frame[(frame["date"] == date) & (frame["group"] == group)].to_dict("records")
    cells = tuple(row_cell(row, column, "relation") for row in rows)
    total = sum(cell.value for cell in cells)
    return Figure(f"{total:,.0f}" if column == "value" else wording.percent(total), cells, summed=True)


def _sizes(frame: pd.DataFrame, date: pd.Timestamp, column: str) -> pd.Series:
    known = frame[(frame["date"] == date) & ~frame["group"].isin(BUCKETS)]
    return known.groupby("group")[column].sum()


def _place(shown: Drawn, frame: pd.DataFrame, date: pd.Timestamp, group: str, sizes: pd.Series, column: str) -> Fact:
    """A group's place among the known ones, beside its neighbour's number."""
    place = int((sizes > sizes[group]).sum()) + 1
    rest = sizes.drop(group)
    if rest.empty:
        return Fact(About.RANK, "No other group is named in this period.")
    ahead = rest[rest > sizes[group]]
    near = str(ahead.idxmin() if len(ahead) else rest.idxmax())
    theirs = _sum(frame, date, near, column)
    way = "behind" if len(ahead) else "level with" if sizes[near] == sizes[group] else "ahead of"
    said = f"{wording.ordinal(place)} of {len(sizes)}, {way} {wording.label(shown, near)} ({theirs.written})."
    return Fact(About.RANK, said, (theirs,))


def _way_from(now: Figure, then: Figure) -> str:
    return "As much as the" if now.written == then.written else "Up from" if now.value > then.value else "Down from"
