"""Says in sentences what a chart shows, each number of which can be found again in the chart's data."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from app.charts import captions, wording
from app.charts.shape import ALL_OTHERS, BUCKETS, Drawn, drawn
from app.export.columns import SHARES
from app.measures.result import Measured
from app.view import Grouping, Measure

DIGITS = 6  # as many as the CSV has
NOUNS = {
    Grouping.LAB: "labs",
    Grouping.COUNTRY: "countries",
    Grouping.BLOC: "country blocs",
    Grouping.NAMED3: "groups",
    Grouping.MODEL: "models",
}


class About(StrEnum):
    """What a fact tells of a chart."""

    LEVEL = "level"
    CHANGE = "change"
    RANK = "rank"
    RANGE = "range"
    LEAD = "lead"
    ROBUST = "robust"
    PRICE = "price"
    GAP = "gap"
    OTHERS = "by others"
    PLACEBOS = "other dates"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the chart's CSV: the row by date and group, the column, and what stands there.

    `of` names the row further where date and group do not: other columns, and what stands in them. A measure without
    groups has an empty one.
    """

    date: dt.date
    group: str
    column: str
    value: float
    of: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a sentence writes it, and the cells that it comes from: one, or two whose difference it is.

    Where it is `summed`, it is the sum of all its cells.
    """

    written: str
    cells: tuple[Cell, ...]
    summed: bool = False

    @property
    def value(self) -> float:
        """The number itself: the cell, the first cell minus the second, or the sum of the cells."""
        if self.summed:
            return sum(cell.value for cell in self.cells)
        return self.cells[0].value - (self.cells[1].value if len(self.cells) > 1 else 0.0)


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence about a chart with the origin of its figures."""

    about: About
    sentence: str
    figures: tuple[Figure, ...] = ()

    @property
    def traces(self) -> tuple[str, ...]:
        """Where each figure stands in the data, one line a figure."""
        return tuple(
            f"{each.written}: {(' plus ' if each.summed else ' minus ').join(map(_where, each.cells))}"
            for each in self.figures
        )


def facts(measured: Measured) -> tuple[Fact, ...]:
    """Level, change and rank of the group that the chart is about, in its newest whole period.

    Where no period is whole it is the newest one, and the sentence says so. The group is the first one selected, else
    the named three where they are summed, else the largest known one. Measures that have no such three facts have
    their finding alone. Empty without data.
    """
    shown = drawn(measured)
    if shown.view.measure is Measure.SHARE:
        return _of_share(shown)
    if shown.view.measure is Measure.RANK:
        return _of_rank(shown)
    from app.sentences_further import FURTHER  # they are made of the parts here
    from app.sentences_single import SINGLE

    tell = (FURTHER | SINGLE).get(shown.view.measure)
    if told := tell(shown) if tell else ():
        return told
    finding = captions.finding(shown)
    return (Fact(About.FINDING, finding),) if finding else ()


def claim(measured: Measured) -> str:
    """The level and the change as one headline; the neutral title where there is nothing to claim."""
    shown = drawn(measured)
    told = {each.about: each for each in facts(shown)}
    level, change = told.get(About.LEVEL), told.get(About.CHANGE)
    if level is None or shown.view.measure not in (Measure.SHARE, Measure.RANK):
        return captions.title(shown)
    group = level.figures[0].cells[0].group
    name, share = wording.label(shown, group), level.figures[0].written
    if shown.view.measure is Measure.RANK:
        return f"{name} {_leads(name)} {usage(shown)} with {share}"
    said = f"{name} {holds(name)} {share} of {usage(shown)}"
    if change is not None and change.figures:
        moved = change.figures[0]
        earlier = moved.cells[1].date
        points = round(moved.value * 100, 1)
        way = f"{'up' if points > 0 else 'down'} {abs(points):.1f} points" if points else "unchanged"
        said += f", {way} since {small(wording.period(earlier, shown.view.grain))}"
    return said


# --- shares ----------------------------------------------------------------------------------------------------------


def _of_share(shown: Drawn) -> tuple[Fact, ...]:
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
        f"{_period(shown, newest)}: {name} {holds(name)} {figures[0].written} of {usage(shown)} "
        f"({figures[1].written} to {figures[2].written}, whatever the unknown is)."
    )
    return Fact(About.LEVEL, sentence, figures)


def _change(shown: Drawn, whole: pd.DataFrame, newest: pd.Timestamp, group: str) -> Fact:
    own = whole[(whole["group"] == group) & (whole["date"] < newest)]
    if own.empty:
        grain = wording.GRAINS[shown.view.grain]
        return Fact(About.CHANGE, f"No earlier whole {grain} is shown, so there is no change to tell.")
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
    start = f"{ordinal(place)} of the {len(named)} {noun} that the chart names"
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


def _of_rank(shown: Drawn) -> tuple[Fact, ...]:
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
        f"{_period(shown, newest)}: {name} {_stands(name)} {ordinal(int(rank.value))} with "
        f"{percent_of(share).written} of {usage(shown)}.",
        (percent_of(share), Figure(ordinal(int(rank.value)), (rank,))),
    )
    before = rows.loc[group, "previous_rank"]
    if pd.isna(before):
        change = Fact(About.CHANGE, f"Nothing is listed of it for the {grain} before.")
    elif int(before) == int(rank.value):
        cell = cell_of(rows, newest, group, "previous_rank")
        change = Fact(
            About.CHANGE, f"The same place as in the {grain} before.", (Figure(ordinal(int(before)), (cell,)),)
        )
    else:
        cell = cell_of(rows, newest, group, "previous_rank")
        way = "Up" if before > rank.value else "Down"
        change = Fact(
            About.CHANGE,
            f"{way} from {ordinal(int(before))} in the {grain} before.",
            (Figure(ordinal(int(before)), (cell,)),),
        )
    times = cell_of(rows, newest, group, "periods_listed")
    periods = frame["date"].nunique()
    standing = Fact(
        About.RANK,
        f"In the list in {int(times.value)} of the {periods} {grain}s shown, among {len(rows)} {NOUNS[shown.view.by]}.",
        (Figure(f"{int(times.value)}", (times,)),),
    )
    return level, change, standing


def settled(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of whole periods, or all of them where no period is whole."""
    whole = frame[frame["complete"].astype(bool)]
    return frame if whole.empty else whole


def _period(shown: Drawn, first: pd.Timestamp) -> str:
    whole = bool(shown.frame.loc[shown.frame["date"] == first, "complete"].all())
    return wording.period(first, shown.view.grain) + ("" if whole else " (not whole)")


# --- words -----------------------------------------------------------------------------------------------------------


def ordinal(place: int) -> str:
    """A place as a reader says it: 1st, 2nd, 11th."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def usage(shown: Measured) -> str:
    """What is counted, and where."""
    return f"{wording.PLATFORMS[shown.view.platform]} {wording.UNITS[shown.view.counted]}"


def holds(name: str) -> str:
    """The verb that goes with a name."""
    return "hold" if _plural(name) else "holds"


def _leads(name: str) -> str:
    return "lead" if _plural(name) else "leads"


def _stands(name: str) -> str:
    return "stand" if _plural(name) else "stands"


def _plural(name: str) -> bool:
    return " and " in name or name.endswith((" labs", "Labs elsewhere"))


def small(period: str) -> str:
    """A period inside a sentence."""
    return f"the {period[0].lower()}{period[1:]}" if period.startswith("Week") else period


def cell_of(rows: pd.DataFrame, date: pd.Timestamp, group: str, column: str) -> Cell:
    """The cell of rows that are indexed by group, rounded as the CSV has it."""
    value = float(rows[column].astype(float)[group])
    return Cell(date.date(), group, column, value if math.isnan(value) else round(value, DIGITS))


def percent_of(cell: Cell) -> Figure:
    """A share as a sentence writes it."""
    return Figure(wording.percent(cell.value), (cell,))


def signed(cell: Cell, unit: str) -> Figure:
    """A difference, as the CSV has it, with its sign."""
    return Figure(f"{cell.value:+.1f}".replace("-", "−") + f" {unit}", (cell,))


def _where(cell: Cell) -> str:
    value = f"{cell.value:.{DIGITS}f}" if cell.column in SHARES else f"{cell.value:g}"
    row = [*([cell.group] if cell.group else []), *(f"{name} {said}" for name, said in cell.of)]
    whose = f" of {', '.join(row)}" if row else ""
    return f"{cell.column}{whose} on {cell.date} ({value})"
