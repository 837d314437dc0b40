"""A figure: what was measured against what, run by run, and the table that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Figure:
    """`ours` and `theirs` are the runs in order, each pair measured one after the other; `goal` bounds the ratio.

    `at_least`: the ratio is theirs over ours and must reach the goal, in place of ours over theirs and not exceed it.
    Without a goal the figure shows a trend.
    """

    what: str
    against: str
    goal: float | None
    ours: Sequence[float]
    theirs: Sequence[float]
    unit: str = "s"
    at_least: bool = False
    note: str = field(default="")

    @property
    def ratio(self) -> float:
        ours, theirs = median(self.ours), median(self.theirs)
        return theirs / ours if self.at_least else ours / theirs

    @property
    def met(self) -> bool:
        if self.goal is None:
            return True
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def line(self) -> str:
        goal = "" if self.goal is None else f"{'at least' if self.at_least else 'at most'} {self.goal:g}x"
        found = "" if self.goal is None else "met" if self.met else "not met"
        runs = f"{len(self.ours)} runs"
        return (
            f"| {self.what} | {_number(median(self.ours))} {self.unit} | {self.against} |"
            f" {_number(median(self.theirs))} {self.unit} | **{_number(self.ratio)}x** | {goal} |"
            f" {found} | {runs}{'; ' if self.note else ''}{self.note} |"
        )


HEAD = "| what | ours (median) | against | theirs (median) | ratio | goal | | |\n|---|---|---|---|---|---|---|---|"


def _number(value: float) -> str:
    return f"{value:.3g}" if value < 1_000 else f"{value:,.0f}"
