"""Shapes the answers that stand in rows or steps, and not on an axis of time, into native bar and column charts."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from itertools import accumulate

import pandas as pd

from app.charts import wording
from app.charts.calendar_chart import LONGEST
from app.charts.canvas import newest_rows, shown_groups
from app.charts.colours import colour_of
from app.charts.crossover_chart import LENGTH
from app.charts.dots import POPULATIONS, Dot
from app.charts.evaluate_chart import tint
from app.charts.shape import MOST_GROUPS, Drawn
from app.charts.spread_chart import claim_dots, claimed_share, spread_dots
from app.charts.verdict_chart import verdict_dots
from app.charts.waterfall_chart import DOWN, UP, Bar, bars_of, reach
from app.export.series import GREY, OF_HUNDRED, PERCENT, Kind, Native, Number, Series, rounded
from app.measures.evaluate import TOTAL
from app.measures.verdict import HALF
from app.view import Measure, Population

BASE = "Base (not seen)"
MOST_LEADS = 14
PALE = 0.4
FIRST_SERIAL = dt.date(1899, 12, 30)  # the day 0 of spreadsheets


def _waterfall(shown: Drawn) -> Native | None:
    """Both shares in per cent with the steps between them in percentage points, on a base that is not seen."""
    bars = bars_of(shown)
    if not bars:
        return None
    levels = list(accumulate(bar.value for bar in bars[:-1]))
    base: list[Number] = [None]
    for at, bar in enumerate(bars[1:-1], start=1):
        base.append(levels[at - 1] if bar.value >= 0 else levels[at])
    base.append(None)
    low, high = reach(bars)
    steps = [bar.value if bar.step else None for bar in bars]
    ends = Series("Share", GREY, rounded(None if bar.step else bar.value for bar in bars))
    up = Series("Up", UP, rounded(value if value and value > 0 else None for value in steps))
    down = Series("Down", DOWN, rounded(-value if value and value < 0 else None for value in steps))
    return Native(
        kind=Kind.COLUMN,
        series=(Series(BASE, GREY, rounded(base), hidden=True), ends, up, down),
        axis="Share (%); steps in percentage points",
        number=OF_HUNDRED,
        grain=shown.view.grain,
        labels=tuple(f"{bar.name} {_written(bar)}" for bar in bars),
        stacked=True,
        low=max(round(low), 0),
        high=min(math.ceil(high), 100),
    )


def _written(bar: Bar) -> str:
    return f"{bar.value:+.2f}".replace("-", "−") if bar.step else f"{bar.value:.1f}%"


def _leads(shown: Drawn) -> Native | None:
    """A bar for each lead that a crossing began, the newest first: from its first day, as long as it lasted."""
    rows = shown.frame.sort_values("date", ascending=False, kind="stable").head(MOST_LEADS).to_dict("records")
    length, labels, days = LENGTH[shown.view.grain], [], []
    several = len({frozenset((row["group"], row["passed"])) for row in rows}) > 1
    for row in rows:
        who = f"{wording.label(shown, row['passed'])} passed · " if several else ""
        labels.append(f"{who}{POPULATIONS[Population(row['population'])]}, {row['date']:%-d %b %Y}")
        days.append((row["lead_until"] + length - row["date"]).days)
    starts = [(row["date"].date() - FIRST_SERIAL).days for row in rows]
    kinds = dict.fromkeys((str(row["group"]), bool(row["robust"])) for row in rows)
    made = [Series("First day of the lead (not seen)", GREY, tuple(starts), hidden=True)]
    for group, robust in kinds:
        colour, name = colour_of(group, shown.view.by), wording.label(shown, group)
        mine = [(str(row["group"]), bool(row["robust"])) == (group, robust) for row in rows]
        made.append(
            Series(
                f"{name} leads" + ("" if robust else ", not robust"),
                colour if robust else _pale(colour),
                tuple(days[at] if own else None for at, own in enumerate(mine)),
            )
        )
    count = len(shown.frame)
    newest = f", the newest {len(rows)} of {count}" if count > len(rows) else ""
    return Native(
        kind=Kind.BAR,
        series=tuple(made),
        axis=f"Leads after a crossing{newest}; pale: what is unknown could undo it",
        number="d mmm yy",
        grain=shown.view.grain,
        labels=tuple(labels),
        stacked=True,
        low=min(starts) - 1,
    )


def _spread(shown: Drawn) -> Native:
    return _on_bands(shown, spread_dots(shown), "Share; the line is its coverage band")


def _claim(shown: Drawn) -> Native:
    claimed = claimed_share(shown)
    return _on_bands(shown, claim_dots(shown), "Share; the line is its coverage band", ("Claimed", claimed))


def _verdict(shown: Drawn) -> Native:
    axis = "Share of the three together; the line is its coverage band"
    return _on_bands(shown, verdict_dots(shown), axis, ("One half", HALF))


def _on_bands(shown: Drawn, dots: list[Dot], axis: str, mark: tuple[str, float | None] = ("", None)) -> Native:
    """A bar for each way of counting with its bounds as an error bar, a series for each name; `mark` stands first."""
    first = mark[1] is not None
    words = [dot.word.partition(" (")[0] for dot in dots]  # of a verdict the outcome, without the ranks
    labels = [
        f"{dot.row} · {wording.percent(dot.share)}{f', {word}' if word else ''}"
        for dot, word in zip(dots, words, strict=True)
    ]
    labels = [f"{mark[0]} · {wording.percent(mark[1])}", *labels] if first else labels
    made = [Series(mark[0], GREY, rounded([mark[1]] + [None] * len(dots)))] if first else []
    ahead: list[Number] = [None] if first else []
    for name in dict.fromkeys(dot.name for dot in dots):
        mine = [dot if dot.name == name else None for dot in dots]
        made.append(
            Series(
                name,
                next(dot.colour for dot in dots if dot.name == name),
                rounded([*ahead, *(dot.share if dot else None for dot in mine)]),
                minus=rounded([*ahead, *(dot.share - dot.low if dot else None for dot in mine)]),
                plus=rounded([*ahead, *(dot.high - dot.share if dot else None for dot in mine)]),
            )
        )
    return Native(
        kind=Kind.BAR,
        series=tuple(made),
        axis=axis,
        number=PERCENT,
        grain=shown.view.grain,
        labels=tuple(labels),
        stacked=True,
        low=0,
        high=_room([*(dot.high for dot in dots), mark[1] or 0.0]),
    )


def _efficiency(shown: Drawn) -> Native:
    """The newest whole period: each group's share of tokens and of list-price dollars, the latter with its bounds."""
    newest = newest_rows(shown.frame).set_index("group")
    kept = [group for group in shown_groups(shown, "tokens") if group in newest.index]
    rows = newest.loc[kept]
    dollars, low, high = (rows[name].astype(float) for name in ("usd_share", "usd_share_low", "usd_share_high"))
    return Native(
        kind=Kind.BAR,
        series=(
            Series("Share of tokens", GREY, rounded(rows["share"].astype(float))),
            Series(
                "Share of list-price dollars (an estimate, with its bounds)",
                "#3d7de6",
                rounded(dollars),
                minus=rounded((dollars - low).clip(lower=0)),
                plus=rounded((high - dollars).clip(lower=0)),
                tints=tuple(colour_of(group, shown.view.by) for group in kept),
            ),
        ),
        axis=f"Share, {wording.period(newest['date'].max(), shown.view.grain)}",
        number=PERCENT,
        grain=shown.view.grain,
        labels=tuple(wording.short_label(shown, group) for group in kept),
        low=0,
        high=_room([*high, *rows["share"].astype(float)]),
    )


def _evaluation(shown: Drawn) -> Native | None:
    """Each candidate's total, with the range that missing evidence leaves."""
    rows = shown.frame[(shown.frame["criterion"] == TOTAL) & shown.frame["score"].notna()]
    if rows.empty:
        return None
    score, low, high = (rows[name].astype(float) for name in ("score", "score_low", "score_high"))
    return Native(
        kind=Kind.COLUMN,
        series=(
            Series(
                "Score",
                GREY,
                rounded(score),
                minus=rounded((score - low).clip(lower=0)),
                plus=rounded((high - score).clip(lower=0)),
                tints=tuple(tint(str(group)) for group in rows["group"]),
                label="0",
            ),
        ),
        axis="Score from 0 to 100; lines: if everything missing were 0 or 100",
        number="0",
        grain=shown.view.grain,
        labels=tuple(wording.label(shown, str(group)) for group in rows["group"]),
        low=0,
        high=100,
    )


def _releases(shown: Drawn) -> Native:
    """Releases a week, stacked by group: those that the view selects, else the busiest; the others summed."""
    frame = shown.frame
    if shown.view.since is None:
        frame = frame[frame["date"] >= frame["date"].max() - pd.Timedelta(weeks=LONGEST)]
    weeks = pd.date_range(frame["date"].min(), frame["date"].max(), freq="7D")
    counts = frame.pivot(index="date", columns="group", values="value").reindex(weeks).astype(float)
    size = counts.sum().sort_values(ascending=False)
    kept = [group for group in shown.view.select if group in size.index] or [str(each) for each in size.index]
    kept = kept[:MOST_GROUPS]
    made = [
        Series(wording.short_label(shown, group), colour_of(group, shown.view.by), rounded(counts[group]))
        for group in kept
    ]
    rest = counts.drop(columns=kept)
    if len(rest.columns):
        made.append(Series(f"All others ({len(rest.columns)})", GREY, rounded(rest.sum(axis=1, min_count=1))))
    return Native(
        kind=Kind.COLUMN,
        series=tuple(made),
        axis="Releases a week; repositories and models, not families",
        number="0",
        grain=shown.view.grain,
        periods=tuple(each.date() for each in weeks),
        whole=(True,) * len(weeks),
        stacked=True,
        low=0,
    )


def _room(shares: list[float]) -> float:
    """The tenth at or above the largest share: error bars do not stretch an axis by themselves."""
    return min(math.ceil(max((each for each in shares if each == each), default=1.0) * 10) / 10, 1.0)


def _pale(colour: str) -> str:
    """The colour as it looks on white at the strength of the picture's pale bars."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * PALE):02x}" for part in parts)


BARS: dict[Measure, Callable[[Drawn], Native | None]] = {
    Measure.CONTRIBUTION: _waterfall,
    Measure.CROSSOVER: _leads,
    Measure.SPREAD: _spread,
    Measure.CLAIM: _claim,
    Measure.VERDICT: _verdict,
    Measure.EFFICIENCY: _efficiency,
    Measure.EVALUATION: _evaluation,
    Measure.RELEASES: _releases,
}
