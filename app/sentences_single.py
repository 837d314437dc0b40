"""Says in sentences what charts of crossings, ways of counting, prices, derivatives and dates show, from their CSV."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from app.charts import wording
from app.charts.shape import BUCKETS, Drawn
from app.charts.verdict_words import platforms
from app.measures.groups import Bloc
from app.measures.verdict import LAB, TOGETHER
from app.sentences import (
    DIGITS,
    About,
    Cell,
    Fact,
    Figure,
    cell_of,
    holds,
    ordinal,
    percent_of,
    settled,
    signed,
    small,
    usage,
)
from app.view import Measure, Platform

Row = Mapping[Any, Any]
WAY = ("platform", "unit", "population")


def _of_crossings(shown: Drawn) -> tuple[Fact, ...]:
    """The newest crossing of the view's population (else of any), how long its lead lasts, whether it is robust."""
    frame, grain = shown.frame, shown.view.grain
    own = frame[frame["population"] == shown.view.population.value]
    if frame.empty:
        return ()
    row = (own if len(own) else frame).sort_values("date", kind="stable").to_dict("records")[-1]
    share, passed, periods, robust, days = (
        _cell(row, name, "passed", *WAY) for name in ("share", "passed_share", "periods", "robust_periods", "days_led")
    )
    names = [wording.label(shown, str(row[name])) for name in ("group", "passed")]
    level = Fact(
        About.LEVEL,
        f"{wording.period(row['date'], grain)}: {names[0]} passed {names[1]}, {percent_of(share).written} to "
        f"{percent_of(passed).written} of {wording.way(row)}.",
        (percent_of(share), percent_of(passed)),
    )
    lasted, led, sure = _count(periods), _count(days), _count(robust)
    state = "and still stands" if row["open"] else f"until {small(wording.period(row['lead_until'], grain))}"
    noun = f"{grain}{'s' if int(periods.value) != 1 else ''}"
    lead = Fact(About.LEAD, f"It lasted {lasted.written} {noun} ({led.written} days) {state}.", (lasted, led))
    sure_for = Fact(
        About.ROBUST,
        f"In {sure.written} of {lasted.written} {noun} it holds whatever the unknown is.",
        (sure, lasted),
    )
    return level, lead, sure_for


def _of_spread(shown: Drawn) -> tuple[Fact, ...]:
    """The first group's share as the view counts, the least and the most of all ways, and how far they lie apart."""
    if shown.frame.empty:
        return ()
    rows = shown.frame[shown.frame["group"] == shown.frame["group"].iloc[0]].to_dict("records")
    wanted = (shown.view.counted.value, shown.view.population.value)
    own = next((row for row in rows if (row["unit"], row["population"]) == wanted), rows[0])
    least, most = (pick(rows, key=lambda row: row["share"]) for pick in (min, max))
    figures = tuple(percent_of(_cell(own, name, *WAY)) for name in ("share", "share_low", "share_high"))
    name = wording.label(shown, str(own["group"]))
    level = Fact(
        About.LEVEL,
        f"{wording.period(own['date'], shown.view.grain)}: {name} {holds(name)} {figures[0].written} of "
        f"{wording.way(own)} ({figures[1].written} to {figures[2].written}, whatever the unknown is).",
        figures,
    )
    low, high = (percent_of(_cell(row, "share", *WAY)) for row in (least, most))
    span = Fact(
        About.RANGE,
        f"{low.written} of {wording.way(least)} is the least, {high.written} of {wording.way(most)} the most.",
        (low, high),
    )
    apart = Figure(f"{100 * (high.value - low.value):.1f} percentage points", (high.cells[0], low.cells[0]))
    return level, span, Fact(About.GAP, f"What one counts makes {apart.written} of difference.", (apart,))


def _of_efficiency(shown: Drawn) -> tuple[Fact, ...]:
    """A group's tokens beside its dollars in the newest whole period, since the first one, and its price."""
    frame = settled(shown.frame[~shown.frame["group"].isin(BUCKETS)])
    if frame.empty:
        return ()
    newest, grain = frame["date"].max(), shown.view.grain
    rows = frame[frame["date"] == newest].set_index("group")
    group = _subject(shown, rows["tokens"])
    name = wording.label(shown, group)
    share, usd, low, high = (
        percent_of(cell_of(rows, newest, group, each))
        for each in ("share", "usd_share", "usd_share_low", "usd_share_high")
    )
    level = Fact(
        About.LEVEL,
        f"{wording.period(newest, grain)}: {name} {holds(name)} {share.written} of tokens and {usd.written} of dollars "
        f"at list price ({low.written} to {high.written}, an estimate).",
        (share, usd, low, high),
    )
    own = frame[(frame["group"] == group) & (frame["date"] < newest) & frame["usd_share"].notna()]
    if own.empty:
        change = _no_change(shown)
    else:
        first: pd.Timestamp = own["date"].min()
        there = cell_of(own[own["date"] == first].set_index("group"), first, group, "usd_share")
        moved = Figure(wording.points(100 * (usd.value - there.value)), (usd.cells[0], there))
        said = f"{moved.written} of dollars since {small(wording.period(first, grain))} ({percent_of(there).written})."
        change = Fact(About.CHANGE, said, (moved, percent_of(there)))
    price, ratio = (cell_of(rows, newest, group, each) for each in ("usd_per_million", "ratio"))
    dollars = Figure(f"${price.value:,.2f}", (price,))
    times = Figure(f"{ratio.value:.2f} times", (ratio,))
    said = f"A million of its tokens cost {dollars.written} at list price, {times.written} the average."
    return level, change, Fact(About.PRICE, said, (dollars, times))


def _of_flywheel(shown: Drawn) -> tuple[Fact, ...]:
    """The derivatives of one group's models in the newest whole week, beside the week before, and its place."""
    frame = settled(shown.frame)
    if frame.empty:
        return ()
    dates = sorted(set(frame["date"]))
    newest = dates[-1]
    sizes = _sizes(frame, newest, "value")
    if sizes.empty:
        return ()
    group = _subject(shown, sizes)
    count, share = (_sum(frame, newest, group, column) for column in ("value", "share"))
    name, noun = wording.label(shown, group), "derivative" if count.value == 1 else "derivatives"
    level = Fact(
        About.LEVEL,
        f"Week of {wording.day(newest)}: {count.written} new {noun} of {name} models, {share.written} of all.",
        (count, share),
    )
    change = _no_change(shown)
    if len(dates) > 1:
        earlier = _sum(frame, dates[-2], group, "value")
        since = f"the week of {wording.day(dates[-2])}"
        change = (
            Fact(About.CHANGE, f"{_way_from(count, earlier)} {earlier.written} in {since}.", (earlier,))
            if earlier.cells
            else Fact(About.CHANGE, f"None in {since}.")
        )
    return level, change, _place(shown, frame, newest, group, sizes, "value")


def _of_derivatives(shown: Drawn) -> tuple[Fact, ...]:
    """The downloads that one group's descendants take in the newest whole period, since the first, and by whom."""
    frame = settled(shown.frame)
    if frame.empty:
        return ()
    newest, first = frame["date"].max(), frame["date"].min()
    sizes = _sizes(frame, newest, "share")
    if sizes.empty:
        return ()
    group = _subject(shown, sizes)
    share, others = (_sum(frame, newest, group, column) for column in ("share", "others_share"))
    name = wording.label(shown, group)
    level = Fact(
        About.LEVEL,
        f"{wording.period(newest, shown.view.grain)}: models that descend from {name} take at least {share.written} "
        "of the Hub's downloads.",
        (share,),
    )
    earlier = _sum(frame, first, group, "share")
    since = small(wording.period(first, shown.view.grain))
    change = (
        _no_change(shown)
        if first == newest or not earlier.cells
        else Fact(About.CHANGE, f"{_way_from(share, earlier)} {earlier.written} in {since}.", (earlier,))
    )
    said = f"{others.written} of the Hub's downloads go to those of them that others than {name} publish."
    return level, change, Fact(About.OTHERS, said, (others,))


def _of_verdict(shown: Drawn) -> tuple[Fact, ...]:
    """The named three together on each platform, the least and the most over all ways of counting, and their ranks."""
    sides = [_of_platform(shown, platform) for platform in platforms(shown)]
    heads = {About.LEVEL: "Together they hold ", About.RANGE: "Together, over all ways of counting: ", About.RANK: ""}
    told = []
    for about, head in heads.items():
        said = [side[about] for side in sides]
        figures = tuple(figure for _, held in said for figure in held)
        told.append(Fact(about, f"{head}{'; '.join(words for words, _ in said)}.", figures))
    return tuple(told) if sides else ()


def _of_platform(shown: Drawn, platform: Platform) -> dict[About, tuple[str, tuple[Figure, ...]]]:
    """What there is to say of the named three on one platform, and the figures in it."""
    rows = shown.frame[shown.frame["platform"] == platform.value].to_dict("records")
    together, where = [row for row in rows if row["level"] == TOGETHER], wording.PLATFORMS[platform]
    first = together[0]
    level = tuple(percent_of(_cell(first, name, *WAY, "level")) for name in ("share", "share_low", "share_high"))
    ends = (pick(together, key=lambda row: row["share"]) for pick in (min, max))
    least, most = (percent_of(_cell(row, "share", *WAY, "level")) for row in ends)
    ranks, placed = [], []
    for row in rows:
        if row["level"] == LAB and wording.way(row) == wording.way(first) and not pd.isna(row["rank"]):
            rank = _cell(row, "rank", *WAY, "level")
            ranks.append(Figure(ordinal(int(rank.value)), (rank,)))
            placed.append(f"{wording.label(shown, str(row['group']))} {ranks[-1].written}")
    share, low, high = (each.written for each in level)
    return {
        About.LEVEL: (f"{share} of {where} {wording.way(first)} ({low} to {high}, whatever the unknown is)", level),
        About.RANGE: (f"{least.written} to {most.written} on {where}", (least, most)),
        About.RANK: (f"{where}: {', '.join(placed) or 'none of them has a rank'}", tuple(ranks)),
    }


def _of_frontier(shown: Drawn) -> tuple[Fact, ...]:
    """Both sides' best figures on the newest day that has both, their gap, and the gap since the first such day."""
    frame = shown.frame[shown.frame["gap"].notna()]
    if frame.empty:
        return ()
    newest, first = frame["date"].max(), frame["date"].min()
    rows = frame[frame["date"] == newest].set_index("group")
    own, other = (cell_of(rows, newest, side, "value") for side in (Bloc.CN.value, Bloc.US.value))
    best = tuple(Figure(f"{each.value:.1f}", (each,)) for each in (own, other))
    level = Fact(
        About.LEVEL,
        f"{wording.day(newest)}: the best open Chinese model ({rows['model'][Bloc.CN.value]}) has {best[0].written} "
        f"index points, the best US model ({rows['model'][Bloc.US.value]}) {best[1].written}.",
        best,
    )
    here = cell_of(rows, newest, Bloc.CN.value, "gap")
    apart = signed(here, "index points")
    gap = Fact(About.GAP, f"{apart.written} between them.", (apart,))
    if first == newest:
        return level, Fact(About.CHANGE, "No earlier day has both, so there is no change to tell."), gap
    there = cell_of(frame[frame["date"] == first].set_index("group"), first, Bloc.CN.value, "gap")
    was = signed(there, "index points")
    return level, Fact(About.CHANGE, f"It was {was.written} on {wording.day(first)}.", (was,)), gap


def _of_event_study(shown: Drawn) -> tuple[Fact, ...]:
    """The first group's share before and after the date in the view's own window, its change, and the placebos."""
    rows = shown.frame[shown.frame["level"] == "event"].to_dict("records")
    if not rows:
        return ()
    group = next((each for each in shown.view.select if any(row["group"] == each for row in rows)), rows[0]["group"])
    rows = [row for row in rows if row["group"] == group]
    row = next((each for each in rows if each["weeks"] == shown.view.window_weeks), rows[-1])
    before, after, change, placebos, place = (
        _cell(row, name, "level", "weeks") for name in ("share_before", "share_after", "change", "placebos", "place")
    )
    name, weeks = wording.label(shown, str(group)), f"{int(row['weeks'])} weeks"
    level = Fact(
        About.LEVEL,
        f"{name}: {percent_of(before).written} of {usage(shown)} in the {weeks} before {wording.day(row['date'])}, "
        f"{percent_of(after).written} in the {weeks} from that day on.",
        (percent_of(before), percent_of(after)),
    )
    moved = signed(change, "percentage points")
    told = Fact(About.CHANGE, f"{moved.written}; what caused it is not told by these numbers.", (moved,))
    if pd.isna(row["place"]):
        return level, told, Fact(About.PLACEBOS, "Too few other dates have whole windows to compare it with.")
    part, many = Figure(f"{place.value:.0%}", (place,)), _count(placebos)
    said = f"On {part.written} of {many.written} other dates the change is at least as large."
    return level, told, Fact(About.PLACEBOS, said, (part, many))


def _of_agreement(shown: Drawn) -> tuple[Fact, ...]:
    """How far the two rankings agree in the newest whole period, since the first one, and who stands apart."""
    frame = settled(shown.frame)
    if frame.empty:
        return ()
    ordered, grain = frame.sort_values("date").to_dict("records"), shown.view.grain
    row, first = ordered[-1], ordered[0]
    tau, groups = _cell(row, "kendall"), _count(_cell(row, "groups"))
    now = Figure(f"{tau.value:.2f}", (tau,))
    level = Fact(
        About.LEVEL,
        f"{wording.period(row['date'], grain)}: Kendall's tau-b of the two rankings is {now.written} over "
        f"{groups.written} groups.",
        (now, groups),
    )
    earlier = _cell(first, "kendall")
    was = Figure(f"{earlier.value:.2f}", (earlier,))
    said = f"It was {was.written} in {small(wording.period(first['date'], grain))}."
    change = Fact(About.CHANGE, said, (was,)) if len(ordered) > 1 else _no_change(shown)
    places = [_cell(row, name) for name in ("rank", "hub_rank")]
    ranks = tuple(Figure(ordinal(int(each.value)), (each,)) for each in places)
    said = f"{wording.label(shown, str(row['apart']))} stands furthest apart: {ranks[0].written} on OpenRouter, "
    return level, change, Fact(About.RANK, f"{said}{ranks[1].written} on the Hub.", ranks)


# --- parts -----------------------------------------------------------------------------------------------------------


def _cell(row: Row, column: str, *named: str) -> Cell:
    """The cell of one row, whose `named` columns tell it from others of the same day and group."""
    value: float = math.nan if pd.isna(row[column]) else round(float(row[column]), DIGITS)
    of = tuple((each, str(row[each])) for each in named)
    return Cell(row["date"].date(), str(row.get("group", "")), column, value, of)


def _sum(frame: pd.DataFrame, date: pd.Timestamp, group: str, column: str) -> Figure:
    """A group's number over all relations, each of which is a row."""
    rows = frame[(frame["date"] == date) & (frame["group"] == group)].to_dict("records")
    cells = tuple(_cell(row, column, "relation") for row in rows)
    total = sum(cell.value for cell in cells)
    return Figure(f"{total:,.0f}" if column == "value" else wording.percent(total), cells, summed=True)


def _sizes(frame: pd.DataFrame, date: pd.Timestamp, column: str) -> pd.Series:
    known = frame[(frame["date"] == date) & ~frame["group"].isin(BUCKETS)]
    return known.groupby("group")[column].sum()


def _subject(shown: Drawn, sizes: pd.Series) -> str:
    """The first selected group that is there, else the largest."""
    return next((each for each in shown.view.select if each in sizes.index), str(sizes.idxmax()))


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
    said = f"{ordinal(place)} of {len(sizes)}, {way} {wording.label(shown, near)} ({theirs.written})."
    return Fact(About.RANK, said, (theirs,))


def _way_from(now: Figure, then: Figure) -> str:
    return "As much as the" if now.written == then.written else "Up from" if now.value > then.value else "Down from"


def _no_change(shown: Drawn) -> Fact:
    grain = wording.GRAINS[shown.view.grain]
    return Fact(About.CHANGE, f"No earlier whole {grain} is shown, so there is no change to tell.")


def _count(cell: Cell) -> Figure:
    return Figure(f"{cell.value:,.0f}", (cell,))


SINGLE: dict[Measure, Callable[[Drawn], tuple[Fact, ...]]] = {
    Measure.CROSSOVER: _of_crossings,
    Measure.SPREAD: _of_spread,
    Measure.EFFICIENCY: _of_efficiency,
    Measure.FLYWHEEL: _of_flywheel,
    Measure.DERIVATIVES: _of_derivatives,
    Measure.VERDICT: _of_verdict,
    Measure.FRONTIER: _of_frontier,
    Measure.EVENT_STUDY: _of_event_study,
    Measure.AGREEMENT: _of_agreement,
}
