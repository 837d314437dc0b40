"""Every crossing between two groups: who passes whom, for how long, and whether the unknown could undo it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

import pandas as pd
from sqlalchemy import Connection

from app.errors import ViewError
from app.measures.answer import answer
from app.measures.groups import BUCKETS, NAMED_THREE, Bloc, Layer
from app.measures.periods import previous_start
from app.measures.result import Definition, Measured
from app.measures.ways import Counted, Stand, absent, every_way, period_end, stands
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
)
COLUMNS = [
    *("date", "platform", "unit", "population", "group", "passed", "share", "passed_share", "periods", "days_led"),
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
class Moment:
    """Two groups in one period: `ahead` is who leads, None where they are equal."""

    date: pd.Timestamp
    complete: bool
    first: Stand
    second: Stand

    @property
    def ahead(self) -> int | None:
        if self.first.share == self.second.share:
            return None
        return 0 if self.first.share > self.second.share else 1

    def of(self, place: int) -> Stand:
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
    three with the other Chinese labs, or each two of the named three). Frame: `COLUMNS`; group is who passes, share
    and passed_share lie between 0 and 1, periods and robust_periods count periods, days_led counts days. Raises
    `ViewError` where the groups cannot be compared.
    """
    groups = view.select or PAIRS.get(view.by, ())
    if not 2 <= len(groups) <= MOST_GROUPS or set(groups) & set(BUCKETS):
        raise ViewError(f"A crossing needs 2 to {MOST_GROUPS} known groups.", advice="Name them with select=A,B.")
    rows, read = [], []
    for found in every_way(connection, view, units=[view.counted]):
        read.append(found.view)
        rows += [_row(found.view, pair, each) for pair in combinations(groups, 2) for each in _crossings(found, pair)]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame = frame.astype({name: "datetime64[us]" for name in ("date", "lead_until", "robust_from")})
    compared = "; ".join(f"{each.view.population}: {_periods(each.view)}" for each in ()) or ""
    notes = (compared,) if compared else ()
    return answer(connection, view, frame, DEFINITION, read=read or [view], groups=groups, notes=notes)


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
