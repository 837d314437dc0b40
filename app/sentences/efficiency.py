"""Says in sentences what charts of prices and of the frontier show."""

from __future__ import annotations

from app.charts import wording
from app.charts.shape import Drawn
from app.measures.groups import Bloc
from app.sentences.fact import About, Fact, Figure
from app.sentences.parts import cell_of, holds, no_change, percent_of, signed, small, subject_of


def of_efficiency(shown: Drawn) -> tuple[Fact, ...]:
    """A group's tokens beside its dollars in the newest whole period, since the first one, and its price."""
    subject = subject_of(shown, lambda rows: rows["tokens"])
    if subject is None:
        return ()
    name, grain = subject.name, shown.view.grain
    share, usd, low, high = (
        percent_of(subject.now(each)) for each in ("share", "usd_share", "usd_share_low", "usd_share_high")
    )
    level = Fact(
        About.LEVEL,
        f"{wording.period(subject.newest, grain)}: {name} {holds(name)} {share.written} of tokens and {usd.written} of "
        f"dollars at list price ({low.written} to {high.written}, an estimate).",
        (share, usd, low, high),
    )
    first = subject.first("usd_share")
    if first is None:
        change = no_change(shown)
    else:
        there = subject.cell(first, "usd_share")
        moved = Figure(wording.points(100 * (usd.value - there.value)), (usd.cells[0], there))
        said = f"{moved.written} of dollars since {small(wording.period(first, grain))} ({percent_of(there).written})."
        change = Fact(About.CHANGE, said, (moved, percent_of(there)))
    price, ratio = (subject.now(each) for each in ("usd_per_million", "ratio"))
    dollars = Figure(f"${price.value:,.2f}", (price,))
    times = Figure(f"{ratio.value:.2f} times", (ratio,))
    said = f"A million of its tokens cost {dollars.written} at list price, {times.written} the average."
    return level, change, Fact(About.PRICE, said, (dollars, times))


def of_frontier(shown: Drawn) -> tuple[Fact, ...]:
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
