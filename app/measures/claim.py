"""Checks a claimed share: our value under the nearest definition, and the definitions that would make it true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, select

from app.errors import ViewError
from app.measures.answer import answer, units_of
from app.measures.claim_figure import Comparison, Figure
from app.measures.claim_grammar import Claim, Subject, read_claim
from app.measures.labels import labels
from app.measures.provenance import newest_day, stored_days
from app.measures.result import Definition, Measured
from app.measures.verdict import Outcome
from app.measures.ways import Counted, Stand, every_way
from app.measures.window import over_window
from app.store.tables import lab
from app.view import UNITS, Measure, Population, Unit, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="claim",
    version=1,
    title="Claim check",
    formula=(
        "The sentence is read by a small grammar of regular expressions and word lists: who, which share, of what, "
        "where, when. The share is then measured over those days in every unit and population of the platforms that "
        "the sentence leaves open. Yes: our share is what is claimed, within the rounding of the claim (61% stands "
        "for 60.5 to 61.5%; 'about' and fractions in words allow 2.5 points to both sides, 'just over' and 'just "
        "under' to one). Undecided: our share is not, but the coverage band allows it. No: neither. The nearest "
        "definition is the one that the sentence names, and where it names none the platform's whole population in its "
        "first unit."
    ),
    caveats=(
        "No model reads the sentence: what no rule understood is listed, and the claim may hinge on it.",
        "Claims about ranks, growth, comparisons, peaks, forecasts, derivatives, causes or single models, denied "
        "claims, and claims with two groups, two figures, two platforms or a day that no rule reads are refused and "
        "not half answered.",
        "A share 'of models' is read as one of their usage; how many models there are is not counted.",
        "'Last week' and the like count back from the newest stored day.",
    ),
    source="Own definition over the measure share.",
    population="Every population in every unit that the sentence can mean.",
)
COLUMNS = [
    *("date", "until", "platform", "unit", "population", "group", "claimed", "share", "share_low", "share_high"),
    *("gap", "outcome", "nearest", "days", "days_expected"),
]
HOW_TO = "Write it like this: Chinese models are 61% of all tokens on OpenRouter in June 2026."


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a claim on one platform, both inclusive."""

    since: dt.date
    until: dt.date

    def __str__(self) -> str:
        return f"{self.since}" if self.since == self.until else f"{self.since} to {self.until}"


def claim(connection: Connection, view: View) -> Measured:
    """Answer the sentence in `view.claim` with one row a definition that has values, the nearest first.

    Frame: date and until (first and last UTC day), platform, unit, population, group, claimed (0 to 1; the middle of
    a range), share, share_low, share_high, gap (share minus what is claimed; 0 inside a range), outcome (yes,
    undecided, no), nearest, days (with values), days_expected. Without a subject or a figure the frame is empty and
    the notes say what is missing. Raises `ViewError` where there is no sentence.
    """
    if not view.claim:
        raise ViewError("There is no claim to check.", advice=HOW_TO)
    names = dict(connection.execute(select(lab.c.lab_id, lab.c.name)).all())
    newest = [newest_day(connection, View(platform=each, as_of=view.as_of)) for each in Platform]
    read = read_claim(view.claim, names, max((day for day in newest if day), default=None))
    told = list(_told(read))
    rows: list[tuple[object, ...]] = []
    asked: list[View] = []
    for platform in (read.platform,) if read.platform else tuple(Platform):
        if not read.subject or not read.figure or read.refused:
            break
        span = _span(connection, view, read, platform)
        found = list(_ways(connection, view, read.subject, read.unit, platform, span)) if span else []
        told += _lacking(connection, view, platform, span, found)
        asked += [each.view for each in found]
        rows += [row for each in found if span and (row := _row(each, read, read.figure, span))]
    frame = _nearest_first(pd.DataFrame(rows, columns=COLUMNS), read, view.platform)
    if len(frame) and not frame["nearest"].any():
        told.append("The definition that the sentence names has no values; others are shown.")
    named = labels(connection, View(by=read.subject.by), [read.subject.group]) if read.subject else {}
    units = units_of(frame)
    return answer(connection, view, frame, DEFINITION, read=asked, notes=told, named=named, units=units)


def _told(read: Claim) -> Iterator[str]:
    """Why there is no answer comes first, and then how the sentence was read."""
    if read.refused:
        yield f"The claim cannot be checked. {' '.join(read.refused)}"
    missing = [
        text
        for text, part in (
            ("whose share is meant", read.subject),
            ("which share is claimed (in per cent)", read.figure),
        )
        if part is None
    ]
    if missing and not read.refused:
        yield f"The claim cannot be checked: it does not say {' nor '.join(missing)}. {HOW_TO}"
    if read.understood:
        yield "Understood: " + "; ".join(f"'{part}' as {meaning}" for part, meaning in read.understood) + "."
    if read.not_understood:
        yield f"Not understood: {', '.join(read.not_understood)}. The claim may hinge on it."
    assumed = [
        text
        for text, part in (
            ("both platforms, as none is named", read.platform),
            ("the newest stored day, as no period is named", read.since),
            ("the whole population first, as no other is named", read.population),
            (
                "shares of usage, as it does not say what is counted, and never of how many models there are",
                read.counts or None,
            ),
        )
        if part is None
    ]
    if assumed and not missing and not read.refused:
        yield f"Assumed: {'; '.join(assumed)}."


def _lacking(
    connection: Connection, view: View, platform: Platform, span: Span | None, found: list[Counted]
) -> Iterator[str]:
    """Which days of the claim are not stored, and where the stored ones lie."""
    if span is None:
        yield f"{platform}: nothing is stored."
        return
    expected = (span.until - span.since).days + 1
    days = max((each.frame["date"].nunique() for each in found), default=0)
    stored = stored_days(connection, View(platform=platform, as_of=view.as_of))
    where = ""
    if stored and span.until > stored[1]:
        where = f": the newest is {stored[1]}"
    elif stored and span.since < stored[0]:
        where = f": the first is {stored[0]}"
    if not days:
        yield f"{platform}: no day of {span} is stored{where}."
    elif days < expected:
        yield f"{platform}: {days} of {expected} days of {span} are stored{where}. The others could change the answer."


def _span(connection: Connection, view: View, read: Claim, platform: Platform) -> Span | None:
    if read.since and read.until:
        return Span(read.since, read.until)
    day = newest_day(connection, View(platform=platform, as_of=view.as_of))
    return Span(day, day) if day else None


def _ways(
    connection: Connection, view: View, subject: Subject, unit: Unit | None, platform: Platform, span: Span
) -> Iterator[Counted]:
    asked = view.with_(measure=Measure.SHARE, claim=None, by=subject.by, since=span.since, until=span.until)
    return every_way(connection, asked.with_(platform=platform), units=[unit] if unit else None)


def _row(found: Counted, read: Claim, figure: Figure, span: Span) -> tuple[object, ...] | None:
    assert read.subject is not None
    group, platform, unit = read.subject.group, found.view.platform, found.view.counted
    stand = over_window(found.frame, group, unit)
    if stand is None:
        return None
    nearest = found.view.population is (read.population or Population.ALL) and unit is (read.unit or UNITS[platform][0])
    return (
        *(span.since, span.until, platform.value, unit.value, found.view.population.value, group, figure.middle),
        *(stand.share, stand.low, stand.high, _gap(stand.share, figure), judged(stand, figure).value, nearest),
        *(found.frame["date"].nunique(), (span.until - span.since).days + 1),
    )


def judged(stand: Stand, figure: Figure) -> Outcome:
    """Whether the measured share is what is claimed, may be so within its band, or cannot be."""
    if figure.comparison is Comparison.ABOVE:
        holds, may = stand.share > figure.low, stand.high > figure.low
    elif figure.comparison is Comparison.BELOW:
        holds, may = stand.share < figure.high, stand.low < figure.high
    else:
        low, high = figure.low - figure.rounding, figure.high + figure.rounding
        holds, may = low <= stand.share <= high, stand.low <= high and stand.high >= low
    return Outcome.YES if holds else Outcome.UNDECIDED if may else Outcome.NO


def _gap(share: float, figure: Figure) -> float:
    """How far the share lies from what is claimed; 0 inside a range."""
    return share - min(max(share, figure.low), figure.high)


def _nearest_first(frame: pd.DataFrame, read: Claim, platform: Platform) -> pd.DataFrame:
    """One nearest definition, of the platform that the sentence names or else the page's; then by the gap."""
    mine = (frame["platform"] == (read.platform or platform).value) & frame["nearest"].astype(bool)
    frame = frame.astype({"date": "datetime64[us]", "until": "datetime64[us]"}).assign(nearest=mine)
    order = frame.assign(_first=~frame["nearest"], _gap=frame["gap"].abs()).sort_values(
        ["_first", "_gap"], kind="stable"
    )
    return order[COLUMNS].reset_index(drop=True)
