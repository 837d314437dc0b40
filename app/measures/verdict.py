"""Whether Alibaba, Moonshot AI and MiniMax dominate a ranking on a date, by stated tests, counted in every way."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import pandas as pd
from sqlalchemy import Connection

from app.errors import NotEnoughKnown
from app.measures.answer import answer, units_of, unknown_of_each
from app.measures.groups import NAMED_THREE, Layer
from app.measures.labels import labels
from app.measures.result import Definition, Measured
from app.measures.ways import Counted, Stand, absent, asked_day, every_way, of_period, stands
from app.view import LEAVABLE, Grouping, View
from collectors.contract import Platform


class Outcome(StrEnum):
    """What the data say: yes or no whatever the unknown is, or that it decides."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


class Check(StrEnum):
    """The tests, each with the words in which it is told."""

    MAJORITY = "majority"
    FIRST_THREE = "first_three"
    LEADER = "leader"
    AHEAD_OF_EACH = "ahead_of_each"
    DOMINATE = "dominate"


CHECKS = {
    Check.MAJORITY: "together they hold more than half",
    Check.FIRST_THREE: "they hold the first three ranks",
    Check.LEADER: "one of them holds the first rank",
    Check.AHEAD_OF_EACH: "together they hold more than any other single lab",
    Check.DOMINATE: "they dominate: more than half together, or the first three ranks",
}
DEFINITION = Definition(
    name="verdict",
    version=1,
    title="The sentence",
    formula=(
        "For each platform, unit and population with values in the period: the shares, bounds and ranks of Alibaba, "
        "Moonshot AI and MiniMax and their sum, and four tests. Majority: the sum is above one half. First three: "
        "their ranks are 1, 2 and 3. Leader: one of them has rank 1. Ahead of each: the sum is above every other lab. "
        "To dominate is named here as majority or first three. A test says yes where it holds even if nothing unknown "
        "is theirs and everything unknown belongs to their strongest rival, no where it fails however the unknown "
        "were shared out among them, and undecided between. Beside it stands what the measured figures alone say."
    ),
    caveats=(
        "'Dominate' has no agreed meaning: the leader and ahead-of-each tests are shown, and do not count as it.",
        "Each test allows the whole unknown part to one side at a time; this is the widest that could be.",
        "Two rankings of different things: Hub downloads are requests of files, OpenRouter counts tokens.",
    ),
    source="Own definition over the measures share and rank.",
    population="Every population in every unit that has values on the day: each is one way of counting.",
)
COLUMNS = [
    *("date", "platform", "unit", "population", "level", "group", "share", "share_low", "share_high", "rank"),
    *("ranked", "as_counted", "outcome"),
]
LAB, TOGETHER, RIVAL, TEST = "lab", "together", "rival", "test"
HALF = 0.5


def verdict(connection: Connection, view: View) -> Measured:
    """Answer for both platforms on the period of the view's grain that holds `until` (else each one's newest day).

    The view's platform, unit and population are not used: every one is counted. Frame: date, platform, unit,
    population, level, group, share, share_low, share_high (0 to 1), rank, ranked (how many labs have one), as_counted
    (a test by the measured figures alone), outcome.
    Levels: "lab" (one of the three), "together" (group named3), "rival" (the largest other lab) and "test" (group is
    one of `Check`; outcome yes, no or undecided, and the share that was tested). Raises `NotEnoughKnown` where no
    platform has anything.
    """
    rows: list[tuple[object, ...]] = []
    read: list[View] = []
    silent: list[str] = []
    unknown: dict[Platform, float] = {}
    for platform in Platform:
        try:
            asked = _asked(connection, view, platform)
        except NotEnoughKnown:
            silent.append(f"{platform}: nothing is stored.")
            continue
        ways = list(every_way(connection, asked))
        read += [each.view for each in ways] or [asked]
        if not ways:
            silent.append(f"{platform}: {asked.since} is {'left out' if asked.without else 'not stored'}.")
        else:
            unknown[platform] = float(ways[0].frame["unknown"].iloc[0])
        rows += [row for each in ways for row in _rows(each)]
    if not read:
        raise NotEnoughKnown("Nothing is stored of either platform.", advice="Collect first: modelshare collect.")
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"date": "datetime64[us]", "rank": "Int64", "ranked": "Int64"})
    shown = set(frame["group"])
    named = labels(connection, view.with_(by=Grouping.LAB), shown) | {
        check.value: text for check, text in CHECKS.items()
    }
    named |= labels(connection, view.with_(by=Grouping.NAMED3), [Layer.NAMED3.value])
    units = units_of(frame)
    told = (*silent, *unknown_of_each(unknown))
    return answer(connection, view, frame, DEFINITION, read=read, notes=told, named=named, units=units)


def _asked(connection: Connection, view: View, platform: Platform) -> View:
    left_out = tuple(kind for kind in view.without if kind in LEAVABLE[platform])
    here = View(
        platform=platform, by=Grouping.LAB, grain=view.grain, until=view.until, as_of=view.as_of, without=left_out
    )
    return of_period(here, asked_day(connection, here))


def _rows(found: Counted) -> Iterator[tuple[object, ...]]:
    period = found.frame
    by_lab, nobody = stands(period), absent(period)
    date = period["date"].iloc[0]
    way = (date, found.view.platform.value, found.view.counted.value, found.view.population.value)
    three = {lab: by_lab.get(lab, nobody) for lab in NAMED_THREE}
    others = {lab: stand for lab, stand in by_lab.items() if lab not in NAMED_THREE}
    unknown = float(period["unknown"].iloc[0])
    together = _together(three, unknown)
    for lab, stand in sorted(three.items(), key=lambda each: -each[1].share):
        yield (*way, LAB, lab, stand.share, stand.low, stand.high, stand.rank, len(by_lab), None, None)
    yield (
        *way,
        TOGETHER,
        Layer.NAMED3.value,
        together.share,
        together.low,
        together.high,
        None,
        len(by_lab),
        None,
        None,
    )
    rival = max(others.items(), key=lambda each: each[1].share, default=None)
    if rival:
        yield (
            *way,
            RIVAL,
            rival[0],
            rival[1].share,
            rival[1].low,
            rival[1].high,
            rival[1].rank,
            len(by_lab),
            None,
            None,
        )
    simply = counted_as_known(three, others, together)
    for check, outcome in checked(three, others, together).items():
        tested = together if check in (Check.MAJORITY, Check.AHEAD_OF_EACH, Check.DOMINATE) else None
        numbers = (tested.share, tested.low, tested.high) if tested else (None, None, None)
        yield (*way, TEST, check.value, *numbers, None, len(by_lab), simply[check], outcome.value)


def _together(three: dict[str, Stand], unknown: float) -> Stand:
    """The sum of the three; the unknown part can be added to it only once."""
    low = sum(stand.low for stand in three.values())
    value = sum(stand.value for stand in three.values())
    return Stand(value, sum(stand.share for stand in three.values()), low, low + unknown, None)


def checked(three: dict[str, Stand], others: dict[str, Stand], together: Stand) -> dict[Check, Outcome]:
    """Each test's outcome over everything that the unknown could be. `others` are all known labs but the three."""
    unknown = together.high - together.low
    rival_low = max((stand.low for stand in others.values()), default=0.0)
    rival_high = max((stand.high for stand in others.values()), default=unknown)
    best = max(stand.low for stand in three.values())
    # What the three would need of the unknown to stand above the rival, each of them.
    needed = sum(max(rival_low - stand.low, 0.0) for stand in three.values())
    found = {
        Check.MAJORITY: _decided(together.low > HALF, together.high <= HALF),
        Check.FIRST_THREE: _decided(
            min(stand.low for stand in three.values()) > rival_high, needed > 0 and needed >= unknown
        ),
        Check.LEADER: _decided(best > rival_high, best + unknown <= rival_low),
        Check.AHEAD_OF_EACH: _decided(together.low > rival_high, together.high <= rival_low),
    }
    either = (found[Check.MAJORITY], found[Check.FIRST_THREE])
    found[Check.DOMINATE] = _decided(Outcome.YES in either, all(each is Outcome.NO for each in either))
    return found


def counted_as_known(three: dict[str, Stand], others: dict[str, Stand], together: Stand) -> dict[Check, bool]:
    """Each test by the measured shares and ranks alone, as if nothing of the unknown belonged to any of them."""
    ranks = [stand.rank for stand in three.values()]
    found = {
        Check.MAJORITY: together.share > HALF,
        Check.FIRST_THREE: all(rank is not None and rank <= len(three) for rank in ranks),
        Check.LEADER: 1 in ranks,
        Check.AHEAD_OF_EACH: together.share > max((stand.share for stand in others.values()), default=0.0),
    }
    return found | {Check.DOMINATE: found[Check.MAJORITY] or found[Check.FIRST_THREE]}


def _decided(surely: bool, never: bool) -> Outcome:
    return Outcome.YES if surely else Outcome.NO if never else Outcome.UNDECIDED
