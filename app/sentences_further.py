"""Says in sentences what charts of changes, concentrations and both platforms show, from the cells of their CSV."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from app.charts import wording
from app.charts.shape import BUCKETS, Drawn
from app.measures.concentration import WHOLE
from app.measures.contribution import CHANGE, LAB
from app.sentences import About, Fact, Figure, cell_of, holds, ordinal, percent_of, settled, signed, small, usage
from app.view import Measure

MOST_PARTS = 3


def _of_change(shown: Drawn) -> tuple[Fact, ...]:
    """Both shares, the change between them, and its largest parts."""
    whole = shown.frame[shown.frame["level"] == CHANGE].set_index("group")
    if whole.empty or not whole["value"].any():
        return ()
    group, grain = str(whole.index[0]), shown.view.grain
    date, before = whole["date"].iloc[0], whole["date_before"].iloc[0]
    share, earlier, change = (cell_of(whole, date, group, name) for name in ("share", "share_before", "contribution"))
    name, since = wording.label(shown, group), small(wording.period(before, grain))
    level = Fact(
        About.LEVEL,
        f"{wording.period(date, grain)}: {name} {holds(name)} {percent_of(share).written} of {usage(shown)}, after "
        f"{percent_of(earlier).written} in {since}.",
        (percent_of(share), percent_of(earlier)),
    )
    moved = signed(change, "percentage points")
    labs = shown.frame[(shown.frame["level"] == LAB) & (shown.frame["contribution"] != 0)].set_index("group")
    parts = [signed(cell_of(labs, date, str(each), "contribution"), "points") for each in labs.index[:MOST_PARTS]]
    said = [f"{wording.label(shown, part.cells[0].group)} {part.written}" for part in parts]
    largest = f"The largest parts: {', '.join(said)}." if said else "No lab's part is other than 0."
    return (
        level,
        Fact(About.CHANGE, f"{moved.written} since {since}.", (moved,)),
        Fact(About.RANK, largest, tuple(parts)),
    )


def _of_concentration(shown: Drawn) -> tuple[Fact, ...]:
    """The HHI of all labs in the newest whole period, since the first one, and what the three largest hold."""
    frame = settled(shown.frame[shown.frame["group"] == WHOLE])
    if frame.empty:
        return ()
    newest, first = frame["date"].max(), frame["date"].min()
    rows, grain = frame[frame["date"] == newest].set_index("group"), shown.view.grain
    hhi, low, high = (
        Figure(f"{cell.value:,.0f}", (cell,))
        for cell in (cell_of(rows, newest, WHOLE, name) for name in ("hhi", "hhi_low", "hhi_high"))
    )
    top, top_low, top_high = (
        percent_of(cell_of(rows, newest, WHOLE, name)) for name in ("top3", "top3_low", "top3_high")
    )
    level = Fact(
        About.LEVEL,
        f"{wording.period(newest, grain)}: the HHI of all labs is {hhi.written} ({low.written} to {high.written}, "
        "whatever the unknown is).",
        (hhi, low, high),
    )
    rank = Fact(
        About.RANK,
        f"The three largest labs hold {top.written} of what is known ({top_low.written} to {top_high.written}).",
        (top, top_low, top_high),
    )
    if first == newest:
        grain_name = wording.GRAINS[grain]
        return (
            level,
            Fact(About.CHANGE, f"No earlier whole {grain_name} is shown, so there is no change to tell."),
            rank,
        )
    there = cell_of(frame[frame["date"] == first].set_index("group"), first, WHOLE, "hhi")
    was = Figure(f"{there.value:,.0f}", (there,))
    moved = hhi.cells[0].value - there.value
    by = Figure(f"{abs(moved):,.0f}", (hhi.cells[0], there))
    since = small(wording.period(first, grain))
    change = f"{'Up' if moved > 0 else 'Down'} by {by.written} since {since} ({was.written})."
    return level, Fact(About.CHANGE, change, (by, was)), rank


def _of_platforms(shown: Drawn) -> tuple[Fact, ...]:
    """A group's shares on both platforms in the newest whole period, since the first one, and its places."""
    frame = settled(shown.frame[~shown.frame["group"].isin(BUCKETS)])
    if frame.empty:
        return ()
    newest, grain = frame["date"].max(), shown.view.grain
    rows = frame[frame["date"] == newest].set_index("group")
    largest = str((rows["share"].fillna(0) + rows["hub_share"].fillna(0)).idxmax())
    group = next((each for each in shown.view.select if each in rows.index), largest)
    name = wording.label(shown, group)
    here = [cell_of(rows, newest, group, column) for column in ("share", "hub_share")]
    level = Fact(
        About.LEVEL,
        f"{wording.period(newest, grain)}: {name} {holds(name)} {percent_of(here[0]).written} of OpenRouter tokens and "
        f"{percent_of(here[1]).written} of the Hub's downloads.",
        (percent_of(here[0]), percent_of(here[1])),
    )
    places = [cell_of(rows, newest, group, column) for column in ("rank", "hub_rank")]
    ranks = tuple(Figure(ordinal(int(each.value)), (each,)) for each in places if each.value == each.value)
    said = f"{ranks[0].written} on OpenRouter, {ranks[1].written} on the Hub." if len(ranks) == len(places) else ""
    rank = Fact(About.RANK, said or "It has no place on one of the platforms.", ranks if said else ())
    own = frame[(frame["group"] == group) & (frame["date"] < newest)]
    if own.empty:
        said = f"No earlier whole {wording.GRAINS[grain]} is shown, so there is no change to tell."
        return level, Fact(About.CHANGE, said), rank
    first: pd.Timestamp = own["date"].min()
    there = [cell_of(own[own["date"] == first].set_index("group"), first, group, each.column) for each in here]
    moved = [
        Figure(wording.points((now.value - then.value) * 100), (now, then))
        for now, then in zip(here, there, strict=True)
    ]
    since = small(wording.period(first, grain))
    change = f"{moved[0].written} on OpenRouter and {moved[1].written} on the Hub since {since}."
    return level, Fact(About.CHANGE, change, tuple(moved)), rank


FURTHER: dict[Measure, Callable[[Drawn], tuple[Fact, ...]]] = {
    Measure.CONTRIBUTION: _of_change,
    Measure.CONCENTRATION: _of_concentration,
    Measure.PLATFORMS: _of_platforms,
}
