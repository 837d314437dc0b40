"""The words of the verdict: one paragraph, derived from the tests' outcomes by stated rules."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pandas as pd

from app.charts import wording
from app.measures.result import Measured
from app.measures.verdict import LAB, TEST, TOGETHER, Check, Outcome
from app.view import Platform

RULE = (
    "To dominate is named here as holding more than half together, or the first three ranks. On a platform it is said "
    "where every way of counting says yes, denied where every one says no; the sentence needs both platforms, and "
    "fails where one denies it."
)


class Ruling(StrEnum):
    """What the rule makes of many ways of counting."""

    HOLDS = "holds"
    FAILS = "does not hold"
    DEPENDS = "cannot be decided for every way of counting"


def title(measured: Measured) -> str:
    """The question."""
    del measured
    return "Do Alibaba, Moonshot AI and MiniMax dominate the two rankings?"


def scope(measured: Measured) -> str:
    """When, and out of what."""
    days = [f"{wording.PLATFORMS[each]} {_when(measured, each)}" for each in platforms(measured)]
    return " · ".join([*(days or ["no day"]), "Population and unit: every one with values"])


def finding(measured: Measured) -> str:
    """The ruling in one sentence."""
    if measured.frame.empty:
        return ""
    each = "; ".join(
        f"{wording.PLATFORMS[platform]}: {counted(measured, platform)}" for platform in platforms(measured)
    )
    sure, known = ruling(measured), ruling(measured, as_counted=True)
    if sure is known:
        return f"The sentence {sure.value}. {each}."
    return f"By what is known alone, the sentence {known.value}; allowing for the unknown, it {sure.value}. {each}."


def paragraph(measured: Measured, *, ruled: bool = True) -> str:
    """Shares, ranks and bands of both platforms, the outcomes, the rule, in one paragraph; empty without data.

    Without `ruled` the finding is left out, for where it stands already.
    """
    if measured.frame.empty:
        return ""
    said = [_standing(measured, platform) for platform in platforms(measured)]
    return " ".join([*said, *([finding(measured)] if ruled else []), RULE])


def platforms(measured: Measured) -> list[Platform]:
    """The platforms that have values, OpenRouter first."""
    held = set(measured.frame["platform"])
    return [each for each in (Platform.OPENROUTER, Platform.HUGGINGFACE) if each.value in held]


def ruling(measured: Measured, *, as_counted: bool = False) -> Ruling:
    """What the rule says of the sentence: a platform without values decides nothing.

    `as_counted` goes by the measured figures alone, as if the unknown belonged to nobody in question.
    """
    found = [platform_ruling(measured, each, as_counted=as_counted) for each in Platform]
    if Ruling.FAILS in found:
        return Ruling.FAILS
    return Ruling.HOLDS if set(found) == {Ruling.HOLDS} else Ruling.DEPENDS


def platform_ruling(measured: Measured, platform: Platform, *, as_counted: bool = False) -> Ruling:
    """What the rule says of one platform."""
    tests = _tests(measured, platform, Check.DOMINATE)
    simply = [(Outcome.YES if holds else Outcome.NO).value for holds in tests["as_counted"]]
    outcomes = set(simply if as_counted else tests["outcome"])
    if outcomes == {Outcome.YES.value}:
        return Ruling.HOLDS
    return Ruling.FAILS if outcomes == {Outcome.NO.value} else Ruling.DEPENDS


def counted(measured: Measured, platform: Platform) -> str:
    """How many ways of counting say what, such as "no in 3 of 4 ways of counting, undecided in 1"."""
    tests = _tests(measured, platform, Check.DOMINATE)
    counts = [(outcome.value, int((tests["outcome"] == outcome.value).sum())) for outcome in Outcome]
    named = [(outcome, count) for outcome, count in counts if count]
    head = f"{named[0][0]} in {named[0][1]} of {len(tests)} ways of counting"
    rest = "".join(f", {outcome} in {count}" for outcome, count in named[1:])
    undecided = tests[tests["outcome"] == Outcome.UNDECIDED.value]
    if undecided.empty:
        return head + rest
    yes = int(undecided["as_counted"].astype(bool).sum())
    by_known = (
        "no" if yes == 0 else "yes" if yes == len(undecided) else f"yes in {yes} and no in {len(undecided) - yes}"
    )
    return f"{head}{rest} (there, what is known alone says {by_known})"


def place(rank: Any) -> str:
    """A rank as a reader sees it; "not listed" where there is none."""
    return "not listed" if pd.isna(rank) else wording.ordinal(int(rank))


def _standing(measured: Measured, platform: Platform) -> str:
    frame = measured.frame[measured.frame["platform"] == platform.value]
    first = frame.to_dict("records")[0]
    here = frame[(frame["unit"] == first["unit"]) & (frame["population"] == first["population"])]
    together = here[here["level"] == TOGETHER].iloc[0]
    labs = [
        f"{wording.label(measured, row['group'])} {place(row['rank'])} with {wording.percent(row['share'])}"
        for row in here[here["level"] == LAB].to_dict("records")
    ]
    sums = frame[frame["level"] == TOGETHER]["share"]
    spread = f", and {wording.percent(sums.min())} to {wording.percent(sums.max())} over all ways of counting"
    band = f"band {wording.percent(together['share_low'])} to {wording.percent(together['share_high'])}"
    return (
        f"On {wording.PLATFORMS[platform]}, {_when(measured, platform)}, Alibaba, Moonshot AI and MiniMax together "
        f"hold {wording.percent(together['share'])} of {wording.way(first)} ({band}){spread if len(sums) > 1 else ''}; "
        f"{', '.join(labs)}."
    )


def _when(measured: Measured, platform: Platform) -> str:
    date = measured.frame.loc[measured.frame["platform"] == platform.value, "date"].iloc[0]
    return wording.within(date, measured.view.grain)


def _tests(measured: Measured, platform: Platform, check: Check) -> pd.DataFrame:
    frame = measured.frame
    return frame[(frame["platform"] == platform.value) & (frame["level"] == TEST) & (frame["group"] == check.value)]
