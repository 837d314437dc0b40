"""What a measure's words are, and the parts that several measures' words are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.charts import wording
from app.charts.canvas import newest_rows
from app.measures.result import Measured

Say = Callable[[Measured], str]


OutOf = Callable[[Measured], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Words:
    """A chart's title, its finding (one or two sentences, empty without data) and what its subtitle says it is out of.

    `scope` None means the population and unit of the view; `out_of` gives both as a reader sees them where they are
    others than the view's.
    """

    title: Say
    finding: Say
    scope: Say | None = None
    out_of: OutOf | None = None


def each_row(measured: Measured) -> tuple[str, str]:
    """Where every row has a population and a unit of its own."""
    del measured
    return "that of each row", "that of each row"


def fixed(text: str) -> Say:
    """The same words whatever was measured."""
    return lambda _measured: text


def scoped(
    title: Say, finding: Say, out_of: OutOf | tuple[str, str], *, more: str = "", by_grain: bool = True
) -> Words:
    """The words of a measure with a population and a unit of its own, and `more` behind them; its window follows."""
    told: OutOf = out_of if callable(out_of) else lambda _measured: out_of

    def said(measured: Measured) -> str:
        population, unit = told(measured)
        text = f"Population: {population} · Unit: {unit}{more}"
        if measured.coverage.first_day is None:
            return text
        grain = f", by {wording.GRAINS[measured.view.grain]}" if by_grain else ""
        return f"{text} · {wording.window(measured)}{grain}"

    return Words(title, finding, said, told)


def newest_records(measured: Measured) -> list[dict[Any, Any]]:
    """The rows of the newest whole period, or of the newest one where none is whole."""
    return list(newest_rows(measured.frame).to_dict("records")) if len(measured.frame) else []
