"""Every crossing between two groups: who passes whom, for how long, and whether the unknown could undo it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from itertools import combinations, pairwise

import pandas as pd
from sqlalchemy import Connection

from app.errors import ViewError
from app.measures.answer import answer
from app.measures.groups import BUCKETS, NAMED_THREE, Bloc, Layer
from app.measures.periods import previous_start
from app.measures.result import Definition, Measured
from app.measures.ways import every_way, period_end
from app.view import Grain, Grouping, View

DEFINITION = Definition(
    name="crossover",
    version=1,
    title="Crossovers",
    formula=(
        "A passes B in a period in which A's share is above B's, where in the last period with values that had a "
        "leader B was ahead; equal shares are no crossing and leave the lead where it was. The lead lasts until the "
        "last period before B passes A again, or until the end of the window, and is then called open. A crossing is "
        "robust where A's lower bound lies above B's upper bound in that period; the first such period of the lead is "
        "named too. Every population of the platform is looked at."
    ),
    caveats=(
        "A group without a row in a period that has values stands at nothing there: in a list of the largest models "
        "that means below the list.",
        "Where periods are missing just before a crossing, it happened some time in that gap.",
        "A short lead between two groups that lie close says little: see how long it lasted and whether it is robust.",
    ),
    source="Own definition over the measure share.",
    population="Every population of the platform, each by itself.",
)
COLUMNS = [
    *("date", "platform", "unit", "population", "group", "passed", "share", "share_low", "share_high"),
    *("passed_share", "passed_share_low", "passed_share_high", "periods", "days_led"),
    *("lead_until", "open", "robust", "robust_from", "robust_periods", "missing_before", "complete"),
]
MOST_GROUPS = 6
PAIRS: dict[Grouping, tuple[str, ...]] = {
    Grouping.BLOC: (Bloc.CN.value, Bloc.US.value),
    Grouping.COUNTRY: (Bloc.CN.value, Bloc.US.value),
    Grouping.NAMED3: (Layer.NAMED3.value, Layer.OTHER_CHINESE.value),
    Grouping.LAB: NAMED_THREE,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One group's share and bounds (0 to 1)."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Moment:
    """Two groups in one period: `ahead` is who leads, None where they are equal."""

    date: pd.Timestamp
    complete: bool
    first: Standing
    second: Standing

    @property
    def ahead(self) -> int | None:
        if self.first.share == self.second.share:
            return None
        return 0 if self.first.share > self.second.share else 1

    def of(self, place: int) -> Standing:
        """The one at that place, 0 or 1."""
        return (self.first, self.second)[place]

    def robust(self, place: int) -> bool:
        """Whether that one leads whatever the unknown is."""
        return self.of(place).low > self.of(1 - place).high


@dataclass(frozen=True, slots=True)
class Crossing:
    """One crossing: the periods of the lead that it began (the first is the crossing itself), and what came before."""

    leader: int
    lead: tuple[Moment, ...]
    before: Moment
    open: bool


def crossover(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a crossing, in the view's unit and every population, oldest first in each.

    All pairs of the selected groups are compared (2 to 6; without a selection China and the United States, the named
    three with the other Chinese labs, or each two of the named three). Frame: `COLUMNS`; group is who passes, share and
    passed_share (each with its bounds) lie between 0 and 1, periods and robust_periods count periods, days_led counts
    days. Raises `ViewError` where the groups cannot be compared.
    """
    groups = view.select or PAIRS.get(view.by, ())
    if not 2 <= len(groups) <= MOST_GROUPS or set(groups) & set(BUCKETS):
        raise ViewError(f"A crossing needs 2 to {MOST_GROUPS} known groups.", advice="Name them with select=A,B.")
    rows, read, without = [], [], []
    for found in every_way(connection, view, units=[view.counted]):
        read.append(found.view)
        of_way = [
            _row(found.view, pair, each)
            for pair in combinations(groups, 2)
            for each in crossings(_moments(found.frame, pair))
        ]
        rows += of_way
        without += [] if of_way else [found.view.population.value]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame = frame.astype(dict.fromkeys(("date", "lead_until", "robust_from"), "datetime64[us]"))
    told = [f"No crossing in the population{'s' if len(without) > 1 else ''} {', '.join(without)}."] if without else []
    return answer(connection, view, frame, DEFINITION, read=read or [view], groups=groups, notes=told)


def crossings(moments: list[Moment]) -> Iterator[Crossing]:
    """The crossings in a run of periods, oldest first; the first leader has passed nobody."""
    leads: list[tuple[int, list[Moment]]] = []
    for each in moments:
        ahead = each.ahead
        if leads and ahead in (None, leads[-1][0]):
            leads[-1][1].append(each)
        elif ahead is not None:
            leads.append((ahead, [each]))
    for (_, earlier), (leader, lead) in pairwise(leads):
        yield Crossing(leader, tuple(lead), earlier[-1], open=lead is leads[-1][1])


def _moments(frame: pd.DataFrame, pair: tuple[str, str]) -> list[Moment]:
    """The two in every period with values, oldest first; a period in which neither stands says nothing."""
    periods = frame.groupby("date")[["unknown", "complete"]].first()
    sides = []
    for group in pair:
        side = frame[frame["group"] == group].set_index("date")[["share", "share_low", "share_high"]]
        # Who has no row where others have one stands at nothing, but for what is unknown.
        sides.append(
            side.reindex(periods.index).fillna({"share": 0.0, "share_low": 0.0, "share_high": periods["unknown"]})
        )
    standing = periods.index.isin(frame.loc[frame["group"].isin(pair), "date"])
    columns = [side[name].tolist() for side in sides for name in ("share", "share_low", "share_high")]
    rows = zip(periods.index, periods["complete"].tolist(), standing, *columns, strict=True)
    return [
        Moment(date, whole, Standing(*numbers[:3]), Standing(*numbers[3:]))
        for date, whole, stands, *numbers in rows
        if stands
    ]


def _row(view: View, pair: tuple[str, str], found: Crossing) -> tuple[object, ...]:
    here, last, leader = found.lead[0], found.lead[-1], found.leader
    robust = [moment for moment in found.lead if moment.robust(leader)]
    ended = period_end(last.date.date(), view.grain)
    return (
        *(here.date, view.platform.value, view.counted.value, view.population.value),
        *(pair[leader], pair[1 - leader], *astuple(here.of(leader)), *astuple(here.of(1 - leader))),
        *(len(found.lead), (ended - here.date.date()).days + 1, last.date, found.open, here.robust(leader)),
        *(robust[0].date if robust else pd.NaT, len(robust), _missing(found, view.grain), here.complete),
    )


def _missing(found: Crossing, grain: Grain) -> int:
    """How many periods without values lie just before the crossing."""
    day, missing = previous_start(found.lead[0].date.date(), grain), 0
    while day > found.before.date.date():
        day, missing = previous_start(day, grain), missing + 1
    return missing
