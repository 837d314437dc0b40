"""Says in sentences what charts of changes, crossings, concentration and ways of counting show."""

from __future__ import annotations

from app.charts import wording
from app.charts.shape import Drawn
from app.measures.concentration import WHOLE
from app.measures.contribution import CHANGE, LAB
from app.sentences.fact import About, Fact, Figure
from app.sentences.parts import (
    WAY,
    bounded,
    cell_of,
    count_of,
    holds,
    no_change,
    percent_of,
    row_cell,
    settled,
    signed,
    small,
)

MOST_PARTS = 3


def of_change(shown: Drawn) -> tuple[Fact, ...]:
    """Both shares, the change between them, and its largest parts."""
    whole = shown.frame[shown.frame["level"] == CHANGE].set_index("group")
    if whole.empty or not whole["value"].any():
        return ()
    group, grain = str(whole.index[0]), shown.view.grain
    date, before = whole["date"].iloc[0], whole["date_before"].iloc[0]
    change = cell_of(whole, date, group, "contribution")
    now, then = (
        bounded(*(cell_of(whole, date, group, name) for name in (side, f"{side}_low", f"{side}_high")))
        for side in ("share", "share_before")
    )
    name, since = wording.label(shown, group), small(wording.period(before, grain))
    level = Fact(
        About.LEVEL,
        f"{wording.period(date, grain)}: {name} {holds(name)} {now[0]} of {wording.usage(shown)}, after {then[0]} in "
        f"{since}.",
        (*now[1], *then[1]),
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


def of_crossings(shown: Drawn) -> tuple[Fact, ...]:
    """The newest crossing of the view's population (else of any), how long its lead lasts, whether it is robust."""
    frame, grain = shown.frame, shown.view.grain
    own = frame[frame["population"] == shown.view.population.value]
    if frame.empty:
        return ()
    row = (own if len(own) else frame).sort_values("date", kind="stable").to_dict("records")[-1]
    share, passed, periods, robust, days = (
        row_cell(row, name, "passed", *WAY)
        for name in ("share", "passed_share", "periods", "robust_periods", "days_led")
    )
    names = [wording.label(shown, str(row[name])) for name in ("group", "passed")]
    level = Fact(
        About.LEVEL,
        f"{wording.period(row['date'], grain)}: {names[0]} passed {names[1]}, {percent_of(share).written} to "
        f"{percent_of(passed).written} of {wording.way(row)}.",
        (percent_of(share), percent_of(passed)),
    )
    lasted, led, sure = count_of(periods), count_of(days), count_of(robust)
    state = "and still stands" if row["open"] else f"until {small(wording.period(row['lead_until'], grain))}"
    noun = f"{grain}{'s' if int(periods.value) != 1 else ''}"
    lead = Fact(About.LEAD, f"It lasted {lasted.written} {noun} ({led.written} days) {state}.", (lasted, led))
    sure_for = Fact(
        About.ROBUST,
        f"In {sure.written} of {lasted.written} {noun} it holds whatever the unknown is.",
        (sure, lasted),
    )
    return level, lead, sure_for


def of_concentration(shown: Drawn) -> tuple[Fact, ...]:
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
        return level, no_change(shown), rank
    there = cell_of(frame[frame["date"] == first].set_index("group"), first, WHOLE, "hhi")
    was = Figure(f"{there.value:,.0f}", (there,))
    moved = hhi.cells[0].value - there.value
    by = Figure(f"{abs(moved):,.0f}", (hhi.cells[0], there))
    since = small(wording.period(first, grain))
    change = f"{'Up' if moved > 0 else 'Down'} by {by.written} since {since} ({was.written})."
    return level, Fact(About.CHANGE, change, (by, was)), rank


def of_spread(shown: Drawn) -> tuple[Fact, ...]:
    """The first group's share as the view counts, the least and the most of all ways, and how far they lie apart."""
    if shown.frame.empty:
        return ()
    rows = shown.frame[shown.frame["group"] == shown.frame["group"].iloc[0]].to_dict("records")
    wanted = (shown.view.counted.value, shown.view.population.value)
    own = next((row for row in rows if (row["unit"], row["population"]) == wanted), rows[0])
    least, most = (pick(rows, key=lambda row: row["share"]) for pick in (min, max))
    figures = tuple(percent_of(row_cell(own, name, *WAY)) for name in ("share", "share_low", "share_high"))
    name = wording.label(shown, str(own["group"]))
    level = Fact(
        About.LEVEL,
        f"{wording.period(own['date'], shown.view.grain)}: {name} {holds(name)} {figures[0].written} of "
        f"{wording.way(own)} ({figures[1].written} to {figures[2].written}, whatever the unknown is).",
        figures,
    )
    low, high = (percent_of(row_cell(row, "share", *WAY)) for row in (least, most))
    span = Fact(
        About.RANGE,
        f"{low.written} of {wording.way(least)} is the least, {high.written} of {wording.way(most)} the most.",
        (low, high),
    )
    apart = Figure(f"{100 * (high.value - low.value):.1f} percentage points", (high.cells[0], low.cells[0]))
    return level, span, Fact(About.GAP, f"What one counts makes {apart.written} of difference.", (apart,))
