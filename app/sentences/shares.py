"""Says in sentences what charts of shares and of ranks show."""

from __future__ import annotations

import pandas as pd

from app.charts import wording
from app.charts.shape import ALL_OTHERS, BUCKETS, Drawn
from app.sentences.fact import DIGITS, About, Cell, Fact, Figure
from app.sentences.parts import cell_of, holds, no_change, percent_of, settled, small, stands
from app.view import Grouping

NOUNS = {
    Grouping.LAB: "labs",
    Grouping.COUNTRY: "countries",
    Grouping.BLOC: "country blocs",
    Grouping.NAMED3: "groups",
    Grouping.MODEL: "models",
}


# --- shares ----------------------------------------------------------------------------------------------------------


def of_share(shown: Drawn) -> tuple[Fact, ...]:
    """A group's share in the newest whole period, since the first one, and its place among the named ones."""
    frame = shown.frame
    if frame.empty:
        return ()
    whole = settled(frame)
    newest = whole["date"].max()
    rows = whole[whole["date"] == newest].set_index("group")
    named = [group for group in rows.index if group not in (*BUCKETS, ALL_OTHERS)]
    group = _subject(shown, rows, named)
    if group is None:
        return ()
    return (_level(shown, rows, newest, group), _change(shown, whole, newest, group), _rank(shown, rows, named, group))


def _subject(shown: Drawn, rows: pd.DataFrame, named: list[str]) -> str | None:
    for wanted in (*shown.view.select, *(("named3",) if shown.view.by is Grouping.NAMED3 else ())):
        if wanted in named:
            return str(wanted)
    return max(named, key=lambda each: float(rows["share"].astype(float)[each])) if named else None


def _level(shown: Drawn, rows: pd.DataFrame, newest: pd.Timestamp, group: str) -> Fact:
    share, low, high = (cell_of(rows, newest, group, name) for name in ("share", "share_low", "share_high"))
    figures = tuple(percent_of(each) for each in (share, low, high))
    name = wording.label(shown, group)
    sentence = (
        f"{_period(shown, newest)}: {name} {holds(name)} {figures[0].written} of {wording.usage(shown)} "
        f"({figures[1].written} to {figures[2].written}, whatever the unknown is)."
    )
    return Fact(About.LEVEL, sentence, figures)


def _change(shown: Drawn, whole: pd.DataFrame, newest: pd.Timestamp, group: str) -> Fact:
    own = whole[(whole["group"] == group) & (whole["date"] < newest)]
    if own.empty:
        return no_change(shown)
    first = own.sort_values("date").iloc[0].to_dict()
    here = cell_of(whole[whole["date"] == newest].set_index("group"), newest, group, "share")
    there = Cell(first["date"].date(), group, "share", round(float(first["share"]), DIGITS))
    points = (here.value - there.value) * 100
    moved = Figure(wording.points(points), (here, there))
    since = small(wording.period(there.date, shown.view.grain))
    if round(points, 1) == 0:
        return Fact(About.CHANGE, f"As much as in {since} ({percent_of(there).written}).", (moved, percent_of(there)))
    way = "Up" if points > 0 else "Down"
    sentence = f"{way} {abs(points):.1f} percentage points since {since} ({percent_of(there).written})."
    return Fact(About.CHANGE, sentence, (moved, percent_of(there)))


def _rank(shown: Drawn, rows: pd.DataFrame, named: list[str], group: str) -> Fact:
    noun, share = NOUNS[shown.view.by], {each: float(rows["share"].astype(float)[each]) for each in named}
    place = sum(share[each] > share[group] for each in named) + 1
    date = rows["date"].iloc[0]
    others = [each for each in named if each != group]
    start = f"{wording.ordinal(place)} of the {len(named)} {noun} that the chart names"
    if not others:
        return Fact(About.RANK, "No other group is named in this period.")
    ahead = [each for each in others if share[each] > share[group]]
    near = min(ahead, key=share.__getitem__) if ahead else max(others, key=share.__getitem__)
    here, there = cell_of(rows, date, group, "share"), cell_of(rows, date, near, "share")
    gap = Figure(f"{abs(here.value - there.value) * 100:.1f} points", (there, here) if ahead else (here, there))
    first, second = (near, group) if ahead else (group, near)
    sure = cell_of(rows, date, first, "share_low").value > cell_of(rows, date, second, "share_high").value
    unknown = "whatever the unknown is" if sure else "but the unknown part could turn this round"
    way = "behind" if ahead else "ahead of"
    sentence = (
        f"{start}: {gap.written} {way} {wording.label(shown, near)} ({percent_of(there).written}), {unknown}."
        if here.value != there.value
        else f"{start}: level with {wording.label(shown, near)} ({percent_of(there).written})."
    )
    return Fact(About.RANK, sentence, (gap, percent_of(there)))


# --- rankings --------------------------------------------------------------------------------------------------------


def of_rank(shown: Drawn) -> tuple[Fact, ...]:
    """A group's place in the newest whole period, beside the one before, and how often it was in the list."""
    frame = shown.frame
    listed = frame[frame["rank"].notna()]
    if listed.empty:
        return ()
    listed = settled(listed)
    newest = listed["date"].max()
    rows = listed[listed["date"] == newest].sort_values("rank").set_index("group")
    group = next((each for each in shown.view.select if each in rows.index), str(rows.index[0]))
    name, grain = wording.label(shown, group), wording.GRAINS[shown.view.grain]
    share, rank = cell_of(rows, newest, group, "share"), cell_of(rows, newest, group, "rank")
    level = Fact(
        About.LEVEL,
        f"{_period(shown, newest)}: {name} {stands(name)} {wording.ordinal(int(rank.value))} with "
        f"{percent_of(share).written} of {wording.usage(shown)}.",
        (percent_of(share), Figure(wording.ordinal(int(rank.value)), (rank,))),
    )
    before = rows.loc[group, "previous_rank"]
    if pd.isna(before):
        change = Fact(About.CHANGE, f"Nothing is listed of it for the {grain} before.")
    elif int(before) == int(rank.value):
        cell = cell_of(rows, newest, group, "previous_rank")
        change = Fact(
            About.CHANGE, f"The same place as in the {grain} before.", (Figure(wording.ordinal(int(before)), (cell,)),)
        )
    else:
        cell = cell_of(rows, newest, group, "previous_rank")
        way = "Up" if before > rank.value else "Down"
        change = Fact(
            About.CHANGE,
            f"{way} from {wording.ordinal(int(before))} in the {grain} before.",
            (Figure(wording.ordinal(int(before)), (cell,)),),
        )
    times = cell_of(rows, newest, group, "periods_listed")
    periods = frame["date"].nunique()
    standing = Fact(
        About.RANK,
        f"In the list in {int(times.value)} of the {periods} {grain}s shown, among {len(rows)} {NOUNS[shown.view.by]}.",
        (Figure(f"{int(times.value)}", (times,)),),
    )
    return level, change, standing


def _period(shown: Drawn, first: pd.Timestamp) -> str:
    whole = bool(shown.frame.loc[shown.frame["date"] == first, "complete"].all())
    return wording.period(first, shown.view.grain) + ("" if whole else " (not whole)")
