"""The weekly digest: what moved, who entered, crossovers, restatements and the state of the data, on one page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from app.charts import wording
from app.charts.shape import BUCKETS
from app.measures.result import Measured
from app.view import Grain, Grouping, Measure, Platform, View

MOVERS = 5
PLACES = 10
MOST = 6  # crossings or restatements told one by one
LEAST_POINTS = 0.05  # what a reader would see as 0.1 is a move

Ask = Callable[[View], Measured]


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with its sentences; `view` is the permalink of what stands behind them."""

    title: str
    lines: tuple[str, ...]
    view: View | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """One week of both platforms. `week` is its Monday."""

    week: dt.date
    as_of: dt.date | None
    synthetic: bool
    sections: tuple[Section, ...]
    sources: tuple[str, ...]
    answers: tuple[Measured, ...]

    @property
    def title(self) -> str:
        """The digest's heading."""
        return f"Open-model usage, {wording.span(self.week, self.week + dt.timedelta(days=6))}"


def monday(day: dt.date) -> dt.date:
    """The first day of the week that holds `day`."""
    return day - dt.timedelta(days=day.weekday())


def digest(ask: Ask, week: dt.date, *, as_of: dt.date | None = None) -> Digest:
    """The digest of the week that holds `week`, as known at the end of `as_of` where that is given."""
    first = monday(week)
    sections: list[Section] = []
    answers: list[Measured] = []
    for platform in (Platform.OPENROUTER, Platform.HUGGINGFACE):
        told, used = _platform(ask, platform, first, as_of)
        sections += told
        answers += used
    sources = dict.fromkeys(line for each in answers for line in wording.citations(each))
    made_up = any(each.synthetic for each in answers)
    return Digest(first, as_of, made_up, tuple(sections), tuple(sources), tuple(answers))


def _platform(
    ask: Ask, platform: Platform, first: dt.date, as_of: dt.date | None
) -> tuple[list[Section], list[Measured]]:
    last, name = first + dt.timedelta(days=6), wording.PLATFORMS[platform]
    week = View(
        platform=platform,
        by=Grouping.LAB,
        grain=Grain.WEEK,
        since=first - dt.timedelta(days=7),
        until=last,
        as_of=as_of,
    )
    shares = ask(week)
    blocs = ask(week.with_(by=Grouping.BLOC))
    ranks = ask(week.with_(measure=Measure.RANK))
    used = [shares, blocs, ranks]
    sections = [
        Section(f"{name}: what moved", _moved(blocs, first) + _moved(shares, first), week),
        Section(f"{name}: who entered", _entered(ranks, first, "labs"), ranks.view),
    ]
    if platform is Platform.OPENROUTER:
        models = ask(week.with_(measure=Measure.RANK, by=Grouping.MODEL))
        sections[-1] = Section(
            f"{name}: who entered", (*sections[-1].lines, *_entered(models, first, "models")), ranks.view
        )
    crossing = week.with_(
        measure=Measure.CROSSOVER, since=first - dt.timedelta(days=180), select=_largest(shares, first)
    )
    if len(crossing.select) >= 2:
        found = ask(crossing)
        sections.append(Section(f"{name}: crossovers", _crossed(found, first), found.view))
    ledger = ask(View(measure=Measure.LEDGER, platform=platform, by=Grouping.LAB, until=last, as_of=as_of))
    sections.append(Section(f"{name}: restatements", _restated(ledger, first, last), ledger.view))
    sections.append(Section(f"{name}: the data", _quality(shares, first)))
    return sections, used


def _moved(measured: Measured, first: dt.date) -> tuple[str, ...]:
    here, before = (_week(measured, day) for day in (first, first - dt.timedelta(days=7)))
    if here.empty:
        return (f"Nothing is stored for the week of {wording.day(first)}.",)
    if before.empty:
        return ("The week before is not stored, so no change can be told.",)
    rows = []
    for group in here.index.union(before.index):
        if group in BUCKETS:
            continue
        share, earlier = (float(each["share"].get(group, 0.0)) for each in (here, before))
        points = (round(share, 6) - round(earlier, 6)) * 100
        if abs(points) >= LEAST_POINTS:
            rows.append((abs(points), str(group), share, points))
    rows.sort(key=lambda row: (-row[0], row[1]))
    said = tuple(
        f"{wording.label(measured, group)}: {wording.percent(share)} ({wording.points(points)})"
        for _, group, share, points in rows[:MOVERS]
    )
    return said or ("No share moved by a tenth of a point.",)


def _entered(measured: Measured, first: dt.date, noun: str) -> tuple[str, ...]:
    rows = measured.frame[measured.frame["date"] == pd.Timestamp(first)]
    if rows.empty:
        return (f"No ranking of {noun} is stored for this week.",)
    held, was = rows["rank"].le(PLACES).fillna(False), rows["previous_rank"].le(PLACES).fillna(False)
    if rows["status"].isna().all():
        return (f"The week before has no ranking of {noun} to compare with.",)
    said = [
        f"{wording.label(measured, row['group'])} entered the top {PLACES} {noun} at "
        f"{wording.ordinal(int(row['rank']))} ({wording.percent(row['share'])})."
        for row in rows[held & ~was].to_dict("records")
    ]
    out = [wording.label(measured, group) for group in rows.loc[~held & was, "group"]]
    said += [f"Left the top {PLACES} {noun}: {', '.join(out)}."] if out else []
    return tuple(said) or (f"The same {PLACES} {noun} as in the week before.",)


def _largest(measured: Measured, first: dt.date) -> tuple[str, ...]:
    rows = _week(measured, first)
    known = rows[~rows.index.isin(BUCKETS)] if len(rows) else rows
    return tuple(str(each) for each in known.sort_values("share", ascending=False).index[:6]) if len(known) else ()


def _crossed(measured: Measured, first: dt.date) -> tuple[str, ...]:
    frame = measured.frame
    rows = frame[(frame["date"] == pd.Timestamp(first)) & (frame["population"] == "all")]
    said = [
        f"{wording.label(measured, row['group'])} passed {wording.label(measured, row['passed'])} "
        f"({wording.percent(row['share'])} to {wording.percent(row['passed_share'])})"
        + ("." if row["robust"] else "; the unknown part could turn this round.")
        for row in rows.head(MOST).to_dict("records")
    ]
    return tuple(said) or ("None among the six largest labs.",)


def _restated(measured: Measured, first: dt.date, last: dt.date) -> tuple[str, ...]:
    frame = measured.frame
    if frame.empty:
        return ("No stored value changed after it was public.",)
    start, end = pd.Timestamp(first, tz="UTC"), pd.Timestamp(last, tz="UTC") + pd.Timedelta(days=1)
    rows = frame[(frame["known_at"] >= start) & (frame["known_at"] < end)]
    if rows.empty:
        return ("No stored value changed in this week.",)
    days = sorted({date.date() for date in rows["date"]})
    largest = rows[rows["level"].isin(("lab", "bloc"))]["share_points"].abs().max()
    said = [f"{len(days)} day{'s' if len(days) > 1 else ''} restated: {wording.listed(tuple(days), MOST)}."]
    if not pd.isna(largest):
        said.append(f"The largest change of a lab's or bloc's daily share: {largest * 100:.2f} points.")
    said += [f"Reason: {reason}." for reason in dict.fromkeys(rows["reason"])][:MOST]
    return tuple(said)


def _quality(measured: Measured, first: dt.date) -> tuple[str, ...]:
    week = [first + dt.timedelta(days=at) for at in range(7)]
    gone = [day for day in week if day in measured.coverage.missing]
    empty = [day for day in week if day in measured.coverage.empty]
    rows = _week(measured, first)
    held = int(rows["days"].iloc[0]) if len(rows) else 0
    said = [f"{held} of 7 days hold values."]
    if gone:
        said.append(f"Not stored: {wording.listed(tuple(gone), 7)}.")
    if empty:
        said.append(f"Published without rows: {wording.listed(tuple(empty), 7)}.")
    if len(rows):
        unknown = float(rows.loc[rows.index.isin(BUCKETS), "share"].sum())
        said.append(
            f"{wording.percent(unknown)} of the week's {wording.UNITS[measured.view.counted]} has no known lab."
        )
    return (*said, *(note for note in measured.notes if note.startswith(("Break", "Falling"))))


def _week(measured: Measured, first: dt.date) -> pd.DataFrame:
    frame = measured.frame
    return frame[frame["date"] == pd.Timestamp(first)].set_index("group")


def last_whole_week(measured: Measured) -> dt.date | None:
    """The Monday of the newest week in which no day is missing, else of the newest; None without data."""
    frame = measured.frame
    if frame.empty:
        return None
    whole = frame[frame["complete"].astype(bool)]
    newest: dt.date = (whole if len(whole) else frame)["date"].max().date()
    return newest
