"""Says in sentences what charts of both platforms show."""

from __future__ import annotations

from app.charts import wording
from app.charts.captions.platforms import both_units
from app.charts.shape import Drawn
from app.sentences.fact import About, Fact, Figure
from app.sentences.parts import count_of, holds, no_change, percent_of, row_cell, settled, small, subject_of


def of_platforms(shown: Drawn) -> tuple[Fact, ...]:
    """A group's shares on both platforms in the newest whole period, since the first one, and its places."""
    subject = subject_of(shown, lambda rows: rows["share"].fillna(0) + rows["hub_share"].fillna(0))
    if subject is None:
        return ()
    name, grain = subject.name, shown.view.grain
    tokens, downloads = (wording.SHORT_UNITS[each] for each in both_units(shown.view))
    here = [subject.now(column) for column in ("share", "hub_share")]
    level = Fact(
        About.LEVEL,
        f"{wording.period(subject.newest, grain)}: {name} {holds(name)} {percent_of(here[0]).written} of OpenRouter "
        f"{tokens} and {percent_of(here[1]).written} of the Hub's {downloads}.",
        (percent_of(here[0]), percent_of(here[1])),
    )
    places = [subject.now(column) for column in ("rank", "hub_rank")]
    ranks = tuple(Figure(wording.ordinal(int(each.value)), (each,)) for each in places if each.value == each.value)
    said = f"{ranks[0].written} on OpenRouter, {ranks[1].written} on the Hub." if len(ranks) == len(places) else ""
    rank = Fact(About.RANK, said or "It has no place on one of the platforms.", ranks if said else ())
    first = subject.first()
    if first is None:
        return level, no_change(shown), rank
    there = [subject.cell(first, each.column) for each in here]
    moved = [
        Figure(wording.points((now.value - then.value) * 100), (now, then))
        for now, then in zip(here, there, strict=True)
    ]
    since = small(wording.period(first, grain))
    change = f"{moved[0].written} on OpenRouter and {moved[1].written} on the Hub since {since}."
    return level, Fact(About.CHANGE, change, tuple(moved)), rank


def of_agreement(shown: Drawn) -> tuple[Fact, ...]:
    """How far the two rankings agree in the newest whole period, since the first one, and who stands apart."""
    frame = settled(shown.frame)
    if frame.empty:
        return ()
    ordered, grain = frame.sort_values("date").to_dict("records"), shown.view.grain
    row, first = ordered[-1], ordered[0]
    tau, groups = row_cell(row, "kendall"), count_of(row_cell(row, "groups"))
    now = Figure(f"{tau.value:.2f}", (tau,))
    level = Fact(
        About.LEVEL,
        f"{wording.period(row['date'], grain)}: Kendall's tau-b of the two rankings is {now.written} over "
        f"{groups.written} groups.",
        (now, groups),
    )
    earlier = row_cell(first, "kendall")
    was = Figure(f"{earlier.value:.2f}", (earlier,))
    said = f"It was {was.written} in {small(wording.period(first['date'], grain))}."
    change = Fact(About.CHANGE, said, (was,)) if len(ordered) > 1 else no_change(shown)
    places = [row_cell(row, name) for name in ("rank", "hub_rank")]
    ranks = tuple(Figure(wording.ordinal(int(each.value)), (each,)) for each in places)
    said = f"{wording.label(shown, str(row['apart']))} stands furthest apart: {ranks[0].written} on OpenRouter, "
    return level, change, Fact(About.RANK, f"{said}{ranks[1].written} on the Hub.", ranks)
