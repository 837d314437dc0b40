"""Which words belong to which measure: titles and findings of everything but shares and ranks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.measures.result import Measured
from app.view import Measure

Say = Callable[[Measured], str]


@dataclass(frozen=True, slots=True)
class Words:
    """A chart's title, its finding (one or two sentences, empty without data) and what its subtitle says it is out of.

    `scope` None means the population and unit of the view.
    """

    title: Say
    finding: Say
    scope: Say | None = None


WORDS: dict[Measure, Words] = {}


def words_of(measured: Measured) -> Words | None:
    """The words of the measure that was asked for; None for shares and ranks, which `wording` words itself."""
    return WORDS.get(measured.view.measure)
