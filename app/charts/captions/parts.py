"""What a measure's words are, and the parts that several measures' words are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.charts import wording
from app.charts.canvas import newest_rows
from app.measures.result import Measured

Say = Callable[[Measured], str]


@dataclass(frozen=True, slots=True)
class Words:
    """A chart's title, its finding (one or two sentences, empty without data) and what its subtitle says it is out of.

    `scope` None means the population and unit of the view.
    """

    title: Say
    finding: Say
    scope: Say | None = None


def fixed(text: str) -> Say:
    """The same words whatever was measured."""
    return lambda _measured: text


def scoped(out_of: str, *, by_grain: bool = True) -> Say:
    """What the answer is out of, and its window."""

    def said(measured: Measured) -> str:
        if measured.coverage.first_day is None:
            return out_of
        grain = f", by {wording.GRAINS[measured.view.grain]}" if by_grain else ""
        return f"{out_of} · {wording.window(measured)}{grain}"

    return said


def newest_records(measured: Measured) -> list[dict[Any, Any]]:
    """The rows of the newest whole period, or of the newest one where none is whole."""
    return list(newest_rows(measured.frame).to_dict("records")) if len(measured.frame) else []
